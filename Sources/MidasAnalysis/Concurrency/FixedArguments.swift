import MidasBase
import MidasIR

/// What a call outside loops hands to its one thread, as a number that tells different things apart.
struct FixedArguments {
    let view: ThreadView

    /// `isByReference`: the thread gets what the operand points to, a copy of an argument.
    func form(
        _ operand: Operand, _ function: Function, _ instance: InstanceID,
        isByReference: Bool = false, depth: Int = 0
    ) -> ArgumentForm {
        var hash = StableHash()
        var current = operand
        while let value = current.value {
            let instruction = function.instructions[value]
            switch instruction.opcode {
            case .cast: current = instruction.a
            case .addressOf:
                guard let place = instruction.place.id else { return .unknown }
                return isByReference
                    ? contentForm(place, function, instance, depth)
                    : addressForm(place, function, instance)
            default: return .unknown
            }
        }
        guard let constant = current.constant else { return .unknown }
        switch function.constants[constant] {
        case .integer(let bits, _):
            hash.combine(bits)
            return .fixed(hash.finish())
        case .global(let symbol):
            hash.combine(symbol.raw)
            hash.combine(1 as UInt64)
            return .fixed(hash.finish())
        default: return .unknown
        }
    }

    /// What a temporary holds that is set once, or made by a call of what it is given.
    private func contentForm(
        _ place: PlaceID, _ function: Function, _ instance: InstanceID, _ depth: Int
    ) -> ArgumentForm {
        guard depth < 4, case .local(let local) = function.places[place].root,
            function.projections(of: place).isEmpty
        else { return .unknown }
        var written: [Operand] = []
        var made: [Operand] = []
        for instruction in function.instructions.elements {
            if instruction.opcode == .store, let target = instruction.place.id,
                function.places[target].root == .local(local)
            {
                written.append(instruction.a)
            }
            guard instruction.opcode == .call else { continue }
            let call = CallID(instruction.extra)
            guard let result = function.calls[call].result.id,
                function.places[result].root == .local(local)
            else { continue }
            made += function.arguments(of: call)
        }
        let origins = written + made
        guard origins.count == 1 else { return .unknown }
        return form(origins[0], function, instance, depth: depth + 1)
    }

    private func addressForm(_ place: PlaceID, _ function: Function, _ instance: InstanceID)
        -> ArgumentForm
    {
        let trace = ThreadValueTrace(function, view.program.types)
        var hash = StableHash()
        guard view.cells(place, instance).count > 0, let first = view.cells(place, instance).first
        else { return .unknown }
        hash.combine(first.raw)
        for projection in function.projections(of: place) {
            guard case .index(let index) = projection else { continue }
            guard let number = trace.literal(index) else { return .unknown }
            hash.combine(UInt64(bitPattern: number))
        }
        hash.combine(2 as UInt64)
        return .fixed(hash.finish())
    }
}
