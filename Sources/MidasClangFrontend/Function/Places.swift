import CLibClang
import MidasBase
import MidasIR

/// Expressions as objects in memory.
extension FunctionLowering {
    /// The object that an expression denotes; for a value without an object, a temporary that holds
    /// it.
    func place(_ cursor: CXCursor) -> PlaceID {
        switch cursor.kind {
        case .parenExpr: return onlyChild(cursor).map(place) ?? materialized(cursor)
        case .unexposedExpr: return unexposedPlace(cursor)
        case .declRefExpr: return referencePlace(cursor)
        case .memberRefExpr: return memberPlace(cursor)
        case .arraySubscriptExpr: return elementPlace(cursor)
        case .stringLiteral: return stringPlace(cursor)
        case .compoundLiteralExpr: return compoundLiteral(cursor)
        case .unaryOperator: return unaryPlace(cursor)
        case .binaryOperator: return binaryPlace(cursor)
        case .compoundAssignOperator: return compoundAssignment(cursor, wantsValue: false).place
        case .genericSelectionExpr:
            return chosenAssociation(cursor).map(place) ?? materialized(cursor)
        case .conditionalOperator: return conditionalPlace(cursor)
        default: return cxxPlace(cursor)
        }
    }

    /// An object that is not known; it may be anything that the expression leads to.
    func unknownPlace(_ cursor: CXCursor) -> PlaceID {
        let result = unknown(cursor)
        if let place = result.place { return place }
        let type = type(of: result)
        if types[type] == .void || unit.details(of: cursor).isFunction {
            return pointee(builder.constant(.undefined(unit.pointer(to: type))), type)
        }
        let target = temporary(type)
        store(result, to: target, flags: .isInitialization)
        return target
    }

    /// A temporary with the value of the expression.
    func materialized(_ cursor: CXCursor) -> PlaceID {
        let type = unit.details(of: cursor).id
        if case .reference(let inner, _) = types[type] {
            let address = value(cursor)
            return pointee(address, inner)
        }
        let target = temporary(type)
        initialize(target, with: cursor)
        pushDestruction(of: target)
        return target
    }

    private func unexposedPlace(_ cursor: CXCursor) -> PlaceID {
        guard let child = onlyChild(cursor) else { return unnamedPlace(cursor) }
        let own = unit.details(of: cursor)
        let inner = unit.details(of: child)
        if inner.isVariadicList && own.id != inner.id, isVariableArgument(cursor) {
            return materialized(cursor)
        }
        if own.id == inner.id { return place(child) }
        if let steps = conversionToBase(from: inner.id, to: own.id) {
            return baseObject(place(child), steps: steps)
        }
        if inner.isArray, let list = initializerList(cursor, from: child) { return list }
        if inner.isArray && own.isArray {
            let object = place(child)
            return pointee(address(of: object), own.id)
        }
        return materialized(cursor)
    }

    private func referencePlace(_ cursor: CXCursor) -> PlaceID {
        let target = cursor.referenced
        let key = target.declarationKey
        if target.isNull {
            let target = temporary(unit.details(of: cursor).id)
            store(constantValue(cursor), to: target, flags: .isInitialization)
            return target
        }
        if !captures.isEmpty, let capture = captures[key] { return capturedPlace(capture) }
        switch target.kind {
        case .varDecl, .parmDecl: return variablePlace(target)
        case .functionDecl, .cxxMethod:
            return functionPlace(target)
        case .fieldDecl: return implicitMember(target, at: cursor)
        case .enumConstantDecl, .nonTypeTemplateParameter: return materialized(cursor)
        default:
            if let instance = templateVariable(target) { return globalPlace(instance) }
            return bindingPlace(target, at: cursor)
        }
    }

    /// A function as what a pointer to it points to.
    private func functionPlace(_ target: CXCursor) -> PlaceID {
        let id = unit.symbol(target)
        return pointee(builder.constant(.function(id)), unit.unit.symbols[id].type)
    }

    /// The object of a variable or parameter.
    func variablePlace(_ target: CXCursor) -> PlaceID {
        if let known = unit.declaration(target.declarationKey) {
            switch known {
            case .local(let local): return place(of: local)
            case .variableArray(let local), .reference(let local):
                let type = unit.details(of: target)
                let pointer = load(place(of: local))
                if case .reference(let inner, _) = types[type.id] { return pointee(pointer, inner) }
                return pointee(pointer, type.id)
            case .symbol(let id): return globalPlace(id)
            case .field, .enumerator, .record: break
            }
        }
        if cx_Cursor_hasVarDeclGlobalStorage(target) == 1 {
            return globalPlace(unit.symbol(target))
        }
        return undeclaredPlace(target)
    }

    func globalPlace(_ id: SymbolID) -> PlaceID {
        let type = unit.unit.symbols[id].type
        if case .reference(let inner, _) = types[type] {
            let pointer = load(builder.place(.global(id), rootType: type, type: type))
            return pointee(pointer, inner)
        }
        return builder.place(.global(id), rootType: type, type: type)
    }

    /// A variable whose declaration was not lowered: code that jumps over it, or an error.
    private func undeclaredPlace(_ target: CXCursor) -> PlaceID {
        let local = declareLocal(target, kind: .variable)
        return place(of: local)
    }

    private func elementPlace(_ cursor: CXCursor) -> PlaceID {
        let operands = expressionChildren(cursor)
        guard operands.count == 2 else { return unknownPlace(cursor) }
        let details = unit.details(of: cursor)
        let firstIsPointer = isAddressable(operands[0])
        let base = firstIsPointer ? operands[0] : operands[1]
        let index = firstIsPointer ? operands[1] : operands[0]
        if let array = decayedArray(base), !details.isVariablyModified {
            let object = place(array)
            let offset = value(index)
            here(cursor)
            return builder.place(object, then: .index(offset), type: details.id)
        }
        if case .vector = types[unit.details(of: base).id] {
            let object = place(base)
            return builder.place(object, then: .index(value(index)), type: details.id)
        }
        let pointer = value(base)
        let offset = value(index)
        here(cursor)
        return pointee(advanced(pointer, by: offset, pointee: details), details.id)
    }

    private func isAddressable(_ cursor: CXCursor) -> Bool {
        switch types[unit.details(of: cursor).id] {
        case .pointer, .array, .incompleteArray, .vector: true
        default: false
        }
    }

    /// The array behind a conversion to a pointer, or an array itself.
    private func decayedArray(_ cursor: CXCursor) -> CXCursor? {
        var current = cursor
        while current.kind == .parenExpr || current.kind == .unexposedExpr {
            guard let child = onlyChild(current) else { return nil }
            if unit.details(of: child).isArray {
                return stripped(child).kind == .stringLiteral ? nil : child
            }
            guard current.kind == .parenExpr else { return nil }
            current = child
        }
        return unit.details(of: current).isArray ? current : nil
    }

    // MARK: Members

    private func memberPlace(_ cursor: CXCursor) -> PlaceID {
        let target = cursor.referenced
        let base = memberBase(of: cursor)
        guard target.kind == .fieldDecl else {
            if let base { discard(base) }
            switch target.kind {
            case .varDecl: return variablePlace(target)
            case .cxxMethod, .functionDecl: return functionPlace(target)
            case .enumConstantDecl: return materialized(cursor)
            default: return unknownPlace(cursor)
            }
        }
        guard let base else { return implicitMember(target, at: cursor) }
        let object = self.object(base)
        here(cursor)
        return member(target, of: object, at: cursor)
    }

    /// The expression before `.` or `->`; none for an implicit `this`.
    func memberBase(of cursor: CXCursor) -> CXCursor? {
        let children = cursors.pushChildren(of: cursor)
        defer { cursors.pop(to: children.lowerBound) }
        for index in children where cursors[index].isExpression { return cursors[index] }
        return nil
    }

    /// The object before `.`, or the one that the pointer before `->` points to.
    func object(_ base: CXCursor) -> PlaceID {
        let type = unit.details(of: base).id
        if case .pointer(let inner) = types[type] {
            return pointee(value(base), inner)
        }
        return place(base)
    }

    /// The field `field` of an object, a reference member followed.
    func member(_ field: CXCursor, of object: PlaceID, at cursor: CXCursor) -> PlaceID {
        guard let target = unit.field(of: field), let record = types.record(type(of: object)),
            let steps = unit.path(from: record, to: target)
        else { return unknownPlace(cursor) }
        var place = object
        for step in steps { place = builder.place(place, then: step, type: typeAfter(step)) }
        if case .reference(let inner, _) = types[type(of: place)] {
            return pointee(load(place), inner)
        }
        return place
    }

    func typeAfter(_ step: Projection) -> TypeID {
        switch step {
        case .field(let record, let index): return types.records[record].fields[Int(index)].type
        case .base(let record, let index):
            let base = types.records[record].bases[Int(index)].record
            return unit.typeID(unit.recordTypes[base.index])
        case .bytes(_, let type): return type
        case .index: return unit.void
        }
    }

    // MARK: Literals

    /// An unnamed object that lives as long as the program: a literal outside functions.
    func staticTemporary(_ type: TypeID) -> PlaceID {
        let owner = unit.unit.symbols[symbol]
        let usr = unit.unit.strings[owner.usr] + "#\(unit.unit.symbols.count)"
        var literal = Symbol(
            kind: .variable, linkage: .none, flags: [.isDefined, .isImplicit],
            name: StringTable.empty, qualifiedName: StringTable.empty,
            usr: unit.unit.strings.intern(usr), type: type, typeSpelling: StringTable.empty)
        literal.position = builder.function.ranges[builder.range].begin
        literal.owner = OptionalID(symbol)
        return globalPlace(unit.unit.symbols.append(literal))
    }

    private func compoundLiteral(_ cursor: CXCursor) -> PlaceID {
        let type = unit.details(of: cursor)
        here(cursor)
        let target = isStaticInitializer ? staticTemporary(type.id) : temporary(type.id)
        if !isStaticInitializer { builder.emit(.storageLive, type: unit.void, place: target) }
        if let list = expressionChildren(cursor).last { initialize(target, with: list) }
        return target
    }
}
