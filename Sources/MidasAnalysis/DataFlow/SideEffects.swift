import MidasBase
import MidasDictionary
import MidasIR

/// Which versioned cells of others each instance reads and may write, itself or through what it
/// calls, and which instances never return.
struct SideEffects {
    /// By instance, ascending: cells of globals and of callers' locals.
    var reads: [[UInt32]]
    var writes: [[UInt32]]
    /// What any code may write, of all memory.
    private(set) var written: WrittenMemory
    private(set) var neverReturns: [Bool]
    /// Instances whose exceptions somebody may catch.
    let caught: BitSet
    private(set) var regions: [ControlRegions?]

    init(
        _ context: FlowContext, _ roles: MemoryRoles, _ order: CallOrder,
        _ whole: WholeProgramFacts, _ spans: inout MemorySpans
    ) {
        let count = context.facts.callGraph.instances.count
        reads = Array(repeating: [], count: count)
        writes = reads
        neverReturns = Array(repeating: false, count: count)
        regions = Array(repeating: nil, count: count)
        written = WrittenMemory(context.facts)
        var scan = EffectScan(context, roles, whole)
        var unwinding = Unwinding(context)
        caught = unwinding.caught
        for component in order.components {
            for raw in component {
                let instance = InstanceID(raw)
                let function = context.function(instance)
                let found = ControlRegions(function) { block in
                    // What no caller catches ends the program.
                    if !unwinding.isCaught(instance), function.leavesByThrow(block) {
                        return true
                    }
                    return function.endsInCall(block, instance, context, neverReturns)
                } jumps: { block in
                    function.jumps(block, instance, context)
                } unwinds: { block in
                    unwinding.unwinds(block, of: function, instance)
                }
                unwinding.note(instance, function, found)
                neverReturns[instance.index] = !found.isLive[0]
                regions[instance.index] = found
                scan.collect(instance, function, found, &spans)
                for callee in order.callees[Int(raw)] where !component.contains(callee) {
                    scan.inherit(
                        reads[Int(callee)], writes[Int(callee)], by: instance, order)
                }
            }
            let (allReads, allWrites) = scan.take()
            for raw in component {
                reads[Int(raw)] = allReads
                writes[Int(raw)] = allWrites
            }
        }
        written = scan.written
    }
}

extension SideEffects {
    /// Once an instance is built, nobody asks for its control flow any more.
    mutating func releaseRegions(of instance: InstanceID) { regions[instance.index] = nil }
}

extension Function {
    /// Whether an exception leaves the function here.
    func leavesByThrow(_ block: BlockID) -> Bool {
        switch blocks[block].terminator {
        case .resume: true
        case .throw: blocks[block].unwind.isNone
        default: false
        }
    }

    /// Whether the block holds a call that resumes elsewhere.
    func jumps(_ block: BlockID, _ instance: InstanceID, _ context: FlowContext) -> Bool {
        blocks[block].instructions.contains { index in
            guard instructions.elements[index].opcode == .call else { return false }
            return context.targets(instance, InstructionID(index)).contains {
                context.model($0)?.traits.contains(.jumps) ?? false
            }
        }
    }

    /// Whether the block holds a call that never returns.
    func endsInCall(
        _ block: BlockID, _ instance: InstanceID, _ context: FlowContext, _ neverReturns: [Bool]
    ) -> Bool {
        for index in blocks[block].instructions where instructions.elements[index].opcode == .call {
            let targets = context.targets(instance, InstructionID(index))
            guard !targets.isEmpty else { continue }
            let ends = targets.allSatisfy { target in
                switch target {
                case .instance(let callee): return neverReturns[callee.index]
                case .external(let symbol):
                    if context.program.symbols[symbol].flags.contains(.neverReturns) { return true }
                    let traits = context.models[symbol]?.traits ?? []
                    return !traits.isDisjoint(with: [.neverReturns, .replacesProcess])
                }
            }
            if ends { return true }
        }
        return false
    }
}

/// Collects the accesses of one component of the call graph.
private struct EffectScan {
    let context: FlowContext
    let roles: MemoryRoles
    let whole: WholeProgramFacts
    private var reads = CellCollector()
    private var writes = CellCollector()
    private(set) var written: WrittenMemory

    init(_ context: FlowContext, _ roles: MemoryRoles, _ whole: WholeProgramFacts) {
        self.context = context
        self.roles = roles
        self.whole = whole
        reads = CellCollector(count: context.facts.cells.count)
        writes = reads
        written = WrittenMemory(context.facts)
    }

    mutating func take() -> (reads: [UInt32], writes: [UInt32]) { (reads.take(), writes.take()) }

    /// Takes over what a callee does, its own locals and those of functions that cannot be active
    /// apart.
    mutating func inherit(
        _ calleeReads: [UInt32], _ calleeWrites: [UInt32], by instance: InstanceID,
        _ order: CallOrder
    ) {
        let position = order.position[instance.index]
        func isVisible(_ raw: UInt32) -> Bool {
            guard let owner = owner(of: CellID(raw)) else { return true }
            return owner != instance && order.position[owner.index] > position
        }
        for raw in calleeReads where isVisible(raw) { reads.insert(raw) }
        for raw in calleeWrites where isVisible(raw) { writes.insert(raw) }
    }

    private func owner(of cell: CellID) -> InstanceID? {
        let holder = context.facts.holder(of: context.facts.cells[cell].object)
        switch context.facts.objects[holder].kind {
        case .local(let owner, _), .result(let owner): return owner
        default: return nil
        }
    }

    private func isOthers(_ cell: CellID, _ instance: InstanceID) -> Bool {
        roles.isVersioned[cell.index] && owner(of: cell) != instance
    }

    private mutating func note(_ place: PlaceID, isWrite: Bool, _ instance: InstanceID) {
        for cell in context.cells(place, instance) where isOthers(cell, instance) {
            if isWrite { writes.insert(cell.raw) } else { reads.insert(cell.raw) }
        }
    }

    mutating func collect(
        _ instance: InstanceID, _ function: Function, _ regions: ControlRegions,
        _ spans: inout MemorySpans
    ) {
        for block in function.blocks.ids where regions.isLive[block.index] {
            for index in function.blocks[block].instructions {
                let id = InstructionID(index)
                function.forEachAccess(id) { place, isWrite in
                    note(place, isWrite: isWrite, instance)
                    if isWrite { noteWritten(place, id, instance, function) }
                }
                guard function.instructions[id].opcode == .call else { continue }
                for target in context.targets(instance, id) {
                    guard case .external(let symbol) = target else { continue }
                    let call = BoundCall(context, instance, id, function, symbol)
                    collect(call, &spans)
                }
            }
        }
    }

    /// What a write leaves anywhere. An update of what was there sets nothing.
    private mutating func noteWritten(
        _ place: PlaceID, _ id: InstructionID, _ instance: InstanceID, _ function: Function
    ) {
        let step = function.instructions[id]
        var fills = true
        switch step.opcode {
        case .store:
            if function.isUpdate(step) { return }
            fills = false
        case .atomicUpdate where step.extra != AtomicOperation.exchange.rawValue: return
        case .atomicStore, .compareExchange: fills = false
        default: break
        }
        written.note(context.cells(place, instance), fills: fills, context.facts)
    }

    private mutating func collect(_ call: BoundCall, _ spans: inout MemorySpans) {
        guard let model = context.models[call.symbol] else {
            for operand in call.arguments where operand.place == nil {
                for cell in call.everythingBehind(operand) where isOthers(cell, call.instance) {
                    reads.insert(cell.raw)
                    writes.insert(cell.raw)
                }
                for pointer in context.pointees(operand, call.instance, call.function) {
                    written.handOut(pointer, context.facts)
                }
            }
            return
        }
        let effects = ExternalEffects(model, call, whole, &spans)
        for contribution in effects.contributions {
            if case .spot(let spot) = contribution.origin { note(spot, isWrite: false, call) }
            note(contribution.target, isWrite: true, call)
            noteWritten(contribution.target, isText: contribution.isText)
        }
        for spot in effects.overwritten { note(spot, isWrite: true, call) }
        for overwrite in model.overwrites {
            let isText = overwrite.path.part == .text
            noteWritten(call.spot(overwrite.path, &spans), isText: isText)
        }
        for spot in effects.sorted { note(spot, isWrite: true, call) }
        for output in effects.outputs { note(output.buffer, isWrite: false, call) }
    }

    private mutating func noteWritten(_ spot: BoundCall.Spot, isText: Bool = false) {
        guard case .cells(let cells, _) = spot else { return }
        if isText {
            written.noteText(cells)
        } else {
            written.note(cells[...], fills: cells.count != 1, context.facts)
        }
    }

    private mutating func note(_ spot: BoundCall.Spot, isWrite: Bool, _ call: BoundCall) {
        guard case .cells(let cells, _) = spot else { return }
        for cell in cells where isOthers(cell, call.instance) {
            if isWrite { writes.insert(cell.raw) } else { reads.insert(cell.raw) }
        }
    }
}

extension BoundCall {
    /// All cells of the objects that an operand points to.
    func everythingBehind(_ operand: Operand) -> [CellID] {
        var cells: [CellID] = []
        for pointer in context.pointees(operand, instance, function) {
            let object = context.facts.objects[context.facts.cells[pointer].object]
            guard MemoryRoles.isData(object.kind) else { continue }
            let first = object.firstCell.raw
            cells += (first..<first + object.cellCount).map { CellID($0) }
        }
        return cells
    }
}

extension Function {
    /// Whether a store only changes what its place held (`x += 1`).
    func isUpdate(_ store: Instruction) -> Bool {
        func isRead(_ operand: Operand) -> Bool {
            guard let value = withoutCasts(operand).value else { return false }
            return instructions[value].opcode == .load
                && instructions[value].flags.contains(.isUpdate)
        }
        guard let value = withoutCasts(store.a).value, instructions[value].opcode == .binary else {
            return false
        }
        return isRead(instructions[value].a) || isRead(instructions[value].b)
    }

    /// Whether an instruction takes a constant.
    func uses(_ constant: ConstantID, at id: InstructionID) -> Bool {
        let step = instructions[id]
        let operand = Operand.constant(constant)
        if step.a == operand || step.b == operand { return true }
        return step.opcode == .call && arguments(of: CallID(step.extra)).contains(operand)
    }

    /// Calls `body` with every place that an instruction other than a call's callee reads or writes.
    func forEachAccess(_ id: InstructionID, _ body: (PlaceID, _ isWrite: Bool) -> Void) {
        let step = instructions[id]
        switch step.opcode {
        case .load, .atomicLoad, .variadicArgument:
            if let place = step.place.id { body(place, false) }
        case .store, .zero, .initializeBytes, .atomicStore, .variadicStart, .guardRelease:
            if let place = step.place.id { body(place, true) }
        case .copy, .variadicCopy:
            body(PlaceID(step.extra), false)
            if let place = step.place.id { body(place, true) }
        case .atomicUpdate, .guardAcquire:
            if let place = step.place.id {
                body(place, false)
                body(place, true)
            }
        case .compareExchange:
            if let place = step.place.id {
                body(place, false)
                body(place, true)
            }
            body(PlaceID(step.extra), false)
            body(PlaceID(step.extra), true)
        case .variadicArgumentInto: body(PlaceID(step.extra), true)
        case .call:
            let call = CallID(step.extra)
            for operand in arguments(of: call) {
                if let place = operand.place { body(place, false) }
            }
            if let place = calls[call].result.id { body(place, true) }
        case .assembly:
            for place in assemblies[AssemblyID(step.extra)].outputs {
                body(place, false)
                body(place, true)
            }
            for operand in assemblies[AssemblyID(step.extra)].inputs {
                if let place = operand.place { body(place, false) }
            }
        default: break
        }
    }
}

/// Gathers a set of cells and gives it back sorted.
private struct CellCollector {
    private var isIn: [Bool] = []
    private var members: [UInt32] = []

    init() {}

    init(count: Int) { isIn = Array(repeating: false, count: count) }

    mutating func insert(_ raw: UInt32) {
        guard !isIn[Int(raw)] else { return }
        isIn[Int(raw)] = true
        members.append(raw)
    }

    mutating func take() -> [UInt32] {
        for raw in members { isIn[Int(raw)] = false }
        defer { members.removeAll(keepingCapacity: true) }
        return members.sorted()
    }
}
