import MidasBase
import MidasDictionary
import MidasIR

/// What is written to channels, and what is read from them.
extension FlowBuilder {
    /// What a channel yields, by the kinds that it may be.
    func channelContents(_ operand: Operand, _ symbol: SymbolID) -> [Refinement] {
        let isOfSockets = context.models[symbol]?.channels.contains(where: \.isOfSockets) ?? false
        guard
            let leads = context.channels.leads(
                of: operand, in: work.instance, onlySockets: isOfSockets)
        else { return [isOfSockets ? .inputNetwork : .inputFile] }
        let streams: Set<ChannelKind> = [.standardInput, .standardOutput, .standardError]
        var contents = Set(
            leads.kinds.filter { leads.openings.isEmpty || streams.contains($0) }
                .compactMap(\.contents))
        for site in leads.openings { contents.formUnion(self.contents(openedAt: site)) }
        if leads.kinds.isEmpty { contents.insert(.inputFile) }
        return contents.sorted { $0.rawValue < $1.rawValue }
    }

    /// What a file yields that is opened at a call: nothing that differs where a program opens it by a
    /// literal path while it starts.
    private func contents(openedAt site: CallSite) -> [Refinement] {
        let function = context.function(site.instance)
        var contents: [Refinement] = []
        for case .external(let symbol) in context.targets(site.instance, site.instruction) {
            let bound = BoundCall(context, site.instance, site.instruction, function, symbol)
            for effect in context.models[symbol]?.channels ?? []
            where [.open, .accept].contains(effect.role)
                && bound.mayHold(effect.conditions, whole)
            {
                let kind = effect.role == .accept ? .acceptedSocket : effect.kind ?? .file
                switch kind {
                case .random: return [.randomEntropy]
                case .socket where context.channels.openings.takesRequests(site):
                    contents.append(.inputRequest)
                case .file, .kernelFile:
                    contents += bound.contents(ofFileNamedBy: effect.name)
                default: contents += kind.contents.map { [$0] } ?? []
                }
            }
        }
        return contents
    }

    mutating func addOutput(_ output: ExternalEffects.Output, _ bound: BoundCall) {
        let node = makeNode(.channel)
        for (origin, influence) in contents(of: output.buffer) {
            flow.graph.connect(origin, node, influence)
        }
        if let root = output.effect.buffer?.root, let operand = bound.operand(of: root),
            operand.place == nil
        {
            // What is written out of memory by a pointer that may differ.
            flow.graph.select(flowNode(of: operand), node)
        }
        if output.printsAddress {
            let source = makeNode(.source)
            addSource(source, .addressValue, .expression(.addressPrinted))
            flow.graph.connect(source, node)
        }
        if leavesUnwritten(output, bound) {
            let source = makeNode(.source)
            addSource(source, .uninitialisedPadding, .expression(.unwrittenBytes))
            flow.graph.connect(source, node)
        }
        if context.concurrency.unorderedOutputs.contains(site) {
            let source = makeNode(.source)
            addSource(source, .schedulingOrder, .expression(.sharedAccess))
            flow.graph.connect(source, node)
        }
        flow.graph.connect(work.decisions[work.block], node)
        flow.outputs.append(
            OutputSite(
                node: node, isLog: isLog(output.effect, bound), instance: work.instance,
                instruction: work.instruction, symbol: bound.symbol))
    }

    /// Whether bytes go out that nothing has written.
    private func leavesUnwritten(_ output: ExternalEffects.Output, _ bound: BoundCall) -> Bool {
        guard case .cells(let cells, _) = output.buffer, let path = output.effect.buffer,
            case .bytes(let size) = path.part, let bytes = bound.bytes(size), bytes > 0
        else { return false }
        if cells.contains(where: { isUndefinedLocal($0) }) { return true }
        return unwritten.leaksBytes(cells, bytes: UInt64(bytes), context)
    }

    /// Whether a local of the instance certainly holds nothing yet.
    private func isUndefinedLocal(_ cell: CellID) -> Bool {
        guard let variable = variable(cell), isLocalOfOurs(cell) else { return false }
        return work.versions[work.current[variable]].isUndefined
    }

    private func isLog(_ effect: ChannelEffect, _ bound: BoundCall) -> Bool {
        if effect.isLog || context.loggers.contains(work.instance) { return true }
        guard effect.kind == nil, let root = effect.channel?.root,
            let operand = bound.operand(of: root)
        else { return false }
        return context.channels.kinds(of: operand, in: work.instance) == [.standardError]
    }
}
