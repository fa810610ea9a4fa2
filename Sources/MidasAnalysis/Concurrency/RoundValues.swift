import MidasBase
import MidasDictionary
import MidasIR

/// What is another value in every round of a function's loops: counters, elements at a counter, fresh
/// allocations, and what is computed from these.
struct RoundValues {
    private let view: ThreadView
    private let instance: InstanceID
    private let function: Function

    init(_ view: ThreadView, _ instance: InstanceID) {
        self.view = view
        self.instance = instance
        function = view.function(instance)
    }

    func differs(_ operand: Operand, depth: Int = 0) -> Bool {
        guard depth < 8, let value = operand.value else {
            guard let place = operand.place else { return false }
            return function.projections(of: place).contains(where: isCounted)
        }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return differs(instruction.a, depth: depth + 1)
        case .call:
            if let index = view.subscriptIndex(instance, value) {
                return differs(index, depth: depth + 1)
            }
            return isFresh(value)
        case .load:
            guard let place = instruction.place.id else { return false }
            return isCounter(place) || isFreshElement(place)
        case .pointerAdd: return differs(instruction.b, depth: depth + 1)
        case .binary: return isOneToOne(instruction, depth: depth)
        case .addressOf:
            guard let place = instruction.place.id else { return false }
            return function.projections(of: place).contains(where: isCounted)
        default: return false
        }
    }

    /// Sums, differences and multiples of what differs by the same differ too; a remainder does not.
    private func isOneToOne(_ instruction: Instruction, depth: Int) -> Bool {
        switch BinaryOperator(rawValue: instruction.detail) {
        case .add, .subtract, .multiply, .shiftLeft, .xor:
            let left = differs(instruction.a, depth: depth + 1)
            let right = differs(instruction.b, depth: depth + 1)
            return left != right
        default: return false
        }
    }

    /// What a reference leads to differs: a counter, or a temporary that is set to such.
    func differsBehind(_ reference: Operand) -> Bool {
        var operand = reference
        while let value = operand.value {
            let instruction = function.instructions[value]
            switch instruction.opcode {
            case .cast: operand = instruction.a
            case .addressOf:
                guard let place = instruction.place.id else { return false }
                if isCounter(place) || isFreshElement(place) { return true }
                guard let local = plainLocal(place) else { return false }
                let stored = stores(to: local)
                if stored.isEmpty { return isMadeOfOther(local) }
                return stored.count == 1 && differs(stored[0].a)
            default: return false
            }
        }
        return false
    }

    /// `std::ref(v[i])` and its like: an object that only keeps an address, which differs.
    private func isMadeOfOther(_ local: LocalID) -> Bool {
        referred(by: local).map { differs($0) } ?? false
    }

    /// The one address that a library's call puts into a local.
    private func referred(by local: LocalID) -> Operand? {
        var found: [Operand] = []
        for id in function.instructions.ids where function.instructions[id].opcode == .call {
            let call = CallID(function.instructions[id].extra)
            guard let place = function.calls[call].result.id, plainLocal(place) == local else {
                continue
            }
            let arguments = function.arguments(of: call)
            let keeps = view.externalModels(instance, id).contains { model in
                model.references.contains { $0.pointer.root == .result }
                    || model.flows.contains { $0.kind == .copy && $0.target == .result }
            }
            guard keeps, arguments.count == 1, let argument = arguments.first else { return nil }
            found.append(argument)
        }
        return found.count == 1 ? found[0] : nil
    }

    /// The local that a pointer to a temporary leads to.
    func object(behind pointer: Operand) -> LocalID? {
        guard let value = pointer.value else { return nil }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return object(behind: instruction.a)
        case .addressOf:
            guard let place = instruction.place.id,
                case .local(let local) = function.places[place].root
            else { return nil }
            return local
        case .call:
            // `std::move(f)`, `std::forward(f)`: what goes in comes out.
            let arguments = function.arguments(of: CallID(instruction.extra))
            guard arguments.count == 1, let argument = arguments.first,
                view.pointees(argument, instance) == view.pointees(pointer, instance)
            else { return nil }
            return object(behind: argument)
        default: return nil
        }
    }

    // MARK: Fresh objects

    /// The call gives an object that no other call gives.
    func isFresh(_ call: InstructionID, depth: Int = 0) -> Bool {
        let targets = view.targets(instance, call)
        guard !targets.isEmpty, depth < 3 else { return false }
        return targets.allSatisfy { target in
            switch target {
            case .external(let symbol):
                return view.models[symbol]?.allocations.contains { $0.pointer.root == .result }
                    ?? false
            case .instance(let callee):
                return RoundValues(view, callee).returnsFresh(depth: depth + 1)
            }
        }
    }

    private func returnsFresh(depth: Int) -> Bool {
        var found = false
        for block in function.blocks.elements {
            guard case .return(let operand) = block.terminator else { continue }
            if isNull(operand) { continue }
            guard isFreshPointer(operand, depth: depth) else { return false }
            found = true
        }
        return found
    }

    private func isNull(_ operand: Operand) -> Bool {
        guard let constant = operand.constant else { return false }
        if case .null = function.constants[constant] { return true }
        return false
    }

    private func isFreshPointer(_ operand: Operand, depth: Int) -> Bool {
        var operand = operand
        while let value = operand.value {
            let instruction = function.instructions[value]
            switch instruction.opcode {
            case .cast: operand = instruction.a
            case .call: return isFresh(value, depth: depth)
            case .load:
                guard let local = instruction.place.id.flatMap({ plainLocal($0) }) else {
                    return false
                }
                let stored = stores(to: local).filter { !isNull($0.a) }
                guard stored.count == 1 else { return false }
                operand = stored[0].a
            default: return false
            }
        }
        return false
    }

    /// The local holds a fresh object, set anew in every round.
    func isFreshLocal(_ local: LocalID) -> Bool {
        let stored = stores(to: local)
        return !stored.isEmpty && stored.allSatisfy { isFreshPointer($0.a, depth: 0) }
    }

    /// An element at the counter, or a local, that was set to a fresh object.
    private func isFreshElement(_ place: PlaceID) -> Bool {
        if let local = plainLocal(place) { return isFreshLocal(local) }
        let projections = function.projections(of: place)
        guard projections.contains(where: isCounted) else { return false }
        let stored = function.instructions.elements.filter { instruction in
            guard instruction.opcode == .store, let target = instruction.place.id else {
                return false
            }
            return function.places[target].root == function.places[place].root
                && function.projections(of: target).count == projections.count
        }
        return !stored.isEmpty && stored.allSatisfy { isFreshPointer($0.a, depth: 0) }
    }

    // MARK: Counters

    private func isCounted(_ projection: Projection) -> Bool {
        guard case .index(let index) = projection else { return false }
        return differs(index, depth: 4)
    }

    /// Whether the place is a local that is set and then counted up.
    func isCounter(_ place: PlaceID) -> Bool {
        guard let local = plainLocal(place) else { return false }
        return stores(to: local).contains { store in
            store.a.value.map { function.instructions[$0].opcode == .binary } ?? false
        }
    }

    func plainLocal(_ place: PlaceID) -> LocalID? {
        guard function.projections(of: place).isEmpty,
            case .local(let local) = function.places[place].root
        else { return nil }
        return local
    }

    private func stores(to local: LocalID) -> [Instruction] {
        function.instructions.elements.filter { instruction in
            guard instruction.opcode == .store, let target = instruction.place.id else {
                return false
            }
            return plainLocal(target) == local
        }
    }

    // MARK: Strides

    /// How many bytes the addresses of two rounds are apart at least; nil where that is not known.
    func stride(_ operand: Operand, isByReference: Bool = false) -> Int64? {
        guard let value = operand.value else { return nil }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return stride(instruction.a, isByReference: isByReference)
        case .call: return isFresh(value) ? .max : nil
        case .pointerAdd:
            let trace = ThreadValueTrace(function, view.program.types)
            guard let size = trace.elementSize(instruction) else { return nil }
            return scale(of: instruction.b).map { $0 &* size }
        case .load:
            guard let place = instruction.place.id else { return nil }
            if let local = plainLocal(place), isFreshLocal(local) { return .max }
            return function.onlyStore(to: place).flatMap { stride($0) }
        case .addressOf:
            guard let place = instruction.place.id else { return nil }
            if isByReference {
                return function.onlyStore(to: place).flatMap { stride($0) }
            }
            return stride(of: place)
        default: return nil
        }
    }

    private func stride(of place: PlaceID) -> Int64? {
        let size = view.program.types.size(function.places[place].type)
        guard case .index(let index)? = function.projections(of: place).last,
            size != TypeEntry.unknownSize
        else { return nil }
        return scale(of: index).map { $0 &* Int64(size) }
    }

    /// By how much an index goes up from round to round, at least.
    private func scale(of index: Operand) -> Int64? {
        for counter in counters {
            let seed = ThreadValue(base: .argument(0))
            let trace = ThreadValueTrace(
                function, view.program.types, seeds: [counter: seed], areCounters: true)
            guard let value = trace.trace(index), value.unit == 0, value.divisor == 0,
                value.loop == nil, value.displacement == 0
            else { continue }
            return abs(value.scale)
        }
        return nil
    }

    // MARK: Fields

    /// Fields that the function sets to a number of its own in every round, wherever it sets them;
    /// `object`: of this local alone.
    func numberedFields(of object: LocalID? = nil) -> [ArgumentForm.FieldKey: [ThreadValue]] {
        var fields: [ArgumentForm.FieldKey: [ThreadValue]] = [:]
        var others: Set<ArgumentForm.FieldKey> = []
        let traces = counters.map {
            ThreadValueTrace(
                function, view.program.types, seeds: [$0: ThreadValue(base: .argument(0))],
                areCounters: true)
        }
        for instruction in function.instructions.elements where instruction.opcode == .store {
            guard let place = instruction.place.id,
                case .field(let record, let field)? = function.projections(of: place).last
            else { continue }
            if let object, function.places[place].root != .local(object) { continue }
            let key = ArgumentForm.FieldKey(record: record, field: field)
            guard differs(instruction.a) else {
                others.insert(key)
                continue
            }
            fields[key, default: []] += traces.compactMap { $0.trace(instruction.a) }
        }
        for key in others { fields[key] = nil }
        return fields
    }

    private var counters: [LocalID] {
        var found: Set<LocalID> = []
        for instruction in function.instructions.elements where instruction.opcode == .load {
            guard let place = instruction.place.id, let local = plainLocal(place),
                isCounter(place)
            else { continue }
            found.insert(local)
        }
        return found.sorted()
    }
}
