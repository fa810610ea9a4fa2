import MidasBase

/// What an edge does with what it carries, in one byte: its number in the tables of `Mark`.
struct EdgeKind: Hashable {
    var raw: UInt8

    init(raw: UInt8) { self.raw = raw }

    init(_ edge: FlowEdge, passage: FlowEdge.Passage) {
        raw =
            edge.influence.rawValue | passage.rawValue << 3 | edge.order.rawValue << 5
            | (edge.isTouch ? 128 : 0)
    }

    /// Nil for numbers that stand for no edge.
    var influence: Influence? { Influence(rawValue: raw & 7) }
    var passage: FlowEdge.Passage { FlowEdge.Passage(rawValue: raw >> 3 & 3) ?? .inside }
    var order: OrderPassage? { OrderPassage(rawValue: raw >> 5 & 3) }
    var isTouch: Bool { raw & 128 != 0 }
}

/// The edges of the whole graph by their origins, in compressed rows.
struct FlowAdjacency {
    let nodeCount: Int
    /// Where each edge leads.
    let targets: [UInt32]
    /// By edge.
    let kinds: [EdgeKind]
    /// By node: what touches it goes no further, because what is computed from it is unique.
    let holdsTouch: [Bool]
    private let starts: [UInt32]

    /// O(nodes + edges).
    init(_ flow: FlowAssembly, _ result: Summaries.Result) {
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
        holdsTouch = flow.graph.nodes.elements.map { $0.kind.holdsTouch }
        var starts = [UInt32](repeating: 0, count: nodeCount + 1)
        for edge in flow.graph.edges { starts[edge.from.index + 1] += 1 }
        for edge in result.edges { starts[edge.from.index + 1] += 1 }
        for node in 0..<nodeCount { starts[node + 1] += starts[node] }
        var fill = starts
        let count = flow.graph.edges.count + result.edges.count
        var targets = [UInt32](repeating: 0, count: count)
        var kinds = [EdgeKind](repeating: EdgeKind(raw: 0), count: count)
        func add(_ edge: FlowEdge) {
            let slot = Int(fill[edge.from.index])
            fill[edge.from.index] += 1
            targets[slot] = edge.to.raw
            kinds[slot] = EdgeKind(edge, passage: passage(edge))
        }
        for edge in flow.graph.edges { add(edge) }
        for edge in result.edges { add(edge) }
        self.starts = starts
        self.targets = targets
        self.kinds = kinds
    }

    func edges(from node: Int) -> Range<Int> { Int(starts[node])..<Int(starts[node + 1]) }
}

extension FlowNodeKind {
    /// Whether what only touches such a node ends there.
    var holdsTouch: Bool {
        switch self {
        case .write, .afterCall, .input, .output, .cell, .load, .decision, .merge: true
        case .value, .join, .source, .channel: false
        }
    }
}
