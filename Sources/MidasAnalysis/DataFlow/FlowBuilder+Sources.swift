import MidasBase
import MidasDictionary
import MidasIR

/// Where instructions themselves are sources: addresses as data, unordered accesses, signal handlers.
extension FlowBuilder {
    /// Whether an instruction turns an address into data.
    func addressSource(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) -> SourceSite.Expression? {
        switch step.opcode {
        case .cast where step.detail == CastKind.pointerToInteger.rawValue:
            return pointsToMemory(step.a, function) ? .addressCast : nil
        case .compare:
            guard step.detail >= Comparison.less.rawValue, isPointer(step.a, function),
                isPointer(step.b, function), !pointIntoOneObject(step.a, step.b, function)
            else { return nil }
            return .addressOrder
        case .pointerDifference:
            return pointIntoOneObject(step.a, step.b, function) ? nil : .addressCast
        default: return nil
        }
    }

    func isPointer(_ operand: Operand, _ function: Function) -> Bool {
        operand.value.map {
            context.program.types.isPointerLike(function.instructions[$0].type)
        } ?? false
    }

    func pointsToMemory(_ operand: Operand, _ function: Function) -> Bool {
        if case .constant = operand.kind { return function.constantInteger(operand) == nil }
        return !context.pointees(operand, work.instance, function).isEmpty
    }

    /// Pointers into one object are ordered by the program.
    func pointIntoOneObject(_ a: Operand, _ b: Operand, _ function: Function) -> Bool {
        let first = context.pointees(a, work.instance, function)
        let second = context.pointees(b, work.instance, function)
        let objects = Set((first + second).map { context.facts.cells[$0].object })
        return objects.count <= 1
    }

    mutating func addSource(
        _ node: FlowNodeID, _ refinement: Refinement, _ cause: SourceSite.Cause,
        likelihood: Likelihood? = nil
    ) {
        unrepeatable.insert(work.instance.index)
        flow.sources.append(
            SourceSite(
                node: node, refinement: refinement,
                likelihood: likelihood ?? refinement.likelihood, instance: work.instance,
                instruction: work.instruction, cause: cause))
    }

    var site: CallSite {
        CallSite(instance: work.instance, instruction: work.instruction)
    }

    /// The source that an access is whose order nothing fixes.
    mutating func unorderedSource(isWrite: Bool, appends: Bool = false) -> FlowNodeID? {
        if !signals.handlers.isEmpty, !whole.hasThreads { return nil }
        guard unordered[site].contains(isWrite ? .write : .read) else { return nil }
        let node = makeNode(.source)
        let takes = unordered[site].contains(.ordersOnly)
        addSource(
            node, .schedulingOrder,
            .expression(appends ? .sharedAppend : takes ? .sharedQueue : .sharedAccess))
        return node
    }

    /// A written value, with the schedule where that decides which write comes last.
    mutating func raced(_ value: FlowNodeID?) -> FlowNodeID? {
        guard let source = unorderedSource(isWrite: true) else { return value }
        flow.graph.connect(value, source)
        return source
    }

    /// What a signal handler has written to whole objects differs by when the signal comes.
    mutating func signalWhole(_ cells: [CellID]) {
        guard signals.handlers.contains(work.instance.index),
            let source = signalled(nil, cells[...])
        else { return }
        for cell in cells where roles.isPersistent[cell.index] {
            if let variable = variable(cell) {
                write(source, .unknown, to: cell, variable, isStrong: false)
            } else {
                writeShared(source, to: cell, influence: .value)
            }
        }
    }

    /// What a signal handler writes to persistent state differs by when the signal comes.
    mutating func signalled(
        _ value: FlowNodeID?, _ cells: ArraySlice<CellID>
    ) -> FlowNodeID? {
        guard cells.contains(where: { roles.isPersistent[$0.index] }) else { return nil }
        let node = makeNode(.source)
        addSource(node, .signalDelivery, .expression(.signalWrite))
        let isStop = cells.allSatisfy(signals.stops.contains)
        if isStop {
            let touched = makeNode(.value)
            flow.graph.touch(node, touched)
            return touched
        }
        flow.graph.connect(value, node)
        return node
    }
}
