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
        let callee = strippedParentheses(first)
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

    // MARK: Casts between classes

    /// The way from a class to a base of it; nil if the second is none.
    func conversionToBase(from derived: TypeID, to base: TypeID) -> [Projection]? {
        guard unit.isCXX, derived != base, case .record(let from) = types[derived],
            case .record(let to) = types[base]
        else { return nil }
        return basePath(from, to)
    }

    private func basePath(_ from: RecordID, _ to: RecordID) -> [Projection]? {
        for (index, base) in unit.record(from).bases.enumerated() {
            let step = Projection.base(from, UInt32(index))
            if base.record == to { return [step] }
            if let rest = basePath(base.record, to) { return [step] + rest }
        }
        return nil
    }

    func baseObject(_ object: PlaceID, steps: [Projection]) -> PlaceID {
        var place = object
        for step in steps {
            if case .base(let record, let index) = step,
                types.records[record].bases[Int(index)].isVirtual
            {
                let type = typeAfter(step)
                let pointer = builder.emit(
                    .cast, detail: CastKind.toVirtualBase.rawValue, flags: .isImplicit,
                    type: unit.pointer(to: type), a: address(of: place))
                place = pointee(pointer, type)
            } else {
                place = builder.place(place, then: step, type: typeAfter(step))
            }
        }
        return place
    }

    /// An object seen as one of its bases, where `type` is one.
    func adjusted(_ object: PlaceID, to type: TypeID) -> PlaceID {
        guard let steps = conversionToBase(from: self.type(of: object), to: type) else {
            return object
        }
        return baseObject(object, steps: steps)
    }

    /// A pointer to a class as one to a base or to a derived class.
    func hierarchyCast(_ operand: Operand, from source: TypeID, to target: TypeID) -> Operand? {
        guard unit.isCXX, case .pointer(let inner) = types[source],
            case .pointer(let outer) = types[target], inner != outer
        else { return nil }
        if let steps = conversionToBase(from: inner, to: outer) {
            return pointerCast(operand, steps, .derivedToBase, to: target)
        }
        if let steps = conversionToBase(from: outer, to: inner) {
            return pointerCast(operand, steps, .baseToDerived, to: target)
        }
        return nil
    }

    private func pointerCast(
        _ operand: Operand, _ steps: [Projection], _ kind: CastKind, to target: TypeID
    ) -> Operand {
        if operand.constant != nil { return convert(operand, to: target) }
        var offset: UInt64 = 0
        var kind = kind
        for step in steps {
            guard case .base(let record, let index) = step else { continue }
            let base = types.records[record].bases[Int(index)]
            offset += base.offset
            if base.isVirtual && kind == .derivedToBase { kind = .toVirtualBase }
        }
        return builder.emit(
            .cast, detail: kind.rawValue, flags: .isImplicit, type: target, a: operand,
            extra: UInt32(clamping: offset))
    }

    /// A cast to a reference.
    func castPlace(_ cursor: CXCursor, from child: CXCursor) -> PlaceID {
        let target = unit.details(of: cursor).id
        let object = place(child)
        let source = type(of: object)
        here(cursor)
        if source == target { return object }
        if let steps = conversionToBase(from: source, to: target) {
            return baseObject(object, steps: steps)
        }
        let pointer = address(of: object)
        let type = unit.pointer(to: target)
        if cursor.kind == .cxxDynamicCastExpr {
            let cast = builder.emit(
                .cast, detail: CastKind.dynamic.rawValue, flags: .isExplicit, type: type, a: pointer
            )
            return pointee(cast, target)
        }
        if let related = hierarchyCast(pointer, from: self.type(of: pointer), to: type) {
            return pointee(related, target)
        }
        return pointee(retyped(pointer, as: type), target)
    }

    func dynamicCast(_ cursor: CXCursor, from child: CXCursor) -> Operand {
        let own = unit.details(of: cursor).id
        let operand = value(child)
        here(cursor)
        if case .pointer(let inner) = types[self.type(of: operand)],
            case .pointer(let outer) = types[own], conversionToBase(from: inner, to: outer) != nil,
            let related = hierarchyCast(operand, from: self.type(of: operand), to: own)
        {
            return related
        }
        return builder.emit(
            .cast, detail: CastKind.dynamic.rawValue, flags: .isExplicit, type: own, a: operand)
    }

    // MARK: Temporaries

    /// Lowers a full expression: its temporaries end with it (C++20 class.temporary).
    func fullExpression(_ body: () -> Void) {
        guard unit.isCXX else { return body() }
        let mark = cleanups.count
        let outer = extended
        extended = []
        body()
        leaveScope(mark)
        let kept = extended
        extended = outer
        for target in kept { pushDestruction(of: target) }
    }

    /// A condition: its temporaries end before either path goes on.
    func fullCondition(_ cursor: CXCursor, _ first: BlockID, _ second: BlockID) {
        guard unit.isCXX else { return branch(cursor, first, second) }
        let mark = cleanups.count
        let arms = [builder.makeBlock(), builder.makeBlock()]
        branch(cursor, arms[0], arms[1])
        for (arm, target) in zip(arms, [first, second]) {
            builder.continueIn(arm)
            emitCleanups(downTo: mark)
            builder.jump(to: target)
        }
        dropCleanups(to: mark)
    }

    /// What a reference is bound to: an object, or a temporary that lives as long as the reference.
    func lifetimeExtended(_ cursor: CXCursor, _ type: TypeID) -> PlaceID {
        guard unit.isCXX, !isObject(cursor) else { return adjusted(place(cursor), to: type) }
        let inner = prvalue(cursor)
        let held = unit.details(of: inner).id
        let target = isStaticInitializer ? staticTemporary(held) : temporary(held)
        extendingLists(isInitializerList(held)) { initialize(target, with: inner) }
        if !isStaticInitializer { extended.append(target) }
        return adjusted(target, to: type)
    }

    /// The expression that makes the temporary, conversions to bases and qualifiers removed.
    private func prvalue(_ cursor: CXCursor) -> CXCursor {
        var current = cursor
        while current.kind == .unexposedExpr || current.kind == .parenExpr,
            let child = onlyChild(current)
        {
            let own = unit.details(of: current).id
            let inner = unit.details(of: child).id
            guard own == inner || conversionToBase(from: inner, to: own) != nil else { break }
            current = child
        }
        return current
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
