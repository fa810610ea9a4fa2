import CLibClang
import MidasBase
import MidasIR

/// Objects filled by initialisers.
extension FunctionLowering {
    /// Evaluates `cursor` into `target`, which holds nothing yet.
    func initialize(_ target: PlaceID, with cursor: CXCursor) {
        let type = type(of: target)
        guard types.isAggregate(unwrapped(type)) else {
            if case .vector = types[type], cursor.kind == .initListExpr {
                return initializeList(target, cursor, isZeroed: false)
            }
            return initializeScalar(target, with: cursor)
        }
        switch cursor.kind {
        case .parenExpr, .unexposedExpr:
            if unit.isCXX && expressionChildren(cursor).isEmpty {
                // Value initialisation, which nothing in the text stands for.
                here(cursor)
                builder.emit(.zero, flags: .isInitialization, type: unit.void, place: target)
                return
            }
            guard let child = onlyChild(cursor), isSameObject(child, as: type),
                !isVariableArgument(cursor)
            else { break }
            return initialize(target, with: child)
        case .initListExpr, .cxxParenListInitExpr:
            return initializeList(target, cursor, isZeroed: false)
        case .stringLiteral: return initializeString(target, cursor, isZeroed: false)
        case .callExpr:
            if unit.isCXX && isReferenceCall(cursor) { break }
            if let result = cxxCall(cursor, into: target) {
                if let place = result.value.place {
                    copy(place, to: target, flags: .isInitialization)
                }
                return
            }
            let result = call(cursor, into: target)
            if let place = result.place { return copy(place, to: target, flags: .isInitialization) }
            return
        case .cxxFunctionalCastExpr, .cStyleCastExpr, .cxxStaticCastExpr:
            guard let child = expressionChildren(cursor).last, isSameObject(child, as: type),
                !isObject(child)
            else { break }
            return initialize(target, with: child)
        case .conditionalOperator:
            return forEachArm(cursor) { initialize(target, with: $0) }
        case .stmtExpr:
            let result = statementExpression(cursor)
            here(cursor)
            if let place = result.place { copy(place, to: target, flags: .isInitialization) }
            return
        case .lambdaExpr: return initializeLambda(target, cursor)
        default: break
        }
        let result = value(cursor)
        here(cursor)
        if let place = result.place { copy(place, to: target, flags: .isInitialization) }
    }

    private func isSameObject(_ child: CXCursor, as type: TypeID) -> Bool {
        unwrapped(unit.details(of: child).id) == unwrapped(type)
    }

    private func initializeScalar(_ target: PlaceID, with cursor: CXCursor) {
        let type = type(of: target)
        if case .reference(let inner, _) = types[type] {
            let object = lifetimeExtended(cursor, inner)
            here(cursor)
            store(address(of: object, type: type), to: target, flags: .isInitialization)
            return
        }
        if cursor.kind == .initListExpr || cursor.kind == .cxxParenListInitExpr {
            guard let only = onlyChild(cursor) else {
                here(cursor)
                return store(zero(type), to: target, flags: .isInitialization)
            }
            return initializeScalar(target, with: only)
        }
        let operand = scalarElement(cursor, type)
        here(cursor)
        store(operand, to: target, flags: .isInitialization)
    }

    /// A value for a scalar object. In the lists of C++ conversions are not shown, that of an array
    /// to a pointer neither.
    private func scalarElement(_ cursor: CXCursor, _ type: TypeID) -> Operand {
        let details = unit.details(of: cursor)
        if details.isArray && types.isPointerLike(type) { return decayed(cursor, to: type) }
        let operand = value(cursor)
        if let related = hierarchyCast(operand, from: details.id, to: type) { return related }
        if operand.kind == .place { return unknown(cursor, as: type) }
        return convert(operand, to: type, flags: .isImplicit)
    }

    private func unknown(_ cursor: CXCursor, as type: TypeID) -> Operand {
        let operand = unknown(cursor)
        guard operand.kind == .place else { return convert(operand, to: type) }
        return builder.constant(.undefined(type))
    }

    /// A string into an array of characters; what it does not fill is zero.
    func initializeString(_ target: PlaceID, _ cursor: CXCursor, isZeroed: Bool) {
        let type = type(of: target)
        let literal = unit.details(of: cursor).id
        let (text, _) = stringLiteral(cursor, type: literal)
        here(cursor)
        let length = UInt64(unit.unit.strings.length(text))
        if !isZeroed && types.size(type) != TypeEntry.unknownSize && length < types.size(type) {
            builder.emit(.zero, flags: .isInitialization, type: unit.void, place: target)
        }
        builder.emit(
            .initializeBytes, flags: .isInitialization, type: unit.void, place: target,
            extra: text.raw)
    }

    func initializeList(_ target: PlaceID, _ list: CXCursor, isZeroed: Bool) {
        let children = expressionChildren(list)
        if children.count == 1, let string = bareString(children[0]), isCharacterArray(target) {
            return initializeString(target, string, isZeroed: isZeroed)
        }
        if children.count == 1, isSameObject(children[0], as: type(of: target)),
            children[0].kind != .initListExpr
        {
            return initialize(target, with: children[0])
        }
        var filler = AggregateFiller(self, target: target, list: list, isZeroed: isZeroed)
        filler.fill(children)
    }

    func bareString(_ cursor: CXCursor) -> CXCursor? {
        var current = cursor
        while current.kind == .parenExpr, let child = onlyChild(current) { current = child }
        return current.kind == .stringLiteral ? current : nil
    }

    func isCharacterArray(_ target: PlaceID) -> Bool {
        switch types[type(of: target)] {
        case .array(let element, _), .incompleteArray(let element):
            return types.integer(element) != nil
        default: return false
        }
    }

    /// An element of an initialiser list into its subobject, which may be known to be zero.
    func initializeElement(_ target: PlaceID, with cursor: CXCursor, isZeroed: Bool) {
        if unit.isCXX, constructElement(target, with: cursor) { return }
        if cursor.kind == .initListExpr && types.isAggregate(type(of: target)) {
            return initializeList(target, cursor, isZeroed: isZeroed)
        }
        if let string = bareString(cursor), isCharacterArray(target) {
            return initializeString(target, string, isZeroed: isZeroed)
        }
        if isZeroed, !isReference(type(of: target)), !types.isAggregate(type(of: target)) {
            let element = cursor.kind == .initListExpr ? onlyChild(cursor) : cursor
            guard let element else { return }
            let operand = scalarElement(element, type(of: target))
            guard !isZero(operand) else { return }
            here(cursor)
            return store(operand, to: target, flags: .isInitialization)
        }
        initialize(target, with: cursor)
    }

    private func isZero(_ operand: Operand) -> Bool {
        guard let id = operand.constant else { return false }
        switch builder.function.constants[id] {
        case .integer(0, _), .floating(0, _), .null: return true
        default: return false
        }
    }
}
