import MidasBase
import MidasDictionary
import MidasIR

/// Calls: what a caller gives, what comes back, which cells the call leaves changed.
extension FlowBuilder {
    mutating func call(_ id: InstructionID, _ function: Function) {
        let all = context.targets(work.instance, id)
        let targets = mistakes.contains(.missingTargets) ? Array(all.prefix(1)) : all
        let call = function.calls[CallID(function.instructions[id].extra)]
        var outcome = CallOutcome()
        let site = CallSite(instance: work.instance, instruction: id)
        let number = repeatableCall(id, targets, function)
        let isQuiescent = quiescence.isReached(during: site, targets)
        if isQuiescent { leaveVersions() }
        let handlers = quiescence.handlers(at: site)
        let choosers = choosers(of: call, id, targets, function)
        let firstInput = flow.pairs.count
        let message = messageSite(id, targets, function)
        for target in targets {
            if case .instance(let callee) = target, targets.count > 1, !handlers.contains(callee) {
                for node in choosers { connectInput(node, .control, flow.shapes[callee].called) }
            }
            switch target {
            case .instance(let callee) where handlers.contains(callee):
                dispatch(callee, id, function)
            case .instance(let callee):
                link(callee, id, call, function, &outcome)
            case .external(let symbol):
                let bound = BoundCall(context, work.instance, id, function, symbol)
                if let model = context.models[symbol] {
                    if model.traits.contains(.jumps) {
                        flow.mayLeave.insert(work.instance.index)
                        work.jumps.insert(work.block)
                    }
                    if model.traits.contains(.returnsTwice) {
                        let node = makeNode(.value)
                        work.resumptions.append(node)
                        outcome.results.append(Inflow(node: node, influence: .control))
                    }
                    apply(model, bound, &outcome)
                    race(bound, &outcome, appends: model.traits.contains(.appends))
                } else {
                    applyUnknown(bound, &outcome)
                    race(bound, &outcome)
                }
            }
        }
        for during in context.callbacksDuring(work.instance, id, targets) {
            link(during, id, targets, function, &outcome)
        }
        linkLaterCallbacks(id, targets, function, &outcome)
        let firstOutput = flow.pairs.count
        withoutTimer(targets) {
            $0.perform(outcome, targetCount: targets.count, choosers, number: number)
        }
        connectThrow(outcome, targets, function)
        noteThrowPoint(targets, function)
        if targets.allSatisfy(\.isExternal) { signalWhole(outcome.writes.keys.sorted()) }
        finish(id, outcome.results, choosers)
        finish(message, id, outcome, function)
        if isQuiescent && (!handlers.isEmpty || targets.allSatisfy(\.isExternal)) {
            takeVersions()
        }
        guard firstOutput > firstInput, flow.pairs.count > firstOutput else { return }
        flow.links.append(
            CallLink(
                inputs: firstInput..<firstOutput, outputs: firstOutput..<flow.pairs.count))
    }

    /// What a function outside the tree reads and writes in no fixed order with other threads. What
    /// threads append is the same in every order, only not where.
    private mutating func race(
        _ bound: BoundCall, _ outcome: inout CallOutcome, appends: Bool = false
    ) {
        if let source = unorderedSource(isWrite: true, appends: appends) {
            for cell in unordered.writtenCells[site] ?? [] {
                outcome.add(cell, Inflow(node: source, influence: .value))
            }
        }
        if let source = unorderedSource(isWrite: false) {
            let inflow = Inflow(node: source, influence: .value)
            outcome.results.append(inflow)
            for cell in bound.callResult.map({ context.cells($0, work.instance) }) ?? [] {
                outcome.add(cell, inflow)
            }
        }
    }

    // MARK: Functions of the tree

    /// What decides which function is called: the pointer to it, or to the object whose class has it.
    private func choosers(
        of call: Call, _ id: InstructionID, _ targets: [CallTarget], _ function: Function
    ) -> [FlowNodeID] {
        switch call.callee {
        case .direct: return []
        case .indirect(let operand): return flowNode(of: operand).map { [$0] } ?? []
        case .virtual:
            guard targets.count > 1,
                let object = function.arguments(
                    of: CallID(function.instructions[id].extra)
                ).first
            else { return [] }
            return flowNode(of: object).map { [$0] } ?? []
        }
    }

    private mutating func link(
        _ callee: InstanceID, _ id: InstructionID, _ call: Call, _ function: Function,
        _ outcome: inout CallOutcome
    ) {
        let shape = flow.shapes[callee]
        if unrepeatable.contains(callee.index) { unrepeatable.insert(work.instance.index) }
        connectInput(decision(for: callee), .value, shape.called)
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
            if mistakes.contains(.missingOutParameters), isLocalOfOurs(CellID(cell)) { continue }
            outcome.add(CellID(cell), Inflow(node: output, passage: .callReturn))
            outcome.covered[CellID(cell), default: 0] += 1
        }
        if !mistakes.contains(.missingResults) {
            outcome.results.append(Inflow(node: shape.result, passage: .callReturn))
        }
        if flow.mayLeave.contains(callee.index) {
            let node = leavingNode()
            flow.graph.connect(shape.leaving, node, .value, .callReturn)
            flow.pairs.append((shape.leaving, node))
        }
        if let place = call.result.id {
            let cells = context.facts.withElements(Array(context.cells(place, work.instance)))
            for (cell, output) in zip(cells, shape.resultOutputs) {
                outcome.add(cell, Inflow(node: output, passage: .callReturn))
                outcome.covered[cell, default: 0] += 1
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
        connectDispatched(handler)
    }

    mutating func connectInput(
        _ node: FlowNodeID?, _ influence: Influence, _ input: FlowNodeID,
        order: OrderPassage = .kept
    ) {
        guard var node else { return }
        if influence != .value || order != .kept {
            // Summaries know the ways through a callee, not the steps that lead to it.
            let step = makeNode(.value)
            flow.graph.connect(node, step, influence, order: order)
            node = step
        }
        flow.graph.connect(node, input, .value, .call)
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

    // MARK: Effects

    /// Makes the versions that a call leaves.
    private mutating func perform(
        _ outcome: CallOutcome, targetCount: Int, _ choosers: [FlowNodeID], number: Int?
    ) {
        var shared: [[Inflow]: [CellID]] = [:]
        for cell in outcome.writes.keys.sorted() {
            let inflows = outcome.writes[cell] ?? []
            guard let variable = variable(cell) else {
                shared[inflows, default: []].append(cell)
                continue
            }
            let old = work.versions[work.current[variable]]
            let node = makeNode(.afterCall, cell: cell)
            for inflow in inflows { connect(inflow, node) }
            for chooser in choosers { flow.graph.connect(chooser, node, .control) }
            if outcome.covered[cell, default: 0] < max(1, targetCount) {
                let order: OrderPassage = outcome.sorted.contains(cell) ? .cleared : .kept
                flow.graph.connect(old.flow, node, order: order)
            }
            flow.graph.touch(work.decisions[work.block], node)
            flow.writes.append((cell, node))
            let content = number.map { Content.call($0, cell) }
            define(
                variable,
                Version(node: node.raw, content: content ?? .version(work.versions.count)))
        }
        for (inflows, cells) in shared.sorted(by: { $0.value[0] < $1.value[0] }) {
            for inflow in inflows {
                writeShared(
                    inflow.node, to: cells, influence: inflow.influence, order: inflow.order)
            }
        }
    }

    /// The number of a call without arguments; the same for all calls of one function that find the
    /// same, where what it leaves depends on nothing else.
    private mutating func repeatableCall(
        _ id: InstructionID, _ targets: [CallTarget], _ function: Function
    ) -> Int? {
        guard targets.count == 1, case .instance(let callee) = targets[0],
            function.arguments(of: CallID(function.instructions[id].extra)).isEmpty,
            order.position[callee.index] != order.position[work.instance.index]
        else { return nil }
        if unrepeatable.contains(callee.index) || !unordered[site].isEmpty { return nil }
        var key = [Content(base: 6 << 32, offset: Int64(callee.raw))]
        for cell in flow.shapes[callee].inputCells {
            guard let variable = variable(CellID(cell)) else { return nil }
            key.append(canonical(work.versions[work.current[variable]].content))
        }
        if let known = work.calls[key] { return known }
        work.calls[key] = work.calls.count
        return work.calls.count - 1
    }

    private mutating func finish(
        _ id: InstructionID, _ results: [Inflow], _ choosers: [FlowNodeID]
    ) {
        guard !results.isEmpty else { return }
        let node = makeNode(.afterCall)
        for inflow in results { connect(inflow, node) }
        for chooser in choosers { flow.graph.connect(chooser, node, .control) }
        work.valueNodes[id.index] = node.raw
    }

    private mutating func connect(_ inflow: Inflow, _ node: FlowNodeID) {
        guard inflow.passage == .callReturn else {
            flow.graph.connect(
                inflow.node, node, inflow.influence, inflow.passage, order: inflow.order)
            return
        }
        var target = node
        if inflow.influence != .value || inflow.order != .kept {
            // Summaries know the ways through a callee, not the steps behind it.
            target = makeNode(.value)
            flow.graph.connect(target, node, inflow.influence, order: inflow.order)
        }
        flow.graph.connect(inflow.node, target, .value, .callReturn)
        flow.pairs.append((inflow.node, target))
    }
}

extension CallTarget {
    fileprivate var isExternal: Bool {
        if case .external = self { true } else { false }
    }
}
