import MidasBase
import MidasDictionary
import MidasIR

/// One access of an instruction to the cells that its place may be.
struct MemoryAccess {
    var instance: InstanceID
    var instruction: InstructionID
    var cells: ArraySlice<CellID>
    var isWrite: Bool
    var isAtomic: Bool
    /// Of a write.
    var change: Change
    /// Of a read: something other than the update that it belongs to depends on the value.
    var isObserved: Bool
    /// The place accessed, where the instruction names it.
    var place: PlaceID?
    /// Atomic, and ordering what the thread did before (a write) or does later (a read).
    var publishes = false
    /// Reads one scalar, whose value the instruction is.
    var isScalarRead = false

    var site: CallSite { CallSite(instance: instance, instruction: instruction) }
}

/// The accesses of one instance, in order of the instructions.
struct AccessScan {
    let view: ThreadView
    let instance: InstanceID
    let function: Function
    private let updates: UpdateScan
    private(set) var accesses: [MemoryAccess] = []

    init(_ view: ThreadView, _ instance: InstanceID) {
        self.view = view
        self.instance = instance
        function = view.function(instance)
        updates = UpdateScan(view.function(instance), view.program.types)
        for id in function.instructions.ids { scan(id) }
    }

    private mutating func scan(_ id: InstructionID) {
        let instruction = function.instructions[id]
        switch instruction.opcode {
        case .load:
            read(id, instruction.place, isObserved: !updates.privateLoads.contains(id.index))
            markScalar()
        case .store:
            write(id, instruction.place, updates.change(of: id))
        case .zero: write(id, instruction.place, .literal(0))
        case .initializeBytes: write(id, instruction.place, .assign)
        case .copy:
            read(id, OptionalID(raw: instruction.extra))
            write(id, instruction.place, .assign)
        case .atomicLoad:
            read(
                id, instruction.place, isAtomic: true,
                isObserved: !updates.privateLoads.contains(id.index))
            markScalar()
            markPublishing(id, instruction)
        case .atomicStore:
            write(id, instruction.place, updates.change(of: id), isAtomic: true)
            markPublishing(id, instruction)
        case .atomicUpdate: atomicUpdate(id, instruction)
        case .compareExchange:
            let change = updates.exchanges[id]
            read(id, instruction.place, isAtomic: true, isObserved: change == nil)
            write(
                id, instruction.place, change.map { .update($0) } ?? .assign, isAtomic: true)
        case .call: scanCall(id)
        default: break
        }
    }

    private mutating func atomicUpdate(_ id: InstructionID, _ instruction: Instruction) {
        let operation = AtomicOperation(rawValue: instruction.extra) ?? .exchange
        let commutation = Commutation(operation)
        let isUsed = updates.isUsed(id)
        read(
            id, instruction.place, isAtomic: true, isObserved: isUsed || commutation == nil)
        let literal = operation == .exchange ? updates.literal(instruction.a) : nil
        let change = commutation.map { Change.update($0) } ?? literal.map { .literal($0) }
        write(id, instruction.place, change ?? .assign, isAtomic: true)
    }

    private mutating func markScalar() {
        markLast { $0.isScalarRead = true }
    }

    private mutating func markPublishing(_ id: InstructionID, _ instruction: Instruction) {
        guard instruction.detail != MemoryOrder.relaxed.rawValue else { return }
        markLast { $0.publishes = true }
    }

    /// Changes the accesses of the last instruction.
    private mutating func markLast(_ body: (inout MemoryAccess) -> Void) {
        guard let last = accesses.last?.instruction else { return }
        var index = accesses.count - 1
        while index >= 0, accesses[index].instruction == last {
            body(&accesses[index])
            index -= 1
        }
    }

    private mutating func read(
        _ id: InstructionID, _ place: OptionalID<PlaceTag>, isAtomic: Bool = false,
        isObserved: Bool = true
    ) {
        guard let place = place.id else { return }
        append(
            MemoryAccess(
                instance: instance, instruction: id, cells: view.cells(place, instance),
                isWrite: false, isAtomic: isAtomic, change: .assign, isObserved: isObserved,
                place: place))
    }

    private mutating func write(
        _ id: InstructionID, _ place: OptionalID<PlaceTag>, _ change: Change,
        isAtomic: Bool = false
    ) {
        guard let place = place.id else { return }
        append(
            MemoryAccess(
                instance: instance, instruction: id, cells: view.cells(place, instance),
                isWrite: true, isAtomic: isAtomic, change: change, isObserved: true,
                place: place))
    }

    // MARK: Functions outside the tree

    private mutating func scanCall(_ id: InstructionID) {
        for model in view.externalModels(instance, id) {
            if scanAtomic(model, id) { continue }
            guard model.synchronisations.isEmpty else { continue }
            if model.traits.contains(.insertsByKey), scanInsertion(model, id) { continue }
            for flow in model.flows {
                add(flow.origin, id, isWrite: false)
                add(flow.target, id, isWrite: true)
            }
            for output in model.outputs { add(output.path, id, isWrite: true) }
            for overwrite in model.overwrites { add(overwrite.path, id, isWrite: true) }
        }
    }

    /// Insertions by key into one container come to the same in every order: what is in it, by key,
    /// not which call put it there. Only elements that are more than their key, and who sees what was
    /// there before, depend on the order. False where it is not known what the container holds.
    private mutating func scanInsertion(_ model: FunctionModel, _ id: InstructionID) -> Bool {
        guard let isKeyed = view.holdsKeysAlone(instance, id) else { return false }
        let isUsed = isResultUsed(id)
        for flow in model.flows {
            let readsOwn = flow.origin.root == .receiver && flow.target.root == .receiver
            add(
                flow.origin, id, isWrite: false,
                isObserved: !readsOwn && (flow.target.root != .result || isUsed))
            let isKey = flow.target.part == .whole || flow.target.part == .keys || isKeyed
            add(
                flow.target, id, isWrite: true,
                flow.target.root == .receiver && isKey ? .update(.insertion) : .assign)
        }
        return true
    }

    /// Whether something looks at what a call gives, be it a value or an object.
    private func isResultUsed(_ id: InstructionID) -> Bool {
        if updates.isUsed(id) { return true }
        let call = function.calls[CallID(function.instructions[id].extra)]
        guard let result = call.result.id, case .local(let local) = function.places[result].root
        else { return false }
        return function.instructions.elements.contains { step in
            switch step.opcode {
            case .storageLive, .storageDead: return false
            case .copy:
                if let source = OptionalID<PlaceTag>(raw: step.extra).id,
                    function.places[source].root == .local(local)
                {
                    return true
                }
            default: break
            }
            return step.place.id.map { function.places[$0].root == .local(local) } ?? false
        }
    }

    /// Atomic operations of a library: the object is accessed, not only synchronised on.
    private mutating func scanAtomic(_ model: FunctionModel, _ id: InstructionID) -> Bool {
        var found = false
        for synchronisation in model.synchronisations {
            let reads: Bool
            let writes: Bool
            switch synchronisation.role {
            case .atomicLoad: (reads, writes) = (true, false)
            case .atomicStore: (reads, writes) = (false, true)
            case .atomicUpdate, .atomicCompareExchange: (reads, writes) = (true, true)
            default: continue
            }
            found = true
            let commutation = Commutation(synchronisation.operation)
            let isUsed = updates.isUsed(id) || synchronisation.role != .atomicUpdate
            let cells = view.cells(of: synchronisation.object, instance, id)[...]
            if reads {
                append(id, cells, isWrite: false, .assign, isUsed || commutation == nil)
            }
            if writes { append(id, cells, isWrite: true, atomicChange(commutation, id), true) }
            if reads && !writes { markLast { $0.isScalarRead = true } }
            if publishes(synchronisation, id) { markLast { $0.publishes = true } }
        }
        return found
    }

    private func publishes(_ synchronisation: Synchronisation, _ id: InstructionID) -> Bool {
        guard let index = synchronisation.memoryOrder,
            let operand = view.operand(of: .argument(index), instance, id),
            let order = updates.literal(operand) ?? constant(operand)
        else { return true }
        return order != 0
    }

    /// The value of a constant variable: since C++20 the orders are such (`memory_order_relaxed`).
    private func constant(_ operand: Operand) -> UInt64? {
        guard let value = operand.value else { return nil }
        let step = function.instructions[value]
        guard step.opcode == .load, let place = step.place.id,
            case .global(let symbol) = function.places[place].root,
            view.program.symbols[symbol].flags.contains(.isConstant),
            let initializer = view.program.symbols[symbol].initializer.id
        else { return nil }
        let code = view.program.functions[initializer]
        let stores = code.instructions.elements.filter { $0.opcode == .store }
        guard stores.count == 1 else { return nil }
        return UpdateScan(code, view.program.types).literal(stores[0].a)
    }

    private func atomicChange(_ commutation: Commutation?, _ id: InstructionID) -> Change {
        if let commutation { return .update(commutation) }
        let call = CallID(function.instructions[id].extra)
        let literal = function.arguments(of: call).dropFirst().first.flatMap {
            updates.literal($0)
        }
        return literal.map { .literal($0) } ?? .assign
    }

    private mutating func append(
        _ id: InstructionID, _ cells: ArraySlice<CellID>, isWrite: Bool, _ change: Change,
        _ isObserved: Bool
    ) {
        append(
            MemoryAccess(
                instance: instance, instruction: id, cells: cells, isWrite: isWrite,
                isAtomic: true, change: change, isObserved: isObserved, place: nil))
    }

    private mutating func append(_ access: MemoryAccess) {
        if !access.cells.isEmpty { accesses.append(access) }
    }

    private mutating func add(
        _ path: Path, _ id: InstructionID, isWrite: Bool, _ change: Change = .assign,
        isObserved: Bool = true
    ) {
        guard path.dereferences > 0 || path.root == .receiver else { return }
        append(
            MemoryAccess(
                instance: instance, instruction: id, cells: view.cells(of: path, instance, id)[...],
                isWrite: isWrite, isAtomic: false, change: change, isObserved: isObserved,
                place: nil))
    }
}

extension ThreadView {
    /// Of a call of a container's member: whether elements are nothing but their keys (sets); nil
    /// where the container is not known.
    func holdsKeysAlone(_ instance: InstanceID, _ instruction: InstructionID) -> Bool? {
        let call = function(instance).calls[
            CallID(function(instance).instructions[instruction].extra)]
        guard case .direct(let symbol) = call.callee,
            let record = program.symbols[symbol].record.id,
            let type = models.dictionary.type(
                program.strings[program.types.records[record].templateName]),
            type.role == .container, type.key != nil
        else { return nil }
        return type.element == nil || type.element == type.key
    }
}
