/// All paths of a small world, breadth first: the first violation has the shortest trace.
public struct Search: Sendable {
    public var stateLimit = 1_000_000

    public init() {}

    public struct Outcome: Sendable {
        public var verdict: Verdict
        public var states: Int
        /// Different quiescent states.
        public var quiescent: Int
        public var depth: Int

        public enum Verdict: Sendable {
            /// All states were visited, and none is wrong.
            case holds
            case broken(Violation, trace: [Step])
            /// The limit came first.
            case bounded
        }
    }

    /// Visits every state that `start` can reach, each once.
    ///
    /// States are told apart by a 64-bit digest: two different ones fall together with a
    /// probability of about n²/2⁶⁵, 3·10⁻⁸ for a million.
    public func run(_ start: World) -> Outcome {
        var frontier = Frontier(start)
        var steps: [Step] = []
        while !frontier.worlds.isEmpty {
            var next: [(world: World, index: Int32)] = []
            for (world, index) in frontier.worlds {
                steps.removeAll(keepingCapacity: true)
                world.steps(into: &steps)
                if !steps.contains(where: { !$0.isFault }) {
                    frontier.quiescent += 1
                    if let violation = world.checkQuiescence() {
                        return frontier.outcome(.broken(violation, trace: frontier.trace(index)))
                    }
                }
                for step in steps {
                    var after = world
                    after.apply(step)
                    if let violation = after.violation {
                        let trace = frontier.trace(index) + [step]
                        return frontier.outcome(.broken(violation, trace: trace))
                    }
                    if let index = frontier.insert(after, from: index, by: step) {
                        next.append((after, index))
                    }
                }
                if frontier.steps.count > stateLimit { return frontier.outcome(.bounded) }
            }
            frontier.worlds = next
            frontier.depth += 1
        }
        frontier.depth -= 1
        return frontier.outcome(.holds)
    }

    /// The states of one depth, and how every state so far was reached.
    private struct Frontier {
        var worlds: [(world: World, index: Int32)]
        var steps: [Step] = [.deliver(replica: 0)]
        var quiescent = 0
        var depth = 0
        private var parents: [Int32] = [-1]
        private var seen: Set<UInt64>

        init(_ start: World) {
            worlds = [(start, 0)]
            seen = [start.digest()]
        }

        mutating func insert(_ world: World, from parent: Int32, by step: Step) -> Int32? {
            guard seen.insert(world.digest()).inserted else { return nil }
            steps.append(step)
            parents.append(parent)
            return Int32(steps.count - 1)
        }

        func trace(_ index: Int32) -> [Step] {
            var trace: [Step] = []
            var index = Int(index)
            while parents[index] >= 0 {
                trace.append(steps[index])
                index = Int(parents[index])
            }
            return trace.reversed()
        }

        func outcome(_ verdict: Outcome.Verdict) -> Outcome {
            Outcome(verdict: verdict, states: steps.count, quiescent: quiescent, depth: depth)
        }
    }
}
