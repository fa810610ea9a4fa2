import MidasBase
import MidasDictionary
import MidasIR

/// Searches for the element that has a certain key.
extension FlowBuilder {
    /// Whether a comparison for equality asks for the element with a certain key.
    func testsKey(_ step: Instruction, _ function: Function) -> Bool {
        guard whole.hasOrder, step.opcode == .compare,
            step.detail == Comparison.equal.rawValue || step.detail == Comparison.notEqual.rawValue
        else { return false }
        return isKeyRead(step.a, function) != isKeyRead(step.b, function)
    }

    func isKeyRead(_ operand: Operand, _ function: Function) -> Bool {
        guard let load = operand.value.map({ function.instructions[$0] }) else { return false }
        if load.opcode == .cast { return isKeyRead(load.a, function) }
        guard load.opcode == .load, let place = load.place.id else { return false }
        let cells = context.cells(place, work.instance)
        return !cells.isEmpty && cells.allSatisfy { isKey($0) }
    }

    /// Whether a cell is the key of a container's entries.
    func isKey(_ cell: CellID) -> Bool {
        let object = context.facts.objects[context.facts.cells[cell].object]
        guard case .elements(let holder) = object.kind,
            let record = context.program.types.record(context.facts.cells[holder].type),
            let container = context.facts.containers[record], container.key != nil
        else { return false }
        guard let offset = container.valueOffset else {
            return container.model.iteration != .position
        }
        var spans = spans
        return cell.raw < spans.cells(from: object.firstCell, offset: offset, width: 8).lowerBound
    }

    /// Whether the current block runs only for the element that was searched for.
    func isBehindKeyTest(_ function: Function) -> Bool {
        guard !work.keyTests.isEmpty, let dominators = work.dominators else { return false }
        return function.blocks.ids.contains { block in
            guard case .branch(let condition, let yes, let no) = function.blocks[block].terminator,
                let value = condition.value, let isEqual = work.keyTests[value]
            else { return false }
            return dominators.dominates((isEqual ? yes : no).index, work.block)
        }
    }
}
