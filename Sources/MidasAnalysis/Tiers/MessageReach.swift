import MidasBase
import MidasFindings
import MidasIR

/// Which sources reach which messages, and which messages and states carry what came in with a
/// request or with the answer to a nested call.
struct MessageReach {
    /// What reaches a message, by number.
    struct Found {
        var dependence: MessageFinding.Dependence?
        var sources: [Int] = []
        var requests: [Int] = []
        var answers: [Int] = []
    }

    private let flow: FlowAssembly
    private let handlers: [TierHandler]
    private let context: FlowContext
    private let taint: TaintFixpoint
    /// By goal: sources, and things that came in.
    private let sources: [BitSet]
    private let inputs: [BitSet]
    /// By node of a goal: its number.
    private var goalOfNode: [FlowNodeID: Int] = [:]
    private let firstState: Int
    private let stateCount: Int

    init(
        _ flow: FlowAssembly, _ adjacency: FlowAdjacency, _ catalog: SourceCatalog,
        _ states: StateCatalog, _ verdicts: Verdicts, _ handlers: [TierHandler],
        _ places: CodePlaces
    ) {
        self.flow = flow
        self.handlers = handlers
        context = places.context
        var nodes: [FlowNodeID] = flow.messages.flatMap { [$0.node, $0.decision] }
        nodes += flow.outputs.map(\.node)
        for handler in handlers { nodes += Self.replyNodes(handler, flow, places.context) }
        var goals: [SourceReach.Goal] = []
        for node in nodes where goalOfNode[node] == nil {
            goalOfNode[node] = goals.count
            goals.append(SourceReach.Goal(nodes: [node], isCounted: false))
        }
        firstState = goals.count
        stateCount = states.entries.count
        goals += states.entries.map {
            SourceReach.Goal(nodes: verdicts.valueNodes($0), isCounted: false)
        }
        taint = TaintFixpoint(adjacency, catalog.seeds(flow))
        sources = SourceReach(adjacency, taint, from: catalog.origins(flow), to: goals).sources
        let origins = Self.inputs(handlers, flow, places.context)
        let seeds = origins.enumerated().flatMap { number, origin in
            origin.nodes.map {
                TaintFixpoint.Seed(
                    node: $0,
                    mark: Mark(.value, .certain, isOrder: false, isFromAbove: false),
                    source: number)
            }
        }
        let spread = TaintFixpoint(adjacency, seeds)
        inputs = SourceReach(adjacency, spread, from: origins, to: goals).sources
    }

    /// Requests by handler, then answers by site.
    private static func inputs(
        _ handlers: [TierHandler], _ flow: FlowAssembly, _ context: FlowContext
    ) -> [SourceReach.Origin] {
        let requests = handlers.map { handler -> SourceReach.Origin in
            var nodes = flow.shapes[handler.instance].parameterInputs
            for cell in handler.handedIn(context) where flow.cellNodes[cell.index] != .max {
                nodes.append(FlowNodeID(flow.cellNodes[cell.index]))
            }
            return SourceReach.Origin(nodes: nodes, isOrder: false)
        }
        return requests
            + flow.messages.map { SourceReach.Origin(nodes: $0.answers, isOrder: false) }
    }

    /// What a handler returns, and leaves in memory that it was handed.
    private static func replyNodes(
        _ handler: TierHandler, _ flow: FlowAssembly, _ context: FlowContext
    ) -> [FlowNodeID] {
        let shape = flow.shapes[handler.instance]
        var nodes = [shape.result] + shape.resultOutputs
        for cell in handler.handedIn(context) {
            if let index = shape.index(ofOutput: cell.raw) { nodes.append(shape.outputs[index]) }
        }
        return nodes
    }

    // MARK: Questions

    func message(_ site: Int) -> Found { found([flow.messages[site].node]) }

    func occurrence(_ site: Int) -> Found { found([flow.messages[site].decision]) }

    /// - Parameter written: what goes out by calls.
    func reply(_ handler: Int, _ written: [FlowNodeID]) -> Found {
        guard handlers[handler].tier.replies.isEmpty else { return found(written) }
        return found(written + Self.replyNodes(handlers[handler], flow, context))
    }

    func isTainted(_ node: FlowNodeID) -> Bool {
        taint.marks[node.index] & (Mark.plain | Mark.order) != 0
    }

    func statesFrom(request handler: Int) -> [Int] { statesFrom(input: handler) }

    func statesFrom(answer site: Int) -> [Int] { statesFrom(input: handlers.count + site) }

    private func statesFrom(input: Int) -> [Int] {
        (0..<stateCount).filter { inputs[firstState + $0].contains(input) }
    }

    private func found(_ nodes: [FlowNodeID]) -> Found {
        var found = Found()
        var reaching = BitSet()
        var arriving = BitSet()
        for node in nodes {
            guard let goal = goalOfNode[node] else { continue }
            reaching.formUnion(sources[goal])
            arriving.formUnion(inputs[goal])
        }
        found.dependence = nodes.compactMap { dependence(of: $0) }.min { $0.rank < $1.rank }
        found.sources = reaching.members
        found.requests = arriving.members.filter { $0 < handlers.count }
        found.answers = arriving.members.filter { $0 >= handlers.count }
            .map { $0 - handlers.count }
        return found
    }

    private func dependence(of node: FlowNodeID) -> MessageFinding.Dependence? {
        var best: MessageFinding.Dependence?
        var bits = taint.marks[node.index] & (Mark.plain | Mark.order)
        while bits != 0 {
            let mark = Mark(raw: UInt8(bits.trailingZeroBitCount))
            bits &= bits - 1
            let next: MessageFinding.Dependence =
                switch mark.influence {
                case .value, .likelyValue: .value
                case .hop, .likelyHop: .state
                case .control: .control
                }
            if next.rank < best?.rank ?? .max { best = next }
        }
        return best
    }
}

extension MessageFinding.Dependence {
    /// The smaller, the more direct.
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
