import MidasBase
import MidasDictionary
import MidasIR

/// Whether a sorting call leaves no choice: elements that compare equal are equal, so that the result
/// is the same whatever the order was before.
extension BoundCall {
    /// The type of the elements that an iterator or pointer leads to.
    func elementType(of operand: Operand) -> TypeID? {
        let cells: [CellID]
        if let place = operand.place {
            cells = context.cells(place, instance).flatMap {
                Array(context.facts.sets[context.facts.cellTargets[$0]])
            }
        } else {
            cells = context.pointees(operand, instance, function)
        }
        guard let first = cells.first else { return nil }
        let object = context.facts.objects[context.facts.cells[first].object]
        if case .elements = object.kind { return object.type }
        return context.facts.cells[first].type
    }

    /// Without a comparison of the program's own, values of built-in and library types are ordered
    /// totally. A comparison of the program's own is run (`ComparisonOrder`).
    var sortsTotally: Bool {
        let callbacks = context.callbacksDuring(instance, instruction, [.external(symbol)])
        if !callbacks.isEmpty {
            return callbacks.allSatisfy { callback in
                let hidden = callback.isOperator(context) ? 1 : 0
                return ComparisonOrder(context, callback.target, hidden: hidden).isTotal
            }
        }
        guard let range = argument(0), let type = elementType(of: range) else { return false }
        return isOrderedByItself(type)
    }

    private func isOrderedByItself(_ type: TypeID) -> Bool {
        let types = context.program.types
        switch types[type] {
        case .bool, .integer, .enumeration, .floating, .pointer: return true
        case .record(let id):
            let record = types.records[id]
            guard !record.typeArguments.isEmpty,
                context.dictionary.type(context.program.strings[record.templateName]) != nil
            else { return false }
            return record.typeArguments.allSatisfy {
                types.record($0).map { types.records[$0].fields.isEmpty } ?? false
                    || isOrderedByItself($0)
            }
        default: return false
        }
    }
}

/// Whether a function folds its second argument into its first, a whole number, such that the order of
/// the folds does not matter.
struct CommutativeFold {
    static func isFold(_ function: Function, _ types: TypeTable, hidden: Int) -> Bool {
        let returned = function.blocks.elements.compactMap { block -> Operand? in
            if case .return(let operand) = block.terminator { operand } else { nil }
        }
        guard returned.count == 1, let value = returned[0].value else { return false }
        let step = function.instructions[value]
        guard step.opcode == .binary, types.integer(step.type) != nil,
            let operation = BinaryOperator(rawValue: step.detail)
        else { return false }
        let isLeft = isParameter(step.a, hidden, function)
        guard isLeft || isParameter(step.b, hidden, function) else { return false }
        return Commutation(operation, loadedIsLeft: isLeft) != nil
    }

    private static func isParameter(
        _ operand: Operand, _ number: Int, _ function: Function
    ) -> Bool {
        guard let load = operand.value.map({ function.instructions[$0] }) else { return false }
        if load.opcode == .cast { return isParameter(load.a, number, function) }
        return load.opcode == .load && function.rootLocal(load.place.id)?.index == number
    }
}
