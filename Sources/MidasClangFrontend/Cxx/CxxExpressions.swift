import CLibClang
import MidasBase
import MidasIR

/// Expressions that only C++ has.
extension FunctionLowering {
    func cxxValue(_ cursor: CXCursor) -> Operand {
        switch cursor.kind {
        case .cxxThisExpr: return thisValue(cursor)
        case .cxxNewExpr: return newExpression(cursor)
        case .cxxDeleteExpr: return deleteExpression(cursor)
        case .cxxThrowExpr: return throwExpression(cursor)
        case .lambdaExpr: return .place(materialized(cursor))
        case .cxxTypeidExpr: return loadValue(cursor)
        default: return unknown(cursor, operands: expressionChildren(cursor).map(value))
        }
    }

    func cxxPlace(_ cursor: CXCursor) -> PlaceID {
        let details = unit.details(of: cursor)
        switch cursor.kind {
        case .callExpr where isReferenceCall(cursor):
            return pointee(rawCall(cursor), details.id)
        case .cStyleCastExpr, .cxxStaticCastExpr, .cxxReinterpretCastExpr, .cxxConstCastExpr,
            .cxxFunctionalCastExpr, .cxxDynamicCastExpr:
            guard let child = expressionChildren(cursor).last, isReferenceCast(cursor, child) else {
                return materialized(cursor)
            }
            return castPlace(cursor, from: child)
        case .cxxTypeidExpr: return typeInfoPlace(cursor)
        default: return materialized(cursor)
        }
    }

    /// The value of a template's parameter in the instance that is being lowered.
    func templateArgument(_ parameter: CXCursor, at cursor: CXCursor) -> Operand {
        let type = unit.details(of: cursor).id
        if let known = evaluated(cursor, as: type) { return known }
        var owner = definition
        while !owner.isNull, owner.isDeclaration {
            if let bits = argument(of: owner, for: parameter) {
                let wide = types.integer(type)?.signed == false ? unit.size : unit.pointerDifference
                return convert(integer(bits, wide), to: type)
            }
            owner = owner.semanticParent
        }
        return unknown(cursor)
    }

    private func argument(of instance: CXCursor, for parameter: CXCursor) -> UInt64? {
        let template = cx_getSpecializedCursorTemplate(instance)
        guard !template.isNull else { return nil }
        let parameters = cursors.children(of: template).filter {
            $0.kind == .templateTypeParameter || $0.kind == .nonTypeTemplateParameter
                || $0.kind == .templateTemplateParameter
        }
        guard
            let index = parameters.firstIndex(where: {
                $0.declarationKey == parameter.declarationKey
            }), cx_Cursor_getTemplateArgumentKind(instance, UInt32(index)) == .integral
        else { return nil }
        return UInt64(
            bitPattern: cx_Cursor_getTemplateArgumentValue(instance, UInt32(index)))
    }

    private func typeInfoPlace(_ cursor: CXCursor) -> PlaceID {
        let details = unit.details(of: cursor)
        var operand = Operand.none
        var type = unit.void
        if let child = expressionChildren(cursor).first {
            type = unit.details(of: child).id
            if case .record(let record) = types[type], unit.record(record).isPolymorphic {
                operand = address(of: place(child))
            }
        } else if let reference = cursors.children(of: cursor).first {
            type = unit.details(of: reference).id
        }
        here(cursor)
        let pointer = unit.pointer(to: details.id)
        let info = builder.emit(.typeInfo, type: pointer, a: operand, extra: type.raw)
        return pointee(info, details.id)
    }

    /// An instance of a variable template, which libclang gives no kind of its own.
    func templateVariable(_ target: CXCursor) -> SymbolID? {
        guard target.kind == .unexposedDecl, bindings[target.declarationKey] == nil,
            cx_Cursor_hasVarDeclGlobalStorage(target) == 1
        else { return nil }
        return unit.symbol(target)
    }

    // MARK: Values and objects

    /// Whether a call gives a reference.
    func isReferenceCall(_ cursor: CXCursor) -> Bool {
        let function = namedFunction(cursor)
        if function.kind == .constructor { return false }
        if function.isFunctionLike {
            return unit.details(cx_getCursorResultType(function)).isReference
        }
        guard let callee = expressionChildren(cursor).first else { return false }
        let bare = strippedParentheses(callee)
        var type = unit.details(of: bare).canonical
        if bare.kind == .binaryOperator, let member = expressionChildren(bare).last {
            type = unit.details(of: member).canonical
        }
        if type.kind == .pointer || type.kind == .memberPointer { type = type.pointee.canonical }
        return unit.details(cx_getResultType(type)).isReference
    }

    /// The function that a call names; not the one whose result is called, which libclang gives for
    /// `f()()` as well.
    func namedFunction(_ cursor: CXCursor) -> CXCursor {
        let function = cursor.referenced
        guard function.isFunctionLike, function.kind != .constructor else { return function }
        guard let first = expressionChildren(cursor).first else { return function }
        let callee = stripped(first)
        guard callee.kind == .callExpr, cx_equalCursors(callee.referenced, function) != 0,
            cx_Cursor_getNumArguments(cursor) == Int32(expressionChildren(cursor).count) - 1,
            !expressionChildren(cursor).dropFirst().contains(where: { names($0, function) })
        else { return function }
        return cx_getNullCursor()
    }

    private func names(_ cursor: CXCursor, _ function: CXCursor) -> Bool {
        let bare = stripped(cursor)
        return bare.kind == .declRefExpr && cx_equalCursors(bare.referenced, function) != 0
    }

    /// Whether a cast is to a reference: libclang gives the type without it, the text has it.
    private func isReferenceCast(_ cursor: CXCursor, _ child: CXCursor) -> Bool {
        guard isObject(child) else { return false }
        let text = unit.spelledText(cx_getCursorExtent(cursor))
        var scanner = CodeScanner(text)
        var previous: UInt8 = 0
        var depth = 0
        while let byte = scanner.next() {
            switch byte {
            case UInt8(ascii: "<"): depth += 1
            case UInt8(ascii: "("):
                if cursor.kind == .cStyleCastExpr && depth == 0 {
                    depth += 1
                } else if depth == 0 {
                    return false
                }
            case UInt8(ascii: ">"), UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 {
                    if previous == UInt8(ascii: "&") { return true }
                    return isAliasOfReference(cursor)
                }
            default: break
            }
            previous = byte
        }
        return isAliasOfReference(cursor)
    }

    /// A cast to a type whose name hides the reference, as in `std::move` and `std::forward`.
    private func isAliasOfReference(_ cursor: CXCursor) -> Bool {
        for child in cursors.children(of: cursor) where !child.isExpression {
            let target = child.referenced
            if !target.isNull, unit.details(of: target).isReference { return true }
        }
        let result = unit.details(cx_getCursorResultType(definition))
        guard cursor.kind == .cxxStaticCastExpr, result.isReference else { return false }
        return unit.details(result.canonical.pointee).id == unit.details(of: cursor).id
    }

    /// Whether an expression denotes an object that exists without it (a glvalue).
    func isObject(_ cursor: CXCursor) -> Bool {
        switch cursor.kind {
        case .parenExpr: return onlyChild(cursor).map(isObject) ?? false
        case .unexposedExpr:
            guard let child = onlyChild(cursor) else { return false }
            let own = unit.details(of: cursor).id
            let inner = unit.details(of: child).id
            guard own == inner || conversionToBase(from: inner, to: own) != nil else {
                return false
            }
            return isObject(child)
        case .declRefExpr:
            let target = cursor.referenced
            switch target.kind {
            case .enumConstantDecl, .nonTypeTemplateParameter: return false
            default: return !target.isNull
            }
        case .memberRefExpr: return cursor.referenced.kind != .enumConstantDecl
        case .arraySubscriptExpr, .stringLiteral, .cxxTypeidExpr: return true
        case .unaryOperator:
            switch unaryKind(cursor) {
            case .deref, .preInc, .preDec: return true
            case .extension: return onlyChild(cursor).map(isObject) ?? false
            default: return false
            }
        case .binaryOperator:
            switch operatorKind(cursor) {
            case .assign, .ptrMemI, .ptrMemD: return true
            case .comma: return expressionChildren(cursor).last.map(isObject) ?? false
            default: return false
            }
        case .compoundAssignOperator: return true
        case .conditionalOperator:
            let arms = expressionChildren(cursor).dropFirst()
            return arms.count == 2 && arms.allSatisfy(isObject)
        case .callExpr: return isReferenceCall(cursor)
        case .cStyleCastExpr, .cxxStaticCastExpr, .cxxReinterpretCastExpr, .cxxConstCastExpr,
            .cxxFunctionalCastExpr, .cxxDynamicCastExpr:
            guard let child = expressionChildren(cursor).last else { return false }
            return isReferenceCast(cursor, child)
        default: return false
        }
    }

    // MARK: Nameless expressions

    func cxxUnnamedValue(_ cursor: CXCursor, _ operands: [CXCursor]) -> Operand? {
        guard unit.isCXX else { return nil }
        let name = unit.leadingIdentifier(of: cursor)
        if name.hasPrefix("co_") { return coroutineValue(cursor) }
        let details = unit.details(of: cursor)
        if operands.isEmpty, case .record = types[details.id] {
            let target = temporary(details.id)
            builder.emit(.zero, flags: .isInitialization, type: unit.void, place: target)
            return .place(target)
        }
        if operands.isEmpty, unit.spelledText(cx_getCursorExtent(cursor)).last == UInt8(ascii: ")"),
            !types.isAggregate(details.id), details.kind != .void,
            evaluated(cursor, as: details.id) == nil
        {
            return zero(details.id)
        }
        return nil
    }
}
