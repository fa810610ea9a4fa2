import MidasBase

/// Which sources reach which states, by any influence: reachability on which calls and returns match,
/// over the condensation of the part of the graph that lies between sources and states.
struct SourceReach {
    /// By state: the sources that reach it.
    private(set) var sources: [BitSet]
    /// By source: whether it reaches some state that counts.
    private(set) var reachesCounted: [Bool]
    /// Pairs of an edge and 64 sources that were followed.
    private(set) var steps = 0
    /// Sources whose states are not listed because the budget was spent.
    private(set) var unlisted = 0

    /// Pairs of a source and a state that are listed.
    private var listed = 0

    static let stepLimit = 2_000_000_000
    /// More than this nobody reads, and a report of it is larger than the program.
    private let listLimit: Int

    /// A state's nodes, and whether reaching it makes a source effective.
    struct Goal {
        var nodes: [FlowNodeID]
        var isCounted: Bool
    }

    /// What is to be related: a source's nodes, and whether it is only one of order.
    struct Origin {
        var nodes: [FlowNodeID]
        var isOrder: Bool
        /// One of many accesses that threads make: listed after all others.
        var isOfThreads = false
    }

    init(
        _ adjacency: FlowAdjacency, _ fixpoint: TaintFixpoint, from origins: [Origin],
        to goals: [Goal], listLimit: Int = 4_000_000
    ) {
        self.listLimit = listLimit
        sources = Array(repeating: BitSet(), count: goals.count)
        reachesCounted = Array(repeating: false, count: origins.count)
        for isOrder in [false, true] {
            let kind = origins.indices.filter { origins[$0].isOrder == isOrder }
            let members =
                kind.filter { !origins[$0].isOfThreads } + kind.filter { origins[$0].isOfThreads }
            if members.isEmpty { continue }
            let slice = TaintSlice(
                adjacency, fixpoint.marks, mask: isOrder ? Mark.order : Mark.plain,
                blocked: isOrder ? .cleared : .only, goals: goals.flatMap(\.nodes))
            relate(members, origins, goals, slice)
        }
    }

    private mutating func relate(
        _ members: [Int], _ origins: [Origin], _ goals: [Goal], _ slice: TaintSlice
    ) {
        let counted = slice.reaching(
            goals.filter(\.isCounted).flatMap { slice.components(of: $0.nodes) })
        for member in members {
            reachesCounted[member] = slice.starts(of: origins[member].nodes).contains {
                counted[$0]
            }
        }
        let ends = goals.map { slice.components(of: $0.nodes) }
        for first in stride(from: 0, to: members.count, by: 64) {
            steps += slice.edgeCount
            let batch = members[first..<min(first + 64, members.count)]
            if steps > Self.stepLimit || listed > listLimit {
                unlisted += batch.count
                continue
            }
            var bits = [UInt64](repeating: 0, count: slice.componentCount)
            for (bit, member) in batch.enumerated() {
                for start in slice.starts(of: origins[member].nodes) {
                    bits[start] |= 1 << UInt64(bit)
                }
            }
            slice.spread(&bits)
            for (goal, components) in ends.enumerated() {
                var reached: UInt64 = 0
                for component in components { reached |= bits[component] }
                listed += reached.nonzeroBitCount
                while reached != 0 {
                    sources[goal].insert(batch[batch.startIndex + reached.trailingZeroBitCount])
                    reached &= reached - 1
                }
            }
        }
    }
}

/// The part of the graph that marks reached and that reaches a goal, each node twice: for what came up
/// from callees and for what a caller gave; cycles joined.
struct TaintSlice {
    private(set) var componentCount = 0
    /// By node: its number in the slice, or `.max`.
    private var numbers: [UInt32]
    /// By numbered node and phase: the component.
    private var component: [UInt32] = []
    /// Edges between components by origin; components come before those that they reach.
    private var starts: [UInt32] = []
    private var targets: [UInt32] = []

    var edgeCount: Int { targets.count }

    init(
        _ adjacency: FlowAdjacency, _ marks: [UInt64], mask: UInt64, blocked: OrderPassage,
        goals: [FlowNodeID]
    ) {
        numbers = Self.between(adjacency, marks, mask, blocked, goals)
        let count = numbers.reduce(0) { $1 == .max ? $0 : $0 + 1 }
        var edges: [(from: UInt32, to: UInt32)] = []
        for node in numbers.indices where numbers[node] != .max {
            for edge in adjacency.edges(from: node) {
                let target = numbers[Int(adjacency.targets[edge])]
                let kind = adjacency.kinds[edge]
                if target == .max || kind.isTouch || kind.order == blocked { continue }
                let from = numbers[node] * 2
                switch kind.passage {
                case .inside:
                    edges.append((from, target * 2))
                    edges.append((from + 1, target * 2 + 1))
                case .call:
                    edges.append((from, target * 2 + 1))
                    edges.append((from + 1, target * 2 + 1))
                case .callReturn: edges.append((from, target * 2))
                case .shared:
                    edges.append((from, target * 2))
                    edges.append((from + 1, target * 2))
                }
            }
        }
        condense(Graph(nodeCount: count * 2, edges: edges))
    }

    /// Numbers the nodes with marks that lead to a goal, calls and returns not matched.
    private static func between(
        _ adjacency: FlowAdjacency, _ marks: [UInt64], _ mask: UInt64, _ blocked: OrderPassage,
        _ goals: [FlowNodeID]
    ) -> [UInt32] {
        var backward: [(from: UInt32, to: UInt32)] = []
        for node in marks.indices where marks[node] & mask != 0 {
            for edge in adjacency.edges(from: node) {
                let kind = adjacency.kinds[edge]
                if kind.isTouch || kind.order == blocked { continue }
                backward.append((adjacency.targets[edge], UInt32(node)))
            }
        }
        let graph = Graph(nodeCount: marks.count, edges: backward)
        var isIn = [Bool](repeating: false, count: marks.count)
        var work: [UInt32] = []
        for goal in goals where marks[goal.index] & mask != 0 && !isIn[goal.index] {
            isIn[goal.index] = true
            work.append(goal.raw)
        }
        while let node = work.popLast() {
            for previous in graph[Int(node)] where !isIn[Int(previous)] {
                isIn[Int(previous)] = true
                work.append(previous)
            }
        }
        var next: UInt32 = 0
        return isIn.map { isIn in
            guard isIn else { return .max }
            defer { next += 1 }
            return next
        }
    }

    private mutating func condense(_ graph: Graph) {
        let found = StronglyConnectedComponents(of: graph)
        componentCount = found.count
        let last = UInt32(max(0, found.count - 1))
        component = found.component.map { last - $0 }
        starts = [0]
        starts.reserveCapacity(componentCount + 1)
        var lastFrom = [UInt32](repeating: .max, count: componentCount)
        for (index, members) in found.members.reversed().enumerated() {
            for node in members {
                for successor in graph[Int(node)] {
                    let target = component[Int(successor)]
                    if target == UInt32(index) || lastFrom[Int(target)] == UInt32(index) {
                        continue
                    }
                    lastFrom[Int(target)] = UInt32(index)
                    targets.append(target)
                }
            }
            starts.append(UInt32(targets.count))
        }
    }

    /// The components of some nodes, for what came up and for what a caller gave.
    func components(of nodes: [FlowNodeID]) -> [Int] {
        nodes.flatMap { node -> [Int] in
            let number = numbers[node.index]
            if number == .max { return [] }
            return [Int(component[Int(number) * 2]), Int(component[Int(number) * 2 + 1])]
        }
    }

    /// Where something begins that enters at these nodes.
    func starts(of nodes: [FlowNodeID]) -> [Int] {
        nodes.compactMap { node in
            let number = numbers[node.index]
            return number == .max ? nil : Int(component[Int(number) * 2])
        }
    }

    /// By component: whether it reaches one of some.
    func reaching(_ goals: [Int]) -> [Bool] {
        var isReaching = [Bool](repeating: false, count: componentCount)
        for goal in goals { isReaching[goal] = true }
        for index in stride(from: componentCount - 1, through: 0, by: -1) where !isReaching[index] {
            for edge in Int(starts[index])..<Int(starts[index + 1])
            where isReaching[Int(targets[edge])] {
                isReaching[index] = true
                break
            }
        }
        return isReaching
    }

    /// Passes bits on from every component to those that it reaches.
    func spread(_ bits: inout [UInt64]) {
        for index in 0..<componentCount where bits[index] != 0 {
            for edge in Int(starts[index])..<Int(starts[index + 1]) {
                bits[Int(targets[edge])] |= bits[index]
            }
        }
    }
}
