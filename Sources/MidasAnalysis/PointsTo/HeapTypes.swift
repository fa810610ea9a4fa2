import MidasBase
import MidasIR

/// What type of object an allocating call makes, from what its pointer is cast to: at the call, in
/// the variable that it is kept in, or where it is returned to.
struct HeapTypes {
    let types: TypeTable
    private var known: [FunctionHints?]

    /// Of one function: by instruction, to what its value is cast; whether it is returned.
    struct FunctionHints {
        var type: [OptionalID<TypeTag>]
        var isReturned: [Bool]
    }

    init(types: TypeTable, functionCount: Int) {
        self.types = types
        known = Array(repeating: nil, count: functionCount)
    }

    mutating func hints(of id: FunctionID, in program: Program) -> FunctionHints {
        if let hints = known[id.index] { return hints }
        var finder = HeapTypeFinder(types: types, function: program.functions[id])
        let hints = finder.find()
        known[id.index] = hints
        return hints
    }
}

extension PointsToSolver {
    /// The type of the object that a call allocates; nil where nothing tells.
    mutating func heapType(_ instruction: InstructionID, _ instance: InstanceID) -> TypeID? {
        var best: TypeID?
        var instruction = instruction
        var instance = instance
        while true {
            let context = instances[instance]
            let hints = heapTypes.hints(of: context.function, in: program)
            if let found = hints.type[instruction.index].id, types.tells(found, moreThan: best) {
                best = found
            }
            guard hints.isReturned[instruction.index], let caller = context.caller.id,
                let site = context.callSite.id
            else { return best }
            (instance, instruction) = (caller, site)
        }
    }
}

extension TypeTable {
    /// Records tell more than scalars, scalars more than bytes; the first of equals stands.
    fileprivate func tells(_ type: TypeID, moreThan best: TypeID?) -> Bool {
        best.map { telling(type) > telling($0) } ?? true
    }

    private func telling(_ type: TypeID) -> Int {
        if record(type) != nil { return 2 }
        return isByte(type) ? 0 : 1
    }
}

private struct HeapTypeFinder {
    let types: TypeTable
    let function: Function
    private var hints: HeapTypes.FunctionHints
    /// By local: instructions whose value it is given.
    private var storedIn: [[UInt32]]

    init(types: TypeTable, function: Function) {
        self.types = types
        self.function = function
        let count = function.instructions.count
        hints = HeapTypes.FunctionHints(
            type: Array(repeating: .none, count: count),
            isReturned: Array(repeating: false, count: count))
        storedIn = Array(repeating: [], count: function.locals.count)
    }

    mutating func find() -> HeapTypes.FunctionHints {
        for id in function.instructions.ids { noteStore(id) }
        for id in function.instructions.ids { noteUse(id) }
        for block in function.blocks.elements {
            guard case .return(let operand) = block.terminator else { continue }
            forEachOrigin(operand) { $0.hints.isReturned[Int($1)] = true }
        }
        return hints
    }

    private mutating func noteStore(_ id: InstructionID) {
        let step = function.instructions[id]
        if step.opcode == .call || step.opcode == .stackAllocate,
            let pointee = types.element(step.type), tells(pointee)
        {
            hints.type[id.index] = OptionalID(pointee)
        }
        guard step.opcode == .store, let local = local(step.place),
            let value = origin(step.a)
        else { return }
        storedIn[local.index].append(value)
    }

    private mutating func noteUse(_ id: InstructionID) {
        let step = function.instructions[id]
        guard step.opcode == .cast, let pointee = types.element(step.type), tells(pointee) else {
            return
        }
        forEachOrigin(step.a) { finder, value in
            if finder.types.tells(pointee, moreThan: finder.hints.type[Int(value)].id) {
                finder.hints.type[Int(value)] = OptionalID(pointee)
            }
        }
    }

    /// The call that an operand is the value of, through casts.
    private func origin(_ operand: Operand) -> UInt32? {
        var operand = operand
        while let value = operand.value {
            let step = function.instructions[value]
            switch step.opcode {
            case .cast: operand = step.a
            case .call, .stackAllocate: return value.raw
            default: return nil
            }
        }
        return nil
    }

    /// The calls that an operand may come from, through casts and one variable.
    private mutating func forEachOrigin(
        _ operand: Operand, _ body: (inout HeapTypeFinder, UInt32) -> Void
    ) {
        if let value = origin(operand) { return body(&self, value) }
        var operand = operand
        while let value = operand.value, function.instructions[value].opcode == .cast {
            operand = function.instructions[value].a
        }
        guard let value = operand.value, function.instructions[value].opcode == .load,
            let local = local(function.instructions[value].place)
        else { return }
        for value in storedIn[local.index] { body(&self, value) }
    }

    private func local(_ place: OptionalID<PlaceTag>) -> LocalID? {
        guard let place = place.id, case .local(let local) = function.places[place].root,
            function.places[place].projections.count == 0
        else { return nil }
        return local
    }

    /// `void` tells nothing.
    private func tells(_ pointee: TypeID) -> Bool {
        switch types[pointee] {
        case .void, .function, .opaque: false
        case .record(let id): types.records[id].isComplete
        default: types.size(pointee) != TypeEntry.unknownSize && types.size(pointee) > 0
        }
    }
}
