/// Checks over the whole graph of states.
extension Search {
    /// The violation with the shortest trace among those that no single state shows.
    func globalViolation() -> Counterexample? {
        fight() ?? lostGoal()
    }

    /// The first state from which steps without faults do not lead to the goal.
    private func lostGoal() -> Counterexample? {
        let canReach = statesThatReachGoal()
        guard let lost = canReach.firstIndex(of: false) else { return nil }
        return Counterexample(violation: .goalUnreachable, trace: graph.trace(to: lost))
    }

    /// Backward search from the goal along steps without faults.
    private func statesThatReachGoal() -> [Bool] {
        let incoming = adjacency(\.to) { !$0.isFault }
        var reached = graph.states.map { model.goal($0.world) }
        var work = reached.indices.filter { reached[$0] }
        while let state = work.popLast() {
            for edge in incoming.edges(of: state) {
                let from = graph.edges[edge].from
                guard !reached[from] else { continue }
                reached[from] = true
                work.append(from)
            }
        }
        return reached
    }

    /// A cycle of firings with no injection in it.
    private func fight() -> Counterexample? {
        guard let state = stateOnFiringCycle() else { return nil }
        return Counterexample(
            violation: .fight(cycle: firingCycle(through: state)), trace: graph.trace(to: state))
    }

    /// Kahn's algorithm on the graph of firings: what is left over lies on a cycle or behind one.
    /// Of that the first state that comes back to itself is taken.
    private func stateOnFiringCycle() -> Int? {
        let outgoing = adjacency(\.from) { $0.isFiring }
        var degree = [Int](repeating: 0, count: graph.states.count)
        for edge in graph.edges where edge.isFiring { degree[edge.to] += 1 }
        var work = degree.indices.filter { degree[$0] == 0 }
        var left = graph.states.count
        while let state = work.popLast() {
            left -= 1
            for edge in outgoing.edges(of: state) {
                degree[graph.edges[edge].to] -= 1
                if degree[graph.edges[edge].to] == 0 { work.append(graph.edges[edge].to) }
            }
        }
        guard left > 0 else { return nil }
        return degree.indices.first { degree[$0] > 0 && !firingCycle(through: $0).isEmpty }
    }

    /// The shortest cycle of firings through a state; empty if there is none.
    private func firingCycle(through start: Int) -> [Step] {
        let outgoing = adjacency(\.from) { $0.isFiring }
        var arrival: [Int: Int] = [:]
        var frontier = [start]
        while !frontier.isEmpty {
            var next: [Int] = []
            for edge in frontier.flatMap(outgoing.edges) where arrival[graph.edges[edge].to] == nil
            {
                arrival[graph.edges[edge].to] = edge
                next.append(graph.edges[edge].to)
            }
            if arrival[start] != nil { return steps(back: start, arrival) }
            frontier = next
        }
        return []
    }

    private func steps(back start: Int, _ arrival: [Int: Int]) -> [Step] {
        var steps: [Step] = []
        var state = start
        repeat {
            guard let edge = arrival[state] else { return [] }
            steps.append(graph.step(of: edge))
            state = graph.edges[edge].from
        } while state != start
        return steps.reversed()
    }

    /// Edges grouped by one of their ends, without an array for each state.
    private func adjacency(
        _ end: (StateGraph<World>.Edge) -> Int, where isIncluded: (StateGraph<World>.Edge) -> Bool
    ) -> Adjacency {
        var starts = [Int](repeating: 0, count: graph.states.count + 1)
        for edge in graph.edges where isIncluded(edge) { starts[end(edge) + 1] += 1 }
        for state in graph.states.indices { starts[state + 1] += starts[state] }
        var fill = starts
        var list = [Int](repeating: 0, count: starts[graph.states.count])
        for (number, edge) in graph.edges.enumerated() where isIncluded(edge) {
            list[fill[end(edge)]] = number
            fill[end(edge)] += 1
        }
        return Adjacency(starts: starts, list: list)
    }
}

private struct Adjacency {
    let starts: [Int]
    let list: [Int]

    func edges(of state: Int) -> ArraySlice<Int> { list[starts[state]..<starts[state + 1]] }
}
