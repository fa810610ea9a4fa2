import MidasBase
import MidasIR

/// Counters of loops that run over a part: where they begin, go up by and end.
extension ThreadValueTrace {
    /// A counter: one store of the first value, one of the next.
    func traceCounter(_ local: LocalID, _ written: [InstructionID], depth: Int)
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
                if case .field(let parameter, let record, _) = value.base,
                    case .field(parameter, record, let end) = bound.base,
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

    /// A counter that goes up from zero by one and ends before the length of a part.
    func isWithin(_ operand: Operand, _ part: ThreadValue) -> Bool {
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
}
