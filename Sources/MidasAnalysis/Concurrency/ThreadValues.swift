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
    /// A loop counter that begins at this value: its step, or the value at which it ends.
    var loop: Loop?

    enum Loop: Hashable {
        /// Goes up by a step that is not one: every so-many-th element.
        case strided
        /// Ends before the value that the next thread begins with.
        case blocked
    }
}

/// Follows values of one function back to its parameter.
struct ThreadValueTrace {
    let function: Function
    /// The parameter that holds the thread's argument.
    let parameter: LocalID
    private var stores: [LocalID: [InstructionID]] = [:]
    private var escaping = BitSet()

    init(_ function: Function, parameter: LocalID) {
        self.function = function
        self.parameter = parameter
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
        if local == parameter && written.isEmpty { return ThreadValue(base: .argument) }
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
            guard var value = trace(operand, depth: depth), value.loop == nil,
                let number = literal(other)
            else { continue }
            switch operation {
            case .add: value.offset &+= number
            case .subtract where isLeft: value.offset &-= number
            case .multiply:
                value.scale &*= number
                value.offset &*= number
            default: return nil
            }
            return value.scale == 0 ? nil : value
        }
        return nil
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
            guard let bound = bound(of: local, depth: depth), bound.base == value.base,
                bound.scale == value.scale, bound.offset == value.offset &+ value.scale
            else { return nil }
            value.loop = .blocked
            return value
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

    /// The value that the counter stays below.
    private func bound(of local: LocalID, depth: Int) -> ThreadValue? {
        for instruction in function.instructions.elements
        where instruction.opcode == .compare
            && instruction.detail == Comparison.less.rawValue
        {
            guard let load = instruction.a.value, function.instructions[load].opcode == .load,
                let place = function.instructions[load].place.id, plainLocal(place) == local
            else { continue }
            return trace(instruction.b, depth: depth)
        }
        return nil
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
