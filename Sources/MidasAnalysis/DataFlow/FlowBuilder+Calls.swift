import MidasBase
import MidasDictionary
import MidasIR

/// What a call may write to one cell, gathered over everything that it may run.
private struct PendingWrite {
    var cell: CellID
    /// Each with how it decides the contents.
    var origins: [(node: FlowNodeID, influence: Influence, passage: FlowEdge.Passage)] = []
    /// Whether what was there before may still be there.
    var keepsOld = false
}

/// The writes of one call, in order of cells.
private struct PendingWrites {
    var writes: [CellID: PendingWrite] = [:]

    mutating func add(
        _ cell: CellID, _ node: FlowNodeID?, _ influence: Influence, _ passage: FlowEdge.Passage
    ) {
        var write = writes[cell] ?? PendingWrite(cell: cell)
        if let node { write.origins.append((node, influence, passage)) }
        writes[cell] = write
    }
}

extension FlowBuilder {
    mutating func call(_ id: InstructionID, _ function: Function) {
        let targets = context.targets(work.instance, id)
        let call = function.calls[CallID(function.instructions[id].extra)]
        var pending = PendingWrites()
        var results: [(FlowNodeID, Influence, FlowEdge.Passage)] = []
        var covered: [CellID: Int] = [:]
        let site = CallSite(instance: work.instance, instruction: id)
        let isQuiescent = quiescence.isReached(during: site, targets)
        if isQuiescent { leaveVersions() }
        let handlers = quiescence.handlers(at: site)
        let firstInput = flow.pairs.count
        for target in targets {
            switch target {
            case .instance(let callee) where handlers.contains(callee):
                dispatch(callee, id, function)
            case .instance(let callee):
                link(callee, id, call, function, &pending, &results, &covered)
            case .external(let symbol):
                let bound = BoundCall(context, work.instance, id, function, symbol)
                if let model = context.models[symbol] {
                    apply(model, bound, &pending, &results, &covered)
                } else {
                    applyUnknown(bound, &pending, &results)
                }
            }
        }
        for during in context.callbacksDuring(work.instance, id, targets) {
            link(during, id, targets, function, &pending)
        }
        linkLaterCallbacks(id, targets, function)
        var choosers: [FlowNodeID] = []
        if case .indirect(let operand) = call.callee, let node = flowNode(of: operand) {
            choosers.append(node)
        }
        let firstOutput = flow.pairs.count
        perform(pending, covered, targetCount: targets.count, choosers)
        finish(id, results, choosers)
        if isQuiescent && (!handlers.isEmpty || targets.allSatisfy(\.isExternal)) {
            takeVersions()
        }
        guard firstOutput > firstInput, flow.pairs.count > firstOutput else { return }
        flow.links.append(
            CallLink(
                inputs: firstInput..<firstOutput, outputs: firstOutput..<flow.pairs.count))
    }

    // MARK: Functions of the tree

    private mutating func link(
        _ callee: InstanceID, _ id: InstructionID, _ call: Call, _ function: Function,
        _ pending: inout PendingWrites,
        _ results: inout [(FlowNodeID, Influence, FlowEdge.Passage)],
        _ covered: inout [CellID: Int]
    ) {
        let shape = flow.shapes[callee]
        connectInput(work.decisions[work.block], .value, shape.called)
        for (index, operand) in function.arguments(of: CallID(function.instructions[id].extra))
            .enumerated()
        {
            guard index + 1 < shape.parameters.count else {
                passVariadic(operand, callee)
                continue
            }
            let start = Int(shape.parameters[index])
            let end = Int(shape.parameters[index + 1])
            pass(operand, to: Array(shape.parameterInputs[start..<end]))
        }
        for (cell, input) in zip(shape.inputCells, shape.inputs) {
            guard let variable = variable(CellID(cell)) else { continue }
            connectInput(work.versions[work.current[variable]].flow, .value, input)
        }
        for (cell, output) in zip(shape.outputCells, shape.outputs) {
            guard variable(CellID(cell)) != nil else { continue }
            pending.add(CellID(cell), output, .value, .callReturn)
            covered[CellID(cell), default: 0] += 1
        }
        results.append((shape.result, .value, .callReturn))
        if let place = call.result.id {
            let cells = context.cells(place, work.instance)
            for (cell, output) in zip(cells, shape.resultOutputs) {
                pending.add(cell, output, .value, .callReturn)
                covered[cell, default: 0] += 1
            }
        }
    }

    /// A request of its own gets its arguments from whoever dispatches it.
    private mutating func dispatch(
        _ handler: InstanceID, _ id: InstructionID, _ function: Function
    ) {
        let shape = flow.shapes[handler]
        let operands = function.arguments(of: CallID(function.instructions[id].extra))
        for (index, operand) in operands.enumerated() where index + 1 < shape.parameters.count {
            let start = Int(shape.parameters[index])
            guard start < Int(shape.parameters[index + 1]) else { continue }
            flow.graph.connect(
                flowNode(of: operand), shape.parameterInputs[start], .value, .shared)
        }
    }

    private mutating func connectInput(
        _ node: FlowNodeID?, _ influence: Influence, _ input: FlowNodeID
    ) {
        guard let node else { return }
        flow.graph.connect(node, input, influence, .call)
        flow.pairs.append((node, input))
    }

    /// Gives the cells of a parameter an argument.
    private mutating func pass(_ operand: Operand, to inputs: [FlowNodeID]) {
        guard let place = operand.place else {
            for input in inputs { connectInput(flowNode(of: operand), .value, input) }
            return
        }
        let cells = context.cells(place, work.instance)
        for (index, input) in inputs.enumerated() {
            let matching =
                cells.count == inputs.count
                ? [cells[cells.startIndex + index]] : Array(cells)
            for cell in matching {
                guard let (node, influence) = contents(of: cell) else { continue }
                if influence == .value {
                    connectInput(node, .value, input)
                } else {
                    let load = makeNode(.load, cell: cell)
                    flow.graph.connect(node, load, influence)
                    connectInput(load, .value, input)
                }
            }
        }
    }

    /// Variable arguments of all calls of an instance come together in one object.
    private mutating func passVariadic(_ operand: Operand, _ callee: InstanceID) {
        guard let cell = flow.variadicCells(context.facts)[callee] else { return }
        writeShared(flowNode(of: operand), to: cell, influence: .likelyValue)
    }

    private mutating func link(
        _ during: DuringCallback, _ id: InstructionID, _ targets: [CallTarget],
        _ function: Function, _ pending: inout PendingWrites
    ) {
        let shape = flow.shapes[during.target]
        connectInput(work.decisions[work.block], .value, shape.called)
        for case .external(let symbol) in targets {
            let bound = BoundCall(context, work.instance, id, function, symbol)
            passCallbackArguments(during.callback, bound, shape) { builder, node, input in
                builder.connectInput(node, .value, input)
            }
        }
        for (cell, input) in zip(shape.inputCells, shape.inputs) {
            guard let variable = variable(CellID(cell)) else { continue }
            connectInput(work.versions[work.current[variable]].flow, .value, input)
        }
        for (cell, output) in zip(shape.outputCells, shape.outputs) {
            guard variable(CellID(cell)) != nil else { continue }
            pending.add(CellID(cell), output, .value, .callReturn)
        }
    }

    private mutating func passCallbackArguments(
        _ callback: Callback, _ bound: BoundCall, _ shape: InstanceShape,
        _ connect: (inout FlowBuilder, FlowNodeID, FlowNodeID) -> Void
    ) {
        for (index, argument) in callback.arguments.enumerated()
        where index + 1 < shape.parameters.count {
            guard case .path(let path) = argument,
                case .operands(let operands) = bound.spot(path, &spans)
            else { continue }
            let inputs = shape.parameterInputs[
                Int(shape.parameters[index])..<Int(shape.parameters[index + 1])]
            for operand in operands {
                guard let node = flowNode(of: operand) else { continue }
                for input in inputs { connect(&self, node, input) }
            }
        }
    }

    /// What runs later gets its data now.
    private mutating func linkLaterCallbacks(
        _ id: InstructionID, _ targets: [CallTarget], _ function: Function
    ) {
        let site = CallSite(instance: work.instance, instruction: id)
        guard let callbacks = context.facts.callGraph.callbacks[site] else { return }
        for case .external(let symbol) in targets {
            guard let model = context.models[symbol] else { continue }
            let bound = BoundCall(context, work.instance, id, function, symbol)
            for edge in callbacks where Int(edge.model) < model.callbacks.count {
                let callback = model.callbacks[Int(edge.model)]
                guard callback.moment != .during else { continue }
                passCallbackArguments(callback, bound, flow.shapes[edge.target]) {
                    $0.flow.graph.connect($1, $2, .value, .shared)
                }
            }
        }
    }

    // MARK: Functions outside the tree

    private mutating func apply(
        _ model: FunctionModel, _ bound: BoundCall, _ pending: inout PendingWrites,
        _ results: inout [(FlowNodeID, Influence, FlowEdge.Passage)],
        _ covered: inout [CellID: Int]
    ) {
        let effects = ExternalEffects(model, bound, whole, &spans)
        for contribution in effects.contributions {
            if copyAligned(contribution, &pending) { continue }
            let origins = origins(of: contribution, bound)
            for (node, influence) in origins {
                let combined = influence.then(contribution.influence)
                deliver(node, combined, to: contribution.target, &pending, &results)
            }
            if origins.isEmpty, case .cells(let cells, _) = contribution.target {
                for cell in cells { pending.add(cell, nil, .value, .inside) }
            }
        }
        for spot in effects.overwritten {
            guard case .cells(let cells, let isWhole) = spot else { continue }
            for cell in cells {
                pending.add(cell, nil, .value, .inside)
                if isWhole { covered[cell, default: 0] += 1 }
            }
        }
        if let place = bound.callResult {
            for cell in context.cells(place, work.instance) {
                pending.add(cell, nil, .value, .inside)
                covered[cell, default: 0] += 1
            }
        }
        for output in effects.outputs { addOutput(output, bound) }
    }

    /// Copies between objects of one shape cell by cell; says whether it did.
    private mutating func copyAligned(
        _ contribution: ExternalEffects.Contribution, _ pending: inout PendingWrites
    ) -> Bool {
        guard contribution.isCopy, case .spot(.cells(let from, _)) = contribution.origin,
            case .cells(let to, _) = contribution.target, from.count == to.count, from.count > 1,
            isOneObject(from[...]), isOneObject(to[...])
        else { return false }
        for (origin, target) in zip(from, to) {
            let known = contents(of: origin)
            pending.add(target, known?.node, known?.influence ?? .value, .inside)
        }
        return true
    }

    /// The nodes that a statement of a model draws from.
    private mutating func origins(
        of contribution: ExternalEffects.Contribution, _ bound: BoundCall
    ) -> [(FlowNodeID, Influence)] {
        switch contribution.origin {
        case .spot(let spot):
            var found = contents(of: spot)
            if case .hidden(let id) = spot, let initial = context.dictionary.state(id).initial,
                isCounted(initial)
            {
                let node = makeNode(.source)
                addSource(node, initial, .function(bound.symbol))
                found.append((node, .value))
            }
            return found
        case .refinement(let refinement, let likelihood):
            guard isCounted(refinement) else { return [] }
            let node = makeNode(.source)
            addSource(node, refinement, .function(bound.symbol), likelihood: likelihood)
            return [(node, .value)]
        case .channel(let operand):
            let contents = channelContents(operand, bound.symbol)
            return contents.filter { isCounted($0) }.map { refinement in
                let node = makeNode(.source)
                addSource(node, refinement, .function(bound.symbol))
                return (node, .value)
            }
        }
    }

    /// What a channel yields, by the kinds that it may be.
    private func channelContents(_ operand: Operand, _ symbol: SymbolID) -> [Refinement] {
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

    /// Whether a refinement is a source under the options.
    func isCounted(_ refinement: Refinement) -> Bool {
        SourceRules(context.options).counts(refinement)
    }

    private mutating func contents(
        of spot: BoundCall.Spot
    ) -> [(FlowNodeID, Influence)] {
        switch spot {
        case .nothing, .result, .errno: return []
        case .operands(let operands):
            return operands.compactMap { flowNode(of: $0) }.map { ($0, .value) }
        case .printed(let operands, let cells):
            return contents(of: .operands(operands)) + contents(of: .cells(cells, isWhole: false))
        case .cells(let cells, _):
            var found: [(FlowNodeID, Influence)] = []
            for cell in cells { if let known = contents(of: cell) { found.append(known) } }
            return found
        case .hidden(let id): return [(hiddenNode(id), .value)]
        }
    }

    private mutating func deliver(
        _ node: FlowNodeID, _ influence: Influence, to spot: BoundCall.Spot,
        _ pending: inout PendingWrites,
        _ results: inout [(FlowNodeID, Influence, FlowEdge.Passage)]
    ) {
        switch spot {
        case .nothing, .operands, .printed, .errno: break
        case .result: results.append((node, influence, .inside))
        case .cells(let cells, _):
            for cell in cells { pending.add(cell, node, influence, .inside) }
        case .hidden(let id):
            flow.graph.connect(node, hiddenNode(id), influence, .shared)
        }
    }

    /// State that a library keeps: never persistent, so a load from it is no hop.
    private mutating func hiddenNode(_ id: HiddenStateID) -> FlowNodeID {
        let raw = Int(id.raw)
        if let known = flow.hiddenNodes[raw] { return known }
        let node =
            flow.hiddenCells(context.facts)[raw].map { cellNode($0) }
            ?? flow.graph.add(.cell, nil, nil)
        flow.hiddenNodes[raw] = node
        return node
    }

    /// Everything that goes in may come out.
    private mutating func applyUnknown(
        _ bound: BoundCall, _ pending: inout PendingWrites,
        _ results: inout [(FlowNodeID, Influence, FlowEdge.Passage)]
    ) {
        let node = makeNode(.value)
        var behind: [CellID] = []
        for operand in bound.arguments {
            flow.graph.connect(flowNode(of: operand), node, .likelyValue)
            let cells =
                operand.place.map { Array(context.cells($0, work.instance)) }
                ?? bound.everythingBehind(operand)
            for cell in cells {
                guard let (origin, influence) = contents(of: cell) else { continue }
                flow.graph.connect(origin, node, influence.then(.likelyValue))
            }
            if operand.place == nil { behind += cells }
        }
        for cell in Set(behind).sorted() { pending.add(cell, node, .likelyValue, .inside) }
        if let place = bound.callResult {
            for cell in context.cells(place, work.instance) {
                pending.add(cell, node, .likelyValue, .inside)
            }
        }
        results.append((node, .likelyValue, .inside))
    }

    // MARK: Channels

    private mutating func addOutput(_ output: ExternalEffects.Output, _ bound: BoundCall) {
        let node = makeNode(.channel)
        for (origin, influence) in contents(of: output.buffer) {
            flow.graph.connect(origin, node, influence)
        }
        if output.printsAddress {
            let source = makeNode(.source)
            addSource(source, .addressValue, .expression(.addressPrinted))
            flow.graph.connect(source, node)
        }
        flow.graph.connect(work.decisions[work.block], node)
        flow.outputs.append(
            OutputSite(
                node: node, isLog: isLog(output.effect, bound), instance: work.instance,
                instruction: work.instruction, symbol: bound.symbol))
    }

    private func isLog(_ effect: ChannelEffect, _ bound: BoundCall) -> Bool {
        if effect.isLog { return true }
        guard effect.kind == nil, case .argument(let index)? = effect.channel?.root,
            let operand = bound.argument(index)
        else { return false }
        return context.channels.kinds(of: operand, in: work.instance) == [.standardError]
    }

    // MARK: Effects

    /// Makes the versions that a call leaves.
    private mutating func perform(
        _ pending: PendingWrites, _ covered: [CellID: Int], targetCount: Int,
        _ choosers: [FlowNodeID]
    ) {
        for cell in pending.writes.keys.sorted() {
            guard let write = pending.writes[cell] else { continue }
            guard let variable = variable(cell) else {
                for origin in write.origins {
                    writeShared(origin.node, to: cell, influence: origin.influence)
                }
                continue
            }
            let old = work.versions[work.current[variable]]
            let node = makeNode(.afterCall, cell: cell)
            for origin in write.origins {
                flow.graph.connect(origin.node, node, origin.influence, origin.passage)
                if origin.passage == .callReturn { flow.pairs.append((origin.node, node)) }
            }
            for chooser in choosers { flow.graph.connect(chooser, node, .control) }
            if covered[cell, default: 0] < max(1, targetCount) {
                flow.graph.connect(old.flow, node)
            }
            flow.graph.touch(work.decisions[work.block], node)
            flow.writes.append((cell, node))
            define(
                variable, Version(node: node.raw, content: .version(work.versions.count)))
        }
    }

    private mutating func finish(
        _ id: InstructionID, _ results: [(FlowNodeID, Influence, FlowEdge.Passage)],
        _ choosers: [FlowNodeID]
    ) {
        guard !results.isEmpty else { return }
        let node = makeNode(.afterCall)
        for (origin, influence, passage) in results {
            flow.graph.connect(origin, node, influence, passage)
            if passage == .callReturn { flow.pairs.append((origin, node)) }
        }
        for chooser in choosers { flow.graph.connect(chooser, node, .control) }
        work.valueNodes[id.index] = node.raw
    }
}

extension CallTarget {
    fileprivate var isExternal: Bool {
        if case .external = self { true } else { false }
    }
}
