import MidasBase
import MidasDictionary
import MidasIR

/// Whether functions put the address that a parameter holds where others may find it.
enum KeptParameters {
    static func keeps(
        _ parameter: LocalID, _ instance: InstanceID, _ view: ThreadView, depth: Int = 0
    ) -> Bool {
        let function = view.function(instance)
        guard depth < 4, parameter.index < Int(function.parameterCount) else { return true }
        let values = loads(of: parameter, function)
        guard let values else { return true }
        return function.instructions.ids.contains { id in
            let step = function.instructions[id]
            func isIt(_ operand: Operand) -> Bool {
                operand.value.map { values.contains($0.index) } ?? false
            }
            switch step.opcode {
            case .load, .cast, .addressOf, .pointerAdd, .compare, .unary: return false
            case .call:
                let arguments = function.arguments(of: CallID(step.extra))
                return arguments.enumerated().contains { position, operand in
                    isIt(operand) && keeps(id, position, instance, view, depth)
                }
            default: return isIt(step.a) || isIt(step.b)
            }
        } || returns(values, function)
    }

    /// Values that are the parameter or an address in what it leads to; nil where it is written.
    private static func loads(of parameter: LocalID, _ function: Function) -> BitSet? {
        var values = BitSet(capacity: function.instructions.count)
        for id in function.instructions.ids {
            let step = function.instructions[id]
            if let place = step.place.id, function.places[place].root == .local(parameter),
                function.projections(of: place).isEmpty
            {
                switch step.opcode {
                case .load: values.insert(id.index)
                case .storageLive, .storageDead: break
                default: return nil
                }
                continue
            }
            switch step.opcode {
            case .cast, .pointerAdd:
                if let value = step.a.value, values.contains(value.index) {
                    values.insert(id.index)
                }
            case .addressOf:
                if let place = step.place.id,
                    case .pointer(let pointer) = function.places[place].root,
                    let value = pointer.value, values.contains(value.index)
                {
                    values.insert(id.index)
                }
            default: break
            }
        }
        return values
    }

    private static func returns(_ values: BitSet, _ function: Function) -> Bool {
        function.blocks.elements.contains { block in
            guard case .return(let operand) = block.terminator, let value = operand.value else {
                return false
            }
            return values.contains(value.index)
        }
    }

    private static func keeps(
        _ id: InstructionID, _ position: Int, _ instance: InstanceID, _ view: ThreadView,
        _ depth: Int
    ) -> Bool {
        let targets = view.targets(instance, id)
        return targets.isEmpty
            || targets.contains { target in
                switch target {
                case .external(let symbol):
                    guard let model = view.models[symbol] else { return true }
                    return !model.callbacks.isEmpty || !model.references.isEmpty
                        || model.flows.contains {
                            $0.kind == .copy && $0.origin.dereferences == 0
                        }
                case .instance(let callee):
                    return keeps(LocalID(position), callee, view, depth: depth + 1)
                }
            }
    }
}
