import MidasBase
import MidasIR

/// What type of object an allocating call makes, from what its pointer is cast to: at the call, in
/// the variable that it is kept in, or where it is returned to.
struct HeapTypes {
    let types: TypeTable
    private var known: [FunctionHints?]

    /// Of one function.
    struct FunctionHints {
        /// By instruction that allocates or calls: to what its value is cast, in order.
        var types: [UInt32: [TypeID]] = [:]
        /// Instructions whose value is returned.
        var returned = BitSet()
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
    /// The types of the objects that an allocating call makes, from what its value is cast to here
    /// and where it is returned to; nil stands for what nothing tells.
    ///
    /// Several records where one is not the beginning of another: a node that is a leaf or not.
    mutating func typesOfHeap(_ instruction: InstructionID, _ instance: InstanceID) -> [TypeID?] {
        var found = HeapTypeSet()
        var instruction = instruction
        var instance = instance
        while true {
            let context = instances[instance]
            let hints = heapTypes.hints(of: context.function, in: program)
            found.types += hints.types[instruction.raw] ?? []
            guard hints.returned.contains(instruction.index) else { break }
            guard let caller = context.caller.id, let site = context.callSite.id else {
                var seen: Set<FunctionID> = []
                let isTold = found.types.contains { types.isCompleteStructure($0) }
                addCallersTypes(of: context.function, to: &found, &seen)
                // Who takes what has been made a record does not have to say so again.
                if isTold { found.hasUntold = false }
                break
            }
            (instance, instruction) = (caller, site)
        }
        return found.views(types, &compatibility)
    }

    /// The first of them.
    mutating func heapType(_ instruction: InstructionID, _ instance: InstanceID) -> TypeID? {
        typesOfHeap(instruction, instance).first ?? nil
    }

    /// What all callers cast the result of a function to that they share.
    private mutating func addCallersTypes(
        of function: FunctionID, to found: inout HeapTypeSet, _ seen: inout Set<FunctionID>
    ) {
        guard seen.insert(function).inserted else { return }
        if directCallers.isEmpty { directCallers = program.directCallers() }
        for (caller, site) in directCallers[function.index] {
            let hints = heapTypes.hints(of: caller, in: program)
            let types = hints.types[site.raw] ?? []
            found.types += types
            if hints.returned.contains(site.index) {
                addCallersTypes(of: caller, to: &found, &seen)
            } else if types.isEmpty {
                found.hasUntold = true
            }
            if found.types.count > HeapTypeSet.callerLimit { return }
        }
    }
}

/// Types that one allocation may be of.
struct HeapTypeSet {
    var types: [TypeID] = []
    /// Somebody takes the memory and does not say for what.
    var hasUntold = false

    /// More views of an allocation than this are one without type.
    static let viewLimit = 8
    static let callerLimit = 200

    /// Records that are not the beginning of others; else the type that tells most, the first of
    /// equals.
    func views(_ table: TypeTable, _ compatibility: inout TypeCompatibility) -> [TypeID?] {
        var records: [TypeID] = []
        for type in types where table.record(type) != nil && !records.contains(type) {
            records.append(type)
        }
        if records.isEmpty {
            if hasUntold { return [nil] }
            return [types.first { !table.isByte($0) } ?? types.first]
        }
        let longest = records.filter { type in
            !records.contains {
                $0 != type && compatibility.begins($0, with: type)
                    && !(compatibility.begins(type, with: $0) && $0 > type)
            }
        }
        if longest.count > Self.viewLimit { return [nil] }
        return longest + (hasUntold ? [nil] : [])
    }
}

extension Program {
    /// By function: where it is called by name.
    fileprivate func directCallers() -> [[(caller: FunctionID, site: InstructionID)]] {
        var callers = Array(
            repeating: [(caller: FunctionID, site: InstructionID)](), count: functions.count)
        for id in functions.ids {
            let function = functions[id]
            for site in function.instructions.ids where function.instructions[site].opcode == .call
            {
                let call = function.calls[CallID(function.instructions[site].extra)]
                guard case .direct(let symbol) = call.callee, let callee = body(of: symbol) else {
                    continue
                }
                callers[callee.index].append((id, site))
            }
        }
        return callers
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
        hints = HeapTypes.FunctionHints()
        storedIn = Array(repeating: [], count: function.locals.count)
    }

    mutating func find() -> HeapTypes.FunctionHints {
        for id in function.instructions.ids { noteStore(id) }
        for id in function.instructions.ids { noteUse(id) }
        for block in function.blocks.elements {
            guard case .return(let operand) = block.terminator else { continue }
            forEachOrigin(operand) { $0.hints.returned.insert(Int($1)) }
        }
        return hints
    }

    private mutating func noteStore(_ id: InstructionID) {
        let step = function.instructions[id]
        if step.opcode == .call || step.opcode == .stackAllocate,
            let pointee = types.element(step.type), tells(pointee)
        {
            note(pointee, at: id.raw)
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
        forEachOrigin(step.a) { $0.note(pointee, at: $1) }
    }

    private mutating func note(_ type: TypeID, at value: UInt32) {
        if hints.types[value, default: []].contains(type) { return }
        hints.types[value, default: []].append(type)
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
