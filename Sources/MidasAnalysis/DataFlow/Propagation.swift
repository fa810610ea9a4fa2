import MidasBase

/// What reaches each node: 64 seeds at a time, each with the influences by which it does, apart for
/// facts that came up from callees (they may return further up) and facts that a caller gave (they may
/// not: only the caller's own way on counts).
struct Propagation {
    /// Five influences, then what only touches; for facts from below, then for facts from above.
    static var touch: Int { 5 }
    static var planes: Int { touch + 1 }
    static var width: Int { planes * 2 }

    struct Seed {
        var node: FlowNodeID
        /// Which of the 64.
        var bit: UInt64
    }

    /// `facts[node * width + plane]`: which seeds.
    private(set) var facts: [UInt64]
    private let adjacency: FlowAdjacency
    /// Seeds whose difference is one of order.
    private let orderSeeds: UInt64

    /// Edges followed until it was stable, or until the budget was spent.
    private(set) var steps = 0
    private(set) var isComplete = true

    /// `budget` bounds the edges that are followed.
    init(_ adjacency: FlowAdjacency, _ seeds: [Seed], orderSeeds: UInt64, budget: Int) {
        self.adjacency = adjacency
        self.orderSeeds = orderSeeds
        facts = Array(repeating: 0, count: adjacency.nodeCount * Self.width)
        run(seeds, budget: budget)
    }

    /// What reaches a node by one influence.
    func reaching(_ node: FlowNodeID, _ plane: Int) -> UInt64 {
        let base = node.index * Self.width + plane
        return facts[base] | facts[base + Self.planes]
    }

    func reaching(_ node: FlowNodeID, _ influence: Influence) -> UInt64 {
        reaching(node, Int(influence.rawValue))
    }

    /// Sweeps over the nodes in topological order of their components until nothing is new: facts
    /// travel as far as they can in one sweep, and only cycles need another.
    private mutating func run(_ seeds: [Seed], budget: Int) {
        var pending = [UInt64](repeating: 0, count: (adjacency.nodeCount + 63) / 64)
        for seed in seeds {
            facts[seed.node.index * Self.width] |= seed.bit
            let rank = Int(adjacency.rank[seed.node.index])
            pending[rank >> 6] |= 1 << UInt64(rank & 63)
        }
        let adjacency = adjacency
        let orderSeeds = orderSeeds
        steps = facts.withUnsafeMutableBufferPointer { facts in
            pending.withUnsafeMutableBufferPointer { pending in
                let carrier = Carrier(
                    facts: facts, adjacency: adjacency, orderSeeds: orderSeeds,
                    targets: Self.targets)
                return carrier.sweepUntilStable(pending, budget: budget)
            }
        }
        isComplete = steps <= budget
    }

    /// The loop itself, on memory that nobody else touches.
    private struct Carrier {
        let facts: UnsafeMutableBufferPointer<UInt64>
        let adjacency: FlowAdjacency
        let orderSeeds: UInt64
        /// `targets[plane * influences + influence]`: the plane behind an edge.
        let targets: [Int]

        /// The number of edges followed; more than the budget where it ended for that.
        func sweepUntilStable(
            _ pending: UnsafeMutableBufferPointer<UInt64>, budget: Int
        ) -> Int {
            var isStable = false
            var steps = 0
            while !isStable {
                isStable = true
                for word in pending.indices {
                    while pending[word] != 0 {
                        let rank = word << 6 + pending[word].trailingZeroBitCount
                        pending[word] &= pending[word] - 1
                        let node = Int(adjacency.nodeOfRank[rank])
                        steps += adjacency.edges(from: node).count
                        if steps > budget { return steps }
                        if visit(node, rank, pending) { isStable = false }
                    }
                }
            }
            return steps
        }

        /// Whether a node became pending that this sweep does not come to any more.
        private func visit(
            _ node: Int, _ rank: Int, _ pending: UnsafeMutableBufferPointer<UInt64>
        ) -> Bool {
            var goesBack = false
            for index in adjacency.edges(from: node) where flow(along: adjacency.edges[index]) {
                let target = Int(adjacency.rank[adjacency.edges[index].to.index])
                pending[target >> 6] |= 1 << UInt64(target & 63)
                if target >> 6 < rank >> 6 { goesBack = true }
            }
            return goesBack
        }

        /// Carries the facts at the origin of an edge along it; says whether its target has new ones.
        private func flow(along edge: FlowEdge) -> Bool {
            let from = edge.from.index * Propagation.width
            let to = edge.to.index * Propagation.width
            let kept: UInt64 =
                switch edge.order {
                case .kept: ~0
                case .cleared: ~orderSeeds
                case .only: orderSeeds
                }
            var changed: UInt64 = 0
            for plane in 0..<Propagation.planes {
                let below = facts[from + plane]
                let above = facts[from + Propagation.planes + plane]
                if below | above == 0 { continue }
                let target = target(of: plane, edge)
                guard target >= 0 else { continue }
                var toBelow: UInt64 = 0
                var toAbove: UInt64 = 0
                switch edge.passage {
                case .inside:
                    toBelow = below
                    toAbove = above
                case .call: toAbove = below | above
                case .callReturn: toBelow = below
                case .shared: toBelow = below | above
                }
                let isTouch = target == Propagation.touch
                let passing = isTouch && edge.order == .cleared ? ~0 : kept
                changed |= add(toBelow & passing, to + target)
                changed |= add(toAbove & passing, to + Propagation.planes + target)
                if edge.order == .cleared && !isTouch {
                    changed |= add(toBelow & orderSeeds, to + Propagation.touch)
                    changed |= add(
                        toAbove & orderSeeds, to + Propagation.planes + Propagation.touch)
                }
            }
            return changed != 0
        }

        private func add(_ seeds: UInt64, _ slot: Int) -> UInt64 {
            let new = seeds & ~facts[slot]
            facts[slot] |= new
            return new
        }

        private func target(of plane: Int, _ edge: FlowEdge) -> Int {
            if edge.isTouch { return Propagation.touch }
            if plane == Propagation.touch {
                return adjacency.holdsTouch[edge.from.index] ? -1 : Propagation.touch
            }
            return targets[plane * Propagation.touch + Int(edge.influence.rawValue)]
        }
    }

    /// The plane that a fact has behind an edge; negative where it ends.
    private static func target(_ plane: Int, _ influence: Influence) -> Int {
        Int((Influence(rawValue: UInt8(plane)) ?? .control).then(influence).rawValue)
    }

    private static let targets: [Int] = (0..<touch).flatMap { plane in
        Influence.allCases.map { target(plane, $0) }
    }
}

/// The edges of the whole graph by their origins.
struct FlowAdjacency {
    let nodeCount: Int
    let edges: [FlowEdge]
    /// By node: what touches it goes no further, because what is computed from it is unique.
    let holdsTouch: [Bool]
    /// By node: its place in a topological order of the strongly connected components.
    let rank: [UInt32]
    let nodeOfRank: [UInt32]
    private let starts: [UInt32]

    init(_ flow: FlowAssembly, _ result: Summaries.Result) {
        let summaries = result.edges
        var isRelaxed = BitSet(capacity: flow.shapes.count)
        for instance in result.relaxed { isRelaxed.insert(instance.index) }
        func passage(_ edge: FlowEdge) -> FlowEdge.Passage {
            let callee =
                switch edge.passage {
                case .call: flow.graph.nodes[edge.to].instance.id
                case .callReturn: flow.graph.nodes[edge.from].instance.id
                case .inside, .shared: InstanceID?.none
                }
            guard let callee, isRelaxed.contains(callee.index) else { return edge.passage }
            return .shared
        }
        nodeCount = flow.graph.nodes.count
        holdsTouch = flow.graph.nodes.elements.map { node in
            switch node.kind {
            case .write, .afterCall, .input, .output, .cell, .load, .decision: true
            case .value, .join, .source, .channel: false
            }
        }
        var starts = [UInt32](repeating: 0, count: nodeCount + 1)
        for edge in flow.graph.edges { starts[edge.from.index + 1] += 1 }
        for edge in summaries { starts[edge.from.index + 1] += 1 }
        for node in 0..<nodeCount { starts[node + 1] += starts[node] }
        var fill = starts
        let placeholder = FlowEdge(
            from: FlowNodeID(UInt32(0)), to: FlowNodeID(UInt32(0)), influence: .value,
            passage: .inside)
        var sorted = [FlowEdge](
            repeating: placeholder, count: flow.graph.edges.count + summaries.count)
        for edge in flow.graph.edges {
            sorted[Int(fill[edge.from.index])] = edge
            sorted[Int(fill[edge.from.index])].passage = passage(edge)
            fill[edge.from.index] += 1
        }
        for edge in summaries {
            sorted[Int(fill[edge.from.index])] = edge
            fill[edge.from.index] += 1
        }
        self.starts = starts
        edges = sorted
        let graph = Graph(
            nodeCount: nodeCount, edges: sorted.map { (from: $0.from.raw, to: $0.to.raw) })
        let components = StronglyConnectedComponents(of: graph)
        nodeOfRank = components.members.reversed().flatMap { $0 }
        var rank = [UInt32](repeating: 0, count: nodeCount)
        for (position, node) in nodeOfRank.enumerated() { rank[Int(node)] = UInt32(position) }
        self.rank = rank
    }

    func edges(from node: Int) -> Range<Int> { Int(starts[node])..<Int(starts[node + 1]) }
}
