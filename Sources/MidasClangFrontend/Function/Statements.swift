import CLibClang
import MidasBase
import MidasIR

/// Statements, apart from loops and jumps.
extension FunctionLowering {
    func statement(_ cursor: CXCursor) {
        switch cursor.kind {
        case .compoundStmt: scope(.compound, cursor)
        case .declStmt: statement(.declaration, at: cursor) { declarations(cursor) }
        case .ifStmt: statement(.if, at: cursor) { ifStatement(cursor) }
        case .whileStmt: statement(.while, at: cursor) { whileStatement(cursor) }
        case .doStmt: statement(.do, at: cursor) { doStatement(cursor) }
        case .forStmt: statement(.for, at: cursor) { forStatement(cursor) }
        case .cxxForRangeStmt: statement(.rangeFor, at: cursor) { rangeForStatement(cursor) }
        case .switchStmt: statement(.switch, at: cursor) { switchStatement(cursor) }
        case .caseStmt: statement(.case, at: cursor) { caseStatement(cursor) }
        case .defaultStmt: statement(.default, at: cursor) { defaultStatement(cursor) }
        case .labelStmt: statement(.label, at: cursor) { labelStatement(cursor) }
        case .gotoStmt: statement(.goto, at: cursor) { gotoStatement(cursor) }
        case .indirectGotoStmt: statement(.indirectGoto, at: cursor) { indirectGoto(cursor) }
        case .breakStmt: statement(.break, at: cursor) { jumpOut(cursor, toBreak: true) }
        case .continueStmt: statement(.continue, at: cursor) { jumpOut(cursor, toBreak: false) }
        case .returnStmt: statement(.return, at: cursor) { returnStatement(cursor) }
        case .gccAsmStmt: statement(.assembly, at: cursor) { assemblyStatement(cursor) }
        case .nullStmt: break
        case .cxxTryStmt: statement(.try, at: cursor) { tryStatement(cursor) }
        case .unexposedStmt: unexposedStatement(cursor)
        default:
            if cursor.isExpression {
                statement(.expression, at: cursor) { fullExpression { discard(cursor) } }
            } else if cursor.isStatement {
                addHole("statement of an unknown kind", at: cursor)
            }
        }
    }

    /// A statement with attributes, a coroutine's body.
    private func unexposedStatement(_ cursor: CXCursor) {
        let children = cursors.children(of: cursor)
        for child in children where child.isStatement || child.isExpression { statement(child) }
    }

    /// The statements of a block, and what is to be done at its end.
    func scope(_ kind: Statement.Kind, _ cursor: CXCursor) {
        statement(kind, at: cursor) {
            let mark = cleanups.count
            statements(of: cursor)
            here(cursor)
            leaveScope(mark)
        }
    }

    func statements(of cursor: CXCursor) {
        let children = cursors.pushChildren(of: cursor)
        for index in children { statement(cursors[index]) }
        cursors.pop(to: children.lowerBound)
    }

    /// A GNU statement expression: the value of its last statement.
    func statementExpression(_ cursor: CXCursor, wantsValue: Bool = true) -> Operand {
        guard let body = cursors.children(of: cursor).first else { return .none }
        let details = unit.details(of: cursor)
        let statements = cursors.children(of: body)
        let mark = cleanups.count
        var result = Operand.none
        for (index, child) in statements.enumerated() {
            guard wantsValue, index == statements.count - 1, details.kind != .void,
                let last = lastExpression(child)
            else {
                statement(child)
                continue
            }
            result = statement(.expression, at: child) { kept(last, details) }
        }
        here(cursor)
        leaveScope(mark)
        return result
    }

    /// The value of a statement expression survives its scope.
    private func kept(_ last: CXCursor, _ details: TypeDetails) -> Operand {
        if types.isAggregate(details.id) {
            let target = temporary(details.id)
            initialize(target, with: last)
            return .place(target)
        }
        return convert(value(last), to: details.id)
    }

    /// The expression that a statement is, labels and attributes removed.
    private func lastExpression(_ cursor: CXCursor) -> CXCursor? {
        if cursor.isExpression { return cursor }
        if cursor.kind == .labelStmt, let inner = cursors.children(of: cursor).last,
            inner.isExpression
        {
            enterLabel(cursor)
            return inner
        }
        return nil
    }

    // MARK: Declarations

    func declarations(_ cursor: CXCursor) {
        let children = cursors.children(of: cursor)
        for child in children {
            switch child.kind {
            case .varDecl: variable(child)
            case .unexposedDecl: structuredBinding(child)
            case .typedefDecl where unit.details(child.type).isVariablyModified:
                variableSizes(of: child, cx_getNullCursor())
            default: break
            }
        }
    }

    func variable(_ cursor: CXCursor) {
        if cx_Cursor_hasVarDeclGlobalStorage(cursor) == 1 { return staticVariable(cursor) }
        let details = unit.details(of: cursor)
        let initializer = cx_Cursor_getVarDeclInitializer(cursor)
        if details.isVariablyModified { variableSizes(of: cursor, initializer) }
        if details.isVariablyModified && details.isArray { return variableArray(cursor, details) }
        let local = declareLocal(cursor, kind: .variable)
        let target = place(of: local)
        here(cursor)
        builder.emit(.storageLive, type: unit.void, place: target)
        pushCleanup(.storage(local), at: cursor)
        if !initializer.isNull {
            extendingLists(isInitializerList(details.id)) {
                fullExpression { initialize(target, with: initializer) }
            }
        }
        pushDestruction(of: target, details)
        attributeCleanup(cursor, target)
    }

    func declareLocal(_ cursor: CXCursor, kind: Local.Kind) -> LocalID {
        let type = cursor.type
        let details = unit.details(of: cursor)
        if let record = types.record(details.id) { unit.complete(record) }
        let isByAddress = kind == .parameter && unit.isPassedByAddress(details.id)
        let local = makeLocal(
            kind, type: isByAddress ? unit.passed(details.id) : details.id,
            name: unit.intern(cx_getCursorSpelling(cursor)),
            spelling: unit.typeSpelling(type), position: unit.position(of: cursor),
            isVolatile: details.isVolatile)
        unit.declare(
            cursor.declarationKey,
            details.isReference || isByAddress ? .reference(local) : .local(local))
        return local
    }

    private func staticVariable(_ cursor: CXCursor) {
        let isExtern = cx_Cursor_getStorageClass(cursor) == .sc_Extern
        let id = unit.symbol(cursor)
        guard !isExtern else { return }
        unit.unit.symbols[id].flags.insert(.isStaticLocal)
        unit.unit.symbols[id].owner = OptionalID(symbol)
        initializeOnce(cursor, id)
    }

    /// GNU `__attribute__((cleanup(f)))`.
    private func attributeCleanup(_ cursor: CXCursor, _ target: PlaceID) {
        guard cx_Cursor_hasAttrs(cursor) != 0 else { return }
        for child in cursors.children(of: cursor) where child.kind == .unexposedAttr {
            let text = String(
                decoding: unit.spelledText(cx_getCursorExtent(child)), as: UTF8.self)
            guard text.hasPrefix("cleanup") || text.hasPrefix("__cleanup__"),
                let open = text.firstIndex(of: "(")
            else { continue }
            let name = text[text.index(after: open)...].prefix { $0 != ")" }
                .split(separator: " ").joined()
            if let function = unit.function(named: name) {
                pushCleanup(.call(function, target), at: cursor)
            } else {
                addHole("cleanup function that is not declared", at: cursor)
            }
        }
    }

    // MARK: if

    private func ifStatement(_ cursor: CXCursor) {
        let mark = cleanups.count
        var parts = cursors.children(of: cursor).filter {
            $0.isExpression || $0.isStatement || $0.kind == .varDecl
        }
        while let first = parts.first,
            first.kind == .declStmt || first.kind == .varDecl
                || (first.kind == .nullStmt && parts.count > 2)
        {
            parts.removeFirst()
            if first.kind == .varDecl { variable(first) } else { statement(first) }
        }
        if unit.isCXX, isConsteval(cursor) { return constevalStatement(cursor, parts) }
        guard parts.count >= 2 else { return addHole("if without its parts", at: cursor) }
        let join = builder.makeBlock()
        let first = builder.makeBlock()
        let second = parts.count > 2 ? builder.makeBlock() : join
        fullCondition(parts[0], first, second)
        builder.continueIn(first)
        statement(parts[1])
        here(cursor)
        builder.jump(to: join)
        if parts.count > 2 {
            builder.continueIn(second)
            statement(parts[2])
            here(cursor)
            builder.jump(to: join)
        }
        builder.continueIn(join)
        leaveScope(mark)
    }

    // MARK: return

    private func returnStatement(_ cursor: CXCursor) {
        let result = builder.function.resultType
        guard let child = cursors.children(of: cursor).first(where: \.isExpression) else {
            return leaveFunction(.none, at: cursor)
        }
        if types.isAggregate(result) {
            let target = builder.place(.result, rootType: result, type: result)
            fullExpression { initialize(target, with: child) }
            return leaveFunction(.none, at: cursor)
        }
        var operand = Operand.none
        fullExpression {
            if case .reference(let inner, _) = types[result] {
                let object = adjusted(place(child), to: inner)
                operand = address(of: object, type: unit.pointer(to: inner))
            } else if types[result] == .void {
                discard(child)
            } else {
                operand = convert(value(child), to: result, flags: .isImplicit)
            }
        }
        leaveFunction(operand, at: cursor)
    }

    private func leaveFunction(_ operand: Operand, at cursor: CXCursor) {
        here(cursor)
        emitCleanups(downTo: 0, leavesFunction: true)
        builder.terminate(.return(operand))
        builder.continueIn(builder.makeBlock())
    }
}
