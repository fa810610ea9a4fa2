import MidasBase
import MidasIR

/// A value in terms of what a thread was given: its argument, a field behind that, and numbers
/// computed from either. Two threads that were given different arguments hold different values of
/// one form with `scale` not 0.
struct ThreadValue: Hashable {
    enum Base: Hashable {
        /// The argument itself.
        case argument
        /// A field of what the argument points to.
        case field(RecordID, UInt32)
    }

    var base: Base
    var scale: Int64 = 1
    var offset: Int64 = 0
    /// What scale and offset are multiples of, where that is no number: a variable that is the same
    /// for all threads.
    var unit: UInt64 = 0
    /// What all is divided by, rounded down; 0: by nothing.
    var divisor: UInt64 = 0
    /// A loop counter that begins at this value: its step, or the value at which it ends.
    var loop: Loop?

    enum Loop: Hashable {
        /// Goes up by a step that is not one: every so-many-th element.
        case strided
        /// Ends before the value that the next thread begins with.
        case blocked
        /// Ends before another field of the argument.
        case upTo(field: UInt32)
    }

    /// Where the part of the thread ends that begins here, if it has this length in its own scale.
    var next: ThreadValue {
        var next = self
        next.offset &+= scale
        return next
    }

    private func isMultiple(of other: ThreadValue) -> Bool {
        base == other.base && unit == other.unit && divisor == other.divisor
    }

    /// The two ends of a part that does not overlap the next thread's.
    func isFollowed(by end: ThreadValue) -> Bool {
        isMultiple(of: end) && scale == end.scale && end.offset == offset &+ scale
            && loop == nil && end.loop == nil
    }
}

/// Follows values of one function back to its parameter.
struct ThreadValueTrace {
    let function: Function
    /// The parameter that holds the thread's argument.
    let parameter: LocalID
    private var stores: [LocalID: [InstructionID]] = [:]
    private var escaping = BitSet()

    /// The parameter is a loop's counter: what it is in one round.
    private let isCounter: Bool

    /// What the parameter holds.
    let seed: ThreadValue

    init(
        _ function: Function, parameter: LocalID, isCounter: Bool = false,
        seed: ThreadValue = ThreadValue(base: .argument)
    ) {
        self.function = function
        self.parameter = parameter
        self.seed = seed
        self.isCounter = isCounter
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

    private func plainLocal(_ place: PlaceID) -> LocalID? {
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
            guard let base = trace(instruction.a, depth: depth + 1), literal(instruction.b) != nil
            else { return nil }
            return base
        case .addressOf:
            guard let place = instruction.place.id,
                case .pointer(let pointer) = function.places[place].root
            else { return nil }
            return trace(pointer, depth: depth + 1)
        default: return nil
        }
    }

    private func traceField(_ place: PlaceID, depth: Int) -> ThreadValue? {
        guard case .pointer(let pointer) = function.places[place].root,
            let base = trace(pointer, depth: depth), base == ThreadValue(base: .argument),
            function.projections(of: place).count == 1,
            case .field(let record, let field)? = function.projections(of: place).first
        else { return function.projections(of: place).isEmpty ? dereferenced(place, depth) : nil }
        return ThreadValue(base: .field(record, field))
    }

    /// `*argument` where that is a number: the thread's index behind a pointer.
    private func dereferenced(_ place: PlaceID, _ depth: Int) -> ThreadValue? {
        guard case .pointer(let pointer) = function.places[place].root,
            trace(pointer, depth: depth) == ThreadValue(base: .argument)
        else { return nil }
        return ThreadValue(base: .argument)
    }

    private func traceLocal(_ local: LocalID, depth: Int) -> ThreadValue? {
        guard !escaping.contains(local.index) else { return nil }
        let written = stores[local, default: []]
        if local == parameter && (isCounter || written.isEmpty) { return seed }
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

    /// A counter that goes up from zero by one and ends before the length of a part.
    private func isWithin(_ operand: Operand, _ part: ThreadValue) -> Bool {
        guard let load = stripped(operand), function.instructions[load].opcode == .load,
            let place = function.instructions[load].place.id, let local = plainLocal(place),
            !escaping.contains(local.index)
        else { return false }
        let written = stores[local, default: []]
        guard written.count == 2,
            written.contains(where: { literal(function.instructions[$0].a) == 0 }),
            written.contains(where: { step(of: local, at: $0)?.literal == 1 })
        else { return false }
        return bounds(of: local).contains { bound in
            if part.unit == 0 { return literal(bound).map { $0 <= part.scale } ?? false }
            return part.scale == 1 && symbol(bound, depth: 8) == part.unit
        }
    }

    private func stripped(_ operand: Operand) -> InstructionID? {
        guard var value = operand.value else { return nil }
        while function.instructions[value].opcode == .cast {
            guard let next = function.instructions[value].a.value else { return nil }
            value = next
        }
        return value
    }

    /// A number that is the same for all threads: a literal, a variable with static storage, or what
    /// is computed from such.
    private func symbol(_ operand: Operand, depth: Int) -> UInt64? {
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
                stores[local]?.count == 1, !escaping.contains(local.index), local != parameter
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

    // MARK: Loops

    /// A counter: one store of the first value, one of the next.
    private func traceCounter(_ local: LocalID, _ written: [InstructionID], depth: Int)
        -> ThreadValue?
    {
        for (first, next) in [(written[0], written[1]), (written[1], written[0])] {
            guard var value = trace(function.instructions[first].a, depth: depth),
                value.loop == nil, let step = step(of: local, at: next)
            else { continue }
            if step.literal != 1 {
                value.loop = .strided
                return value
            }
            for bound in bounds(of: local).flatMap({ ends($0, depth: depth) }) {
                if value.isFollowed(by: bound) {
                    value.loop = .blocked
                    return value
                }
                if case .field(let record, _) = value.base,
                    case .field(record, let end) = bound.base,
                    value == ThreadValue(base: value.base), bound == ThreadValue(base: bound.base)
                {
                    value.loop = .upTo(field: end)
                    return value
                }
            }
            return nil
        }
        return nil
    }

    /// What the counter goes up by: a number, or something that is the same for all threads.
    private func step(of local: LocalID, at store: InstructionID) -> (literal: Int64?, Bool)? {
        guard let value = function.instructions[store].a.value else { return nil }
        let sum = function.instructions[value]
        guard sum.opcode == .binary, sum.detail == BinaryOperator.add.rawValue,
            let load = sum.a.value, function.instructions[load].opcode == .load,
            let place = function.instructions[load].place.id, plainLocal(place) == local,
            trace(sum.b, depth: 8) == nil
        else { return nil }
        return (literal(sum.b), true)
    }

    /// The values that the counter stays below.
    private func bounds(of local: LocalID) -> [Operand] {
        function.instructions.elements.compactMap { instruction in
            guard instruction.opcode == .compare else { return nil }
            let (counter, bound): (Operand, Operand)
            switch Comparison(rawValue: instruction.detail) {
            case .less, .notEqual: (counter, bound) = (instruction.a, instruction.b)
            case .greater: (counter, bound) = (instruction.b, instruction.a)
            default: return nil
            }
            guard let load = stripped(counter), function.instructions[load].opcode == .load,
                let place = function.instructions[load].place.id, plainLocal(place) == local
            else { return nil }
            return bound
        }
    }

    /// What an end may be: also where it is cut off at a length that is the same for all, or the
    /// last thread takes the rest.
    private func ends(_ operand: Operand, depth: Int) -> [ThreadValue] {
        if let value = trace(operand, depth: depth) { return [value] }
        guard depth < 12, let load = stripped(operand),
            function.instructions[load].opcode == .load,
            let place = function.instructions[load].place.id, let local = plainLocal(place),
            !escaping.contains(local.index)
        else { return [] }
        let written = stores[local, default: []].map { function.instructions[$0].a }
        guard (1...3).contains(written.count) else { return [] }
        let found = written.map { ends($0, depth: depth + 2) }
        for (operand, ends) in zip(written, found) where ends.isEmpty {
            guard symbol(operand, depth: 8) != nil else { return [] }
        }
        return found.flatMap { $0 }
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
