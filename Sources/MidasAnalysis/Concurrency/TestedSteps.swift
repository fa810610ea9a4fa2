import MidasBase
import MidasIR

/// Steps that only take effect where a branch has found that they succeeded.
extension RelativeSetAnalysis {
    /// The successor that a conditional step's success leads to, with what it does there: the block
    /// ends by testing the step's result, plain, negated or compared with zero.
    func branchEffects(_ function: Function, _ block: BlockID, _ instance: Int)
        -> [(block: BlockID, effect: RelativeSet)]
    {
        guard
            case .branch(let condition, let nonZero, let zero) = function.blocks[block].terminator,
            let value = condition.value
        else { return [] }
        var isInverted = false
        guard let step = testedStep(function, value, block, instance, &isInverted) else {
            return []
        }
        var effects: [(block: BlockID, effect: RelativeSet)] = []
        if let effect = step.onNonZero { effects.append((isInverted ? zero : nonZero, effect)) }
        if let effect = step.onZero { effects.append((isInverted ? nonZero : zero, effect)) }
        return effects
    }

    /// The step whose result a branch tests: plain, negated, compared with a constant, or through a
    /// local that was assigned in the same block.
    private func testedStep(
        _ function: Function, _ value: InstructionID, _ block: BlockID, _ instance: Int,
        _ isInverted: inout Bool
    ) -> Step? {
        var current = value
        for _ in 0..<16 {
            let position = firstStep(steps[instance], from: current.index)
            if position < steps[instance].count, steps[instance][position].instruction == current,
                steps[instance][position].isTested
            {
                return steps[instance][position]
            }
            let instruction = function.instructions[current]
            var operand = instruction.a
            switch instruction.opcode {
            case .cast: break
            case .unary where instruction.detail == UnaryOperator.logicalNot.rawValue:
                isInverted.toggle()
            case .compare:
                guard let isZero = isZero(function, instruction.b) else { return nil }
                let isEqual = instruction.detail == Comparison.equal.rawValue
                guard isEqual || instruction.detail == Comparison.notEqual.rawValue else {
                    return nil
                }
                if isEqual == isZero { isInverted.toggle() }
            case .load:
                guard let stored = lastStored(function, instruction.place.id, block, current) else {
                    return nil
                }
                operand = stored
            default: return nil
            }
            guard let next = operand.value else { return nil }
            current = next
        }
        return nil
    }

    /// What a block stored last to a local before an instruction.
    private func lastStored(
        _ function: Function, _ place: PlaceID?, _ block: BlockID, _ use: InstructionID
    ) -> Operand? {
        guard let place, case .local = function.places[place].root,
            function.projections(of: place).isEmpty
        else { return nil }
        let range = function.blocks[block].instructions
        var index = use.index - 1
        while index >= range.lowerBound {
            let step = function.instructions.elements[index]
            if step.opcode == .store, let target = step.place.id,
                function.places[target].root == function.places[place].root
            {
                return function.projections(of: target).isEmpty ? step.a : nil
            }
            index -= 1
        }
        return nil
    }

    private func isZero(_ function: Function, _ operand: Operand) -> Bool? {
        guard let constant = operand.constant else { return nil }
        switch function.constants[constant] {
        case .integer(let bits, _): return bits == 0
        case .null: return true
        default: return nil
        }
    }
}
