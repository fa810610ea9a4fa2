import MidasBase
import MidasFindings
import MidasIR

/// Finds, once the classes are settled, a shortest way from a source to a state on which calls and
/// returns match.
struct WitnessSearch {
    private let flow: FlowAssembly
    private let adjacency: FlowAdjacency
    private let places: CodePlaces

    init(_ flow: FlowAssembly, _ adjacency: FlowAdjacency, _ places: CodePlaces) {
        self.flow = flow
        self.adjacency = adjacency
        self.places = places
    }

    /// A node as a search comes to it.
    private struct Point: Hashable {
        var node: FlowNodeID
        var influence: Influence
        /// Given by a caller: it may not return past where it came from.
        var isFromAbove: Bool
    }

    func path(to witness: Verdicts.Witness, _ sources: SourceCatalog) -> [PathStep] {
        let starts = sources.entries[witness.source].sites.map { flow.sources[$0].node }
        let isOrder = sources.entries[witness.source].category == .ordering
        guard
            let nodes = shortest(
                from: starts, to: witness.node, by: witness.influence, isOrder: isOrder)
        else {
            return []
        }
        return steps(nodes)
    }

    private func shortest(
        from starts: [FlowNodeID], to end: FlowNodeID, by influence: Influence, isOrder: Bool
    ) -> [FlowNodeID]? {
        var queue = starts.map { Point(node: $0, influence: .value, isFromAbove: false) }
        var before: [Point: Point] = [:]
        var seen = Set(queue)
        var next = 0
        while next < queue.count {
            let point = queue[next]
            next += 1
            if point.node == end && point.influence.covers(influence) {
                return trace(point, before)
            }
            for index in adjacency.edges(from: point.node.index) {
                let edge = adjacency.edges[index]
                if edge.order == (isOrder ? .cleared : .only) { continue }
                guard let reached = step(point, edge),
                    seen.insert(reached).inserted
                else { continue }
                before[reached] = point
                queue.append(reached)
            }
        }
        return nil
    }

    private func step(_ point: Point, _ edge: FlowEdge) -> Point? {
        if edge.isTouch { return nil }
        var isFromAbove = point.isFromAbove
        switch edge.passage {
        case .inside: break
        case .call: isFromAbove = true
        case .callReturn:
            if isFromAbove { return nil }
        case .shared: isFromAbove = false
        }
        return Point(
            node: edge.to, influence: point.influence.then(edge.influence),
            isFromAbove: isFromAbove)
    }

    private func trace(_ point: Point, _ before: [Point: Point]) -> [FlowNodeID] {
        var nodes = [point.node]
        var point = point
        while let earlier = before[point] {
            nodes.append(earlier.node)
            point = earlier
        }
        return nodes.reversed()
    }

    // MARK: Telling

    private func steps(_ nodes: [FlowNodeID]) -> [PathStep] {
        var steps: [PathStep] = []
        for id in nodes {
            let node = flow.graph.nodes[id]
            guard let instance = node.instance.id, let instruction = node.instruction.id else {
                continue
            }
            let step = PathStep(
                location: places.location(instance, instruction),
                function: places.functionName(instance), step: Self.words(node.kind))
            if steps.last?.location != step.location { steps.append(step) }
        }
        return steps
    }

    private static func words(_ kind: FlowNodeKind) -> String {
        switch kind {
        case .source: "enters here"
        case .value: "is computed with"
        case .join: "decides what arrives here"
        case .write: "is written"
        case .load: "is read"
        case .decision: "decides whether this runs"
        case .input: "is passed in"
        case .output, .afterCall: "comes back from the call"
        case .cell: "is kept"
        case .channel: "is written out"
        }
    }
}
