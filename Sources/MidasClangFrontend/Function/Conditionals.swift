import CLibClang
import MidasBase
import MidasIR

/// Operands that are evaluated or not: `&&`, `||`, `?:`, and conditions of statements.
extension FunctionLowering {
    /// Goes to `first` if the expression is not zero, else to `second`.
    func branch(_ cursor: CXCursor, _ first: BlockID, _ second: BlockID) {
        switch cursor.kind {
        case .parenExpr:
            if let child = onlyChild(cursor) { return branch(child, first, second) }
        case .unexposedExpr:
            if let child = onlyChild(cursor), !isVariableArgument(cursor),
                isTruthPreserving(cursor, child)
            {
                return branch(child, first, second)
            }
        case .unaryOperator where unaryKind(cursor) == .lNot:
            if let child = onlyChild(cursor) { return branch(child, second, first) }
        case .binaryOperator:
            if branchShortCircuit(cursor, first, second) { return }
        default: break
        }
        let operand = truth(of: value(cursor))
        here(cursor)
        builder.terminate(.branch(operand, first, second))
    }

    /// Whether a conversion never turns something into nothing or the other way round.
    private func isTruthPreserving(_ cursor: CXCursor, _ child: CXCursor) -> Bool {
        let own = unit.details(of: cursor)
        let inner = unit.details(of: child)
        if own.id == inner.id { return true }
        guard let source = types.integer(unwrapped(inner.id)) else { return false }
        if types[own.id] == .bool { return true }
        guard let target = types.integer(own.id) else { return false }
        return target.bits >= source.bits
    }

    /// What a branch can test: not zero. Floating-point numbers are compared.
    func truth(of operand: Operand) -> Operand {
        let type = type(of: operand)
        guard case .floating = types[type] else { return operand }
        return compare(.notEqual, operand, zero(type), type: unit.int)
    }

    private func branchShortCircuit(_ cursor: CXCursor, _ first: BlockID, _ second: BlockID) -> Bool
    {
        let kind = operatorKind(cursor)
        guard kind == .lAnd || kind == .lOr else { return false }
        let operands = expressionChildren(cursor)
        guard operands.count == 2 else { return false }
        let next = builder.makeBlock()
        if kind == .lAnd {
            branch(operands[0], next, second)
        } else {
            branch(operands[0], first, next)
        }
        builder.continueIn(next)
        conditionally(operands[1]) { branch(operands[1], first, second) }
        return true
    }

    /// Lowers what may not be evaluated, as a statement of its own.
    func conditionally<R>(_ cursor: CXCursor, _ body: () -> R) -> R {
        conditionalDepth += 1
        defer { conditionalDepth -= 1 }
        return statement(.conditionalOperand, at: cursor, body)
    }

    /// `a && b`, `a || b` as a value.
    func shortCircuitValue(_ cursor: CXCursor) -> Operand {
        let type = unit.details(of: cursor).id
        let result = temporary(type)
        let whenTrue = builder.makeBlock()
        let whenFalse = builder.makeBlock()
        let join = builder.makeBlock()
        branch(cursor, whenTrue, whenFalse)
        for (block, value) in [(whenTrue, UInt64(1)), (whenFalse, 0)] {
            builder.continueIn(block)
            here(cursor)
            store(integer(value, type), to: result, flags: [.isInitialization, .isImplicit])
            builder.jump(to: join)
        }
        builder.continueIn(join)
        return load(result, flags: .isImplicit)
    }

    // MARK: ?:

    func conditionalValue(_ cursor: CXCursor) -> Operand {
        let details = unit.details(of: cursor)
        if details.kind == .void {
            discardConditional(cursor)
            return .none
        }
        let result = temporary(details.id)
        if types.isAggregate(details.id) {
            initialize(result, with: cursor)
            return .place(result)
        }
        forEachArm(cursor) { arm in
            let operand = convert(value(arm), to: details.id, flags: .isImplicit)
            here(cursor)
            store(operand, to: result, flags: [.isInitialization, .isImplicit])
        }
        here(cursor)
        return load(result, flags: .isImplicit)
    }

    func discardConditional(_ cursor: CXCursor) {
        forEachArm(cursor) { discard($0) }
    }

    /// Lowers both arms with `body`, each on its path, and goes on where they meet.
    func forEachArm(_ cursor: CXCursor, _ body: (CXCursor) -> Void) {
        let operands = expressionChildren(cursor)
        guard operands.count >= 3 else {
            _ = unknown(cursor, operands: operands.map(value))
            return
        }
        let arms = [builder.makeBlock(), builder.makeBlock()]
        let join = builder.makeBlock()
        branch(operands[0], arms[0], arms[1])
        for (block, arm) in zip(arms, operands[1...]) {
            builder.continueIn(block)
            conditionally(arm) { body(arm) }
            here(cursor)
            builder.jump(to: join)
        }
        builder.continueIn(join)
    }

    /// Where `?:` denotes an object (C++): the address of the chosen one.
    func conditionalPlace(_ cursor: CXCursor) -> PlaceID {
        let type = unit.details(of: cursor).id
        let operands = expressionChildren(cursor)
        guard unit.isCXX, operands.count == 3, operands[1...].allSatisfy(isObject) else {
            return materialized(cursor)
        }
        let pointer = unit.pointer(to: type)
        let result = temporary(pointer)
        forEachArm(cursor) { arm in
            let address = address(of: place(arm), type: pointer)
            store(address, to: result, flags: [.isInitialization, .isImplicit])
        }
        return pointee(load(result, flags: .isImplicit), type)
    }

    /// GNU `a ?: b`, of which libclang shows the common operand three times.
    func elvisValue(_ cursor: CXCursor, _ operands: [CXCursor]) -> Operand {
        let type = unit.details(of: cursor).id
        let result = temporary(type)
        let first = value(operands[0])
        let arms = [builder.makeBlock(), builder.makeBlock()]
        let join = builder.makeBlock()
        here(cursor)
        builder.terminate(.branch(truth(of: first), arms[0], arms[1]))
        builder.continueIn(arms[0])
        store(convert(first, to: type), to: result, flags: [.isInitialization, .isImplicit])
        builder.jump(to: join)
        builder.continueIn(arms[1])
        conditionally(operands[3]) {
            let second = convert(value(operands[3]), to: type)
            store(second, to: result, flags: [.isInitialization, .isImplicit])
        }
        builder.jump(to: join)
        builder.continueIn(join)
        if types.isAggregate(type) { return .place(result) }
        return load(result, flags: .isImplicit)
    }
}
