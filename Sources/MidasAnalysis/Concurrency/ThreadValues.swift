import MidasBase
import MidasIR

/// Follows values of one function back to its parameters.
struct ThreadValueTrace {
    let function: Function
    let types: TypeTable
    /// What parameters hold that come from the thread's arguments.
    let seeds: [LocalID: ThreadValue]
    private(set) var stores: [LocalID: [InstructionID]] = [:]
    private(set) var escaping = BitSet()

    /// The seeds are counters of loops: what they are in one round.
    private let areCounters: Bool

    init(
        _ function: Function, _ types: TypeTable, seeds: [LocalID: ThreadValue] = [:],
        areCounters: Bool = false
    ) {
        self.function = function
        self.types = types
        self.seeds = seeds
        self.areCounters = areCounters
        for id in function.instructions.ids {
            let instruction = function.instructions[id]
            guard let place = instruction.place.id, let local = plainLocal(place) else { continue }
            switch instruction.opcode {
            case .store: stores[local, default: []].append(id)
            case .load, .storageLive, .storageDead: break
            default: escaping.insert(local.index)
            }
        }
    }

    func plainLocal(_ place: PlaceID) -> LocalID? {
        guard function.projections(of: place).isEmpty,
            case .local(let local) = function.places[place].root
        else { return nil }
        return local
    }

    func trace(_ operand: Operand, depth: Int = 0) -> ThreadValue? {
        guard depth < 16, let value = operand.value else { return nil }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return trace(instruction.a, depth: depth + 1)
        case .load:
            guard let place = instruction.place.id else { return nil }
            if let local = plainLocal(place) { return traceLocal(local, depth: depth + 1) }
            return traceField(place, depth: depth + 1)
        case .binary: return traceBinary(instruction, depth: depth + 1)
        case .pointerAdd:
            guard var base = trace(instruction.a, depth: depth + 1),
                let count = literal(instruction.b), let size = elementSize(instruction)
            else { return nil }
            base.displacement &+= count &* size
            return base
        case .addressOf:
            guard let place = instruction.place.id,
                case .pointer(let pointer) = function.places[place].root
            else { return nil }
            // Parts of what the pointer leads to belong to it, wherever they lie.
            return trace(pointer, depth: depth + 1)
        default: return nil
        }
    }

    private func traceField(_ place: PlaceID, depth: Int) -> ThreadValue? {
        guard case .pointer(let pointer) = function.places[place].root,
            let base = trace(pointer, depth: depth), base.isArgument
        else { return nil }
        let projections = function.projections(of: place)
        // `*argument` where that is a number: the thread's index behind a pointer.
        if projections.isEmpty { return base }
        guard projections.count == 1, case .field(let record, let field)? = projections.first
        else { return nil }
        return ThreadValue(base: .field(base.base.parameter, record, field))
    }

    /// How many bytes a pointer moves on by one.
    func elementSize(_ instruction: Instruction) -> Int64? {
        guard let element = types.element(instruction.type) else { return nil }
        let size = types.size(element)
        return size == TypeEntry.unknownSize ? nil : Int64(size)
    }

    private func traceLocal(_ local: LocalID, depth: Int) -> ThreadValue? {
        guard !escaping.contains(local.index) else { return nil }
        let written = stores[local, default: []]
        if let seed = seeds[local], areCounters || written.isEmpty { return seed }
        if written.count == 1 {
            return trace(function.instructions[written[0]].a, depth: depth)
        }
        return written.count == 2 ? traceCounter(local, written, depth: depth) : nil
    }

    private func traceBinary(_ instruction: Instruction, depth: Int) -> ThreadValue? {
        guard let operation = BinaryOperator(rawValue: instruction.detail) else { return nil }
        for (operand, other, isLeft) in [
            (instruction.a, instruction.b, true), (instruction.b, instruction.a, false),
        ] {
            guard let value = trace(operand, depth: depth), value.loop == nil,
                value.divisor == 0
            else { continue }
            switch operation {
            case .add: return sum(value, other, by: 1)
            case .subtract where isLeft: return sum(value, other, by: -1)
            case .multiply: return product(value, other)
            case .shiftLeft where isLeft:
                guard let shift = literal(other), (0..<32).contains(shift) else { return nil }
                return scaled(value, by: 1 << shift)
            case .divide where isLeft:
                guard let divisor = symbol(other, depth: depth + 1) else { return nil }
                var quotient = value
                quotient.divisor = divisor
                return quotient
            default: return nil
            }
        }
        return nil
    }

    private func sum(_ value: ThreadValue, _ other: Operand, by sign: Int64) -> ThreadValue? {
        var value = value
        if let number = literal(other), value.unit == 0 || number == 0 {
            value.offset &+= sign &* number
            return value
        }
        if value.unit != 0, symbol(other, depth: 8) == value.unit {
            value.offset &+= sign
            return value
        }
        // `part + i` where i runs through the part.
        guard sign > 0, value.offset == 0 || value.unit == 0, isWithin(other, value) else {
            return nil
        }
        value.loop = .blocked
        return value
    }

    private func product(_ value: ThreadValue, _ other: Operand) -> ThreadValue? {
        if let number = literal(other) { return scaled(value, by: number) }
        guard value.unit == 0, let unit = symbol(other, depth: 8) else { return nil }
        var value = value
        value.unit = unit
        return value
    }

    private func scaled(_ value: ThreadValue, by number: Int64) -> ThreadValue? {
        var value = value
        value.scale &*= number
        value.offset &*= number
        return value.scale == 0 ? nil : value
    }

    func stripped(_ operand: Operand) -> InstructionID? {
        guard var value = operand.value else { return nil }
        while function.instructions[value].opcode == .cast {
            guard let next = function.instructions[value].a.value else { return nil }
            value = next
        }
        return value
    }

    /// A number that is the same for all threads: a literal, a variable with static storage, or what
    /// is computed from such.
    func symbol(_ operand: Operand, depth: Int) -> UInt64? {
        guard depth < 16 else { return nil }
        var hash = StableHash()
        if let number = literal(operand) {
            hash.combine(UInt64(bitPattern: number))
            return hash.finish() | 1
        }
        guard let value = stripped(operand) else { return nil }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .load:
            guard let place = instruction.place.id else { return nil }
            if let local = plainLocal(place), let store = stores[local]?.first,
                stores[local]?.count == 1, !escaping.contains(local.index), seeds[local] == nil
            {
                return symbol(function.instructions[store].a, depth: depth + 1)
            }
            guard case .global(let symbol) = function.places[place].root else { return nil }
            hash.combine(symbol.raw)
            for projection in function.projections(of: place) {
                guard case .field(let record, let field) = projection else { return nil }
                hash.combine(record.raw)
                hash.combine(field)
            }
            return hash.finish() | 1
        case .binary:
            guard let left = symbol(instruction.a, depth: depth + 1),
                let right = symbol(instruction.b, depth: depth + 1)
            else { return nil }
            hash.combine(left)
            hash.combine(right)
            hash.combine(UInt64(instruction.detail))
            return hash.finish() | 1
        default: return nil
        }
    }

    func literal(_ operand: Operand) -> Int64? {
        if let constant = operand.constant,
            case .integer(let bits, _) = function.constants[constant]
        {
            return Int64(bitPattern: bits)
        }
        guard let value = operand.value, function.instructions[value].opcode == .cast else {
            return nil
        }
        return literal(function.instructions[value].a)
    }
}
