import MidasBase
import MidasIR

/// The tests of a search loop: for the key, for the end.
extension SearchLoopFinder {
    /// `isEqual`: whether the branch is taken where the keys are equal; nil if the test does not say.
    func keyTest(
        _ condition: Operand, _ cursor: LocalID, isNegated: Bool
    ) -> (isEqual: Bool?, keys: Set<ValueRoots.Root>)? {
        let operand = function.withoutCasts(condition)
        guard let value = operand.value else { return nil }
        let step = function.instructions[value]
        switch step.opcode {
        case .unary where step.detail == UnaryOperator.logicalNot.rawValue:
            return keyTest(step.a, cursor, isNegated: !isNegated)
        case .compare
        where step.detail == Comparison.equal.rawValue
            || step.detail == Comparison.notEqual.rawValue:
            let isEqual = (step.detail == Comparison.equal.rawValue) != isNegated
            for (a, b) in [(step.a, step.b), (step.b, step.a)] {
                if function.constantInteger(b) == 0, isCall(a) {
                    return keyTest(a, cursor, isNegated: isEqual)
                }
                if reads(a, cursor), !names(b, cursor), function.constantInteger(b) == nil {
                    return (isEqual, roots.full(b))
                }
            }
            return nil
        case .call:
            let arguments = function.arguments(of: CallID(step.extra))
            let others = arguments.filter {
                !names($0, cursor) && function.constantInteger($0) == nil
            }
            guard !others.isEmpty, arguments.contains(where: { names($0, cursor) }) else {
                return nil
            }
            let keys = others.reduce(into: Set()) { $0.formUnion(roots.full($1)) }
            // A truth value says that they are equal, a library's number how they differ.
            if types[step.type] == .bool { return (!isNegated, keys) }
            guard case .direct(let symbol) = function.calls[CallID(step.extra)].callee,
                isExternal(symbol)
            else { return (nil, keys) }
            return (isNegated, keys)
        default: return nil
        }
    }

    func isCall(_ operand: Operand) -> Bool {
        function.withoutCasts(operand).value.map { function.instructions[$0].opcode == .call }
            ?? false
    }

    func names(_ operand: Operand, _ cursor: LocalID) -> Bool {
        roots.direct(operand).contains(.local(cursor))
    }

    /// Whether an operand is read from what the cursor leads to.
    func reads(_ operand: Operand, _ cursor: LocalID) -> Bool {
        let operand = function.withoutCasts(operand)
        guard let step = operand.value.map({ function.instructions[$0] }), step.opcode == .load,
            let place = step.place.id, function.places[place].root != .local(cursor)
        else { return false }
        return names(operand, cursor)
    }

    /// Whether a condition asks for what lies at the cursor.
    func isProbe(_ condition: Operand, _ cursor: LocalID) -> Bool {
        let operand = function.withoutCasts(condition)
        guard let value = operand.value else { return false }
        let step = function.instructions[value]
        switch step.opcode {
        case .unary: return isProbe(step.a, cursor)
        case .compare:
            return isProbe(step.a, cursor) && function.constantInteger(step.b) != nil
                || isProbe(step.b, cursor) && function.constantInteger(step.a) != nil
        default: return reads(operand, cursor)
        }
    }

    /// What the values are computed from that are stored to the place of a cursor.
    func keysStored(at cursor: LocalID) -> Set<ValueRoots.Root> {
        var keys: Set<ValueRoots.Root> = []
        for step in function.instructions.elements where step.opcode == .store {
            guard let place = step.place.id, function.rootLocal(place) != cursor,
                function.addressOperands(place).contains(where: { names($0, cursor) })
            else { continue }
            keys.formUnion(roots.attached(step.a))
        }
        keys.remove(.local(cursor))
        return keys
    }

    /// A test of a part of the key, behind which another follows, has found nothing yet.
    func findFoundBlocks(_ search: inout SearchLoop, _ dominators: Dominators) {
        for test in search.keyTests {
            let predecessors = function.blocks.ids.filter { block in
                var leads = false
                function.forEachSuccessor(of: block) { if $0.index == test.found { leads = true } }
                return leads
            }
            guard predecessors.count == 1 else { continue }
            let isPartial = search.keyTests.contains {
                $0.block != test.block && dominators.dominates(test.found, $0.block)
            }
            if isPartial { continue }
            for block in function.blocks.ids where dominators.dominates(test.found, block.index) {
                search.foundBlocks.insert(block.index)
            }
        }
    }
}
