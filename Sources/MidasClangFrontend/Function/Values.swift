import CLibClang
import MidasBase
import MidasIR

/// Expressions as values.
extension FunctionLowering {
    /// The value of a scalar expression, in the type of the expression. Aggregates give the place
    /// that holds them; void gives `.none`.
    func value(_ cursor: CXCursor) -> Operand {
        unit.countExpression(cursor.kind, isUnknown: false)
        switch cursor.kind {
        case .parenExpr: return onlyChild(cursor).map(value) ?? unknown(cursor)
        case .unexposedExpr, .packExpansionExpr: return unexposedValue(cursor)
        case .declRefExpr, .memberRefExpr: return referenceValue(cursor)
        case .integerLiteral, .characterLiteral, .cxxBoolLiteralExpr, .unaryExpr,
            .floatingLiteral, .gnuNullExpr, .cxxNullPtrLiteralExpr, .sizeOfPackExpr,
            .conceptSpecializationExpr, .requiresExpr:
            return constantValue(cursor)
        case .binaryOperator: return binaryValue(cursor)
        case .compoundAssignOperator: return compoundAssignment(cursor).value
        case .unaryOperator: return unaryValue(cursor)
        case .conditionalOperator: return conditionalValue(cursor)
        case .callExpr: return callValue(cursor)
        case .cStyleCastExpr, .cxxStaticCastExpr, .cxxReinterpretCastExpr, .cxxConstCastExpr,
            .cxxFunctionalCastExpr, .cxxDynamicCastExpr, .builtinBitCastExpr,
            .cxxAddrspaceCastExpr:
            return castValue(cursor)
        case .stmtExpr: return statementExpression(cursor)
        case .addrLabelExpr: return labelAddress(cursor)
        case .genericSelectionExpr: return chosenAssociation(cursor).map(value) ?? unknown(cursor)
        case .stringLiteral, .arraySubscriptExpr, .compoundLiteralExpr: return loadValue(cursor)
        case .initListExpr, .cxxParenListInitExpr: return listValue(cursor)
        case .imaginaryLiteral: return unknown(cursor)
        default: return cxxValue(cursor)
        }
    }

    /// What an lvalue holds.
    func loadValue(_ cursor: CXCursor) -> Operand {
        let place = place(cursor)
        let type = type(of: place)
        if types.isAggregate(type) { return .place(place) }
        here(cursor)
        return load(place, flags: accessFlags(cursor))
    }

    func accessFlags(_ cursor: CXCursor) -> Instruction.Flags {
        unit.details(of: cursor).isVolatile ? .isVolatile : []
    }

    private func referenceValue(_ cursor: CXCursor) -> Operand {
        let target = cursor.referenced
        // The argument of a template, where its parameter stood.
        if target.isNull, cursor.kind == .declRefExpr { return constantValue(cursor) }
        switch target.kind {
        case .enumConstantDecl:
            let (value, type) = unit.enumerator(target)
            return convert(integer(value, type), to: unit.details(of: cursor).id)
        case .functionDecl: return builder.constant(.function(unit.symbol(target)))
        case .cxxMethod where cx_CXXMethod_isStatic(target) != 0:
            return builder.constant(.function(unit.symbol(target)))
        case .nonTypeTemplateParameter: return templateArgument(target, at: cursor)
        case .unexposedDecl where bindings[target.declarationKey] == nil:
            return evaluated(cursor, as: unit.details(of: cursor).id) ?? loadValue(cursor)
        default: return loadValue(cursor)
        }
    }

    /// A braced scalar, or an aggregate that nobody has a place for.
    private func listValue(_ cursor: CXCursor) -> Operand {
        let type = unit.details(of: cursor).id
        if types.isAggregate(type) {
            let target = temporary(type)
            initialize(target, with: cursor)
            return .place(target)
        }
        if let only = onlyChild(cursor) { return convert(value(only), to: type) }
        return zero(type)
    }

    /// The zero of a scalar type.
    func zero(_ type: TypeID) -> Operand {
        switch types[type] {
        case .floating: return builder.constant(.floating(0, type))
        case .pointer, .nullPointer, .reference: return builder.constant(.null(type))
        case .memberPointer: return builder.constant(.memberOffset(.max, type))
        case .atomic(let inner): return zero(inner)
        default: return integer(UInt64(0), type)
        }
    }

    /// The only child that is an expression.
    func onlyChild(_ cursor: CXCursor) -> CXCursor? {
        let children = cursors.pushChildren(of: cursor)
        defer { cursors.pop(to: children.lowerBound) }
        var found: CXCursor?
        for index in children where cursors[index].isExpression {
            if found != nil { return nil }
            found = cursors[index]
        }
        return found
    }

    /// The children that are expressions.
    func expressionChildren(_ cursor: CXCursor) -> [CXCursor] {
        let children = cursors.pushChildren(of: cursor)
        defer { cursors.pop(to: children.lowerBound) }
        return children.map { cursors[$0] }.filter(\.isExpression)
    }

    /// Without parentheses and conversions that libclang does not name.
    func stripped(_ cursor: CXCursor) -> CXCursor {
        var current = cursor
        while current.kind == .parenExpr || current.kind == .unexposedExpr {
            guard let child = onlyChild(current), !isOffset(current, child) else { return current }
            current = child
        }
        return current
    }

    /// Whether an expression is `offsetof` with an index, which libclang shows as its operand.
    private func isOffset(_ cursor: CXCursor, _ child: CXCursor) -> Bool {
        guard child.kind == .integerLiteral, cursor.kind == .unexposedExpr else { return false }
        let name = unit.leadingIdentifier(of: cursor)
        return name == "__builtin_offsetof" || name == "offsetof"
    }

    // MARK: Implicit conversions

    func unexposedValue(_ cursor: CXCursor) -> Operand {
        guard let child = onlyChild(cursor), !isOffset(cursor, child) else {
            return unnamedValue(cursor)
        }
        let own = unit.details(of: cursor)
        let inner = unit.details(of: child)
        if inner.isVariadicList && own.id != inner.id, isVariableArgument(cursor) {
            return variableArgument(cursor, list: child)
        }
        if own.id == inner.id && !inner.isFunction { return value(child) }
        if inner.isArray && types.isPointerLike(own.id) { return decayed(child, to: own.id) }
        if inner.isFunction { return value(child) }
        if own.kind == .void {
            discard(child)
            return .none
        }
        if types.isAggregate(own.id) || types.isAggregate(inner.id) {
            return aggregateConversion(cursor, from: child)
        }
        let operand = value(child)
        here(cursor)
        if case .vector(let element, let count) = types[own.id],
            isNumber(inner.id), count <= 64
        {
            return splat(operand, own.id, element, count)
        }
        if let related = hierarchyCast(operand, from: inner.id, to: own.id) { return related }
        return convert(operand, to: own.id, flags: .isImplicit)
    }

    private func isNumber(_ type: TypeID) -> Bool {
        if case .floating = types[type] { return true }
        return types.integer(type) != nil
    }

    /// A number in every element of a vector.
    private func splat(
        _ operand: Operand, _ type: TypeID, _ element: TypeID, _ count: UInt64
    ) -> Operand {
        let number = convert(operand, to: element, flags: .isImplicit)
        let target = temporary(type)
        for index in 0..<count {
            let position = integer(index, unit.size)
            store(
                number, to: builder.place(target, then: .index(position), type: element),
                flags: [.isInitialization, .isImplicit])
        }
        return load(target, flags: .isImplicit)
    }

    /// An array as a pointer to its first element.
    func decayed(_ array: CXCursor, to type: TypeID) -> Operand {
        let bare = stripped(array)
        if bare.kind == .stringLiteral { return stringAddress(bare) }
        let object = place(array)
        here(array)
        return address(of: object, type: type)
    }

    // MARK: Without a value

    /// Evaluates for the effects alone.
    func discard(_ cursor: CXCursor) {
        switch cursor.kind {
        case .parenExpr:
            if let child = onlyChild(cursor) { discard(child) }
        case .unexposedExpr:
            guard let child = onlyChild(cursor), !isVariableArgument(cursor) else {
                _ = value(cursor)
                return
            }
            discard(child)
        case .cStyleCastExpr:
            if let child = onlyChild(cursor) { discard(child) } else { _ = value(cursor) }
        case .declRefExpr, .memberRefExpr, .arraySubscriptExpr:
            discardObject(cursor)
        case .binaryOperator where cursor.binaryOperator == .comma:
            let operands = expressionChildren(cursor)
            for operand in operands { discard(operand) }
        case .binaryOperator where isAssignment(cursor): _ = assignment(cursor)
        case .compoundAssignOperator: _ = compoundAssignment(cursor, wantsValue: false)
        case .conditionalOperator: discardConditional(cursor)
        case .stmtExpr: _ = statementExpression(cursor, wantsValue: false)
        case .unaryOperator: discardUnary(cursor)
        case .stringLiteral: break
        case .callExpr where unit.isCXX && isReferenceCall(cursor): _ = place(cursor)
        default: _ = value(cursor)
        }
    }

    private func isAssignment(_ cursor: CXCursor) -> Bool { cursor.binaryOperator == .assign }

    private func discardObject(_ cursor: CXCursor) {
        let details = unit.details(of: cursor)
        if cursor.kind == .declRefExpr && !details.isVolatile { return }
        guard details.kind != .void, !details.isFunction else { return }
        if details.isVolatile && !types.isAggregate(details.id) {
            _ = value(cursor)
        } else if cursor.kind == .memberRefExpr, cursor.referenced.kind != .fieldDecl {
            if let base = onlyChild(cursor) { discard(base) }
        } else {
            _ = place(cursor)
        }
    }
}
