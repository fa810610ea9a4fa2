import MidasBase
import MidasIR

/// A call that sends a message of a tier, or waits for one.
struct MessageSite {
    var symbol: SymbolID
    var instance: InstanceID
    var instruction: InstructionID
    /// What goes out: all that the arguments are and point to.
    var node: FlowNodeID
    /// What decides whether it is called.
    var decision: FlowNodeID
    /// What the call gives back.
    var answers: [FlowNodeID] = []
    /// Local variables of the caller, with what they hold when the call comes back.
    var locals: [(cell: CellID, node: FlowNodeID)] = []
}

/// Messages between tiers.
extension FlowBuilder {
    /// Begins to note a call if it is one of a message: what it is given.
    mutating func messageSite(
        _ id: InstructionID, _ targets: [CallTarget], _ function: Function
    ) -> MessageSite? {
        guard !context.messages.isEmpty,
            let symbol = targets.map({ context.symbol(of: $0) })
                .first(where: { context.messages[$0] != nil })
        else { return nil }
        let bound = BoundCall(context, work.instance, id, function, symbol)
        let node = makeNode(.channel)
        for operand in messageArguments(bound) {
            flow.graph.connect(flowNode(of: operand), node)
            for (origin, influence) in contents(ofAll: memory(behind: operand, bound)) {
                flow.graph.connect(origin, node, influence)
            }
        }
        return MessageSite(
            symbol: symbol, instance: work.instance, instruction: id, node: node,
            decision: work.decisions[work.block])
    }

    private func messageArguments(_ bound: BoundCall) -> [Operand] {
        let all = Array(bound.explicitArguments)
        guard let wanted = context.messages[bound.symbol] ?? nil else { return all }
        return wanted.filter(all.indices.contains).map { all[$0] }
    }

    private func memory(behind operand: Operand, _ bound: BoundCall) -> [CellID] {
        operand.place.map { Array(context.cells($0, work.instance)) }
            ?? bound.everythingBehind(operand)
    }

    /// Notes what the call has left.
    mutating func finish(
        _ site: MessageSite?, _ id: InstructionID, _ outcome: CallOutcome, _ function: Function
    ) {
        guard var site else { return }
        let bound = BoundCall(context, work.instance, id, function, site.symbol)
        var cells = bound.callResult.map { Array(context.cells($0, work.instance)) } ?? []
        for operand in bound.arguments where operand.place == nil {
            cells += bound.everythingBehind(operand)
        }
        for cell in Set(cells).sorted() where outcome.writes[cell] != nil {
            if let node = contents(of: cell)?.node { site.answers.append(node) }
        }
        let result = work.valueNodes[id.index]
        if result != .max { site.answers.append(FlowNodeID(result)) }
        for (variable, cell) in work.cells.enumerated() {
            guard let cell, isLocalOfOurs(cell),
                let node = work.versions[work.current[variable]].flow
            else { continue }
            site.locals.append((cell, node))
        }
        flow.messages.append(site)
    }
}

extension FlowContext {
    func symbol(of target: CallTarget) -> SymbolID {
        switch target {
        case .instance(let instance): function(instance).symbol
        case .external(let symbol): symbol
        }
    }

    /// Functions that send or await messages of tiers, and which of their arguments are the message.
    static func messages(_ program: Program, _ tiers: [TierOptions]) -> [SymbolID: [Int]?] {
        guard !tiers.isEmpty else { return [:] }
        var wanted: [String: [Int]?] = [:]
        for tier in tiers {
            for call in tier.calls {
                wanted[call.send] = .some(call.arguments)
                if let receive = call.receive { wanted[receive] = .some([]) }
            }
            for reply in tier.replies { wanted[reply] = .some(nil) }
        }
        var found: [SymbolID: [Int]?] = [:]
        for symbol in program.symbols.ids where program.symbols[symbol].kind == .function {
            let name = program.strings[program.symbols[symbol].qualifiedName]
            if let arguments = wanted[name] { found[symbol] = .some(arguments) }
        }
        return found
    }
}
