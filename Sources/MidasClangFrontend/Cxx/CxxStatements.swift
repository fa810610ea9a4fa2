import CLibClang
import MidasBase
import MidasIR

/// Statements that only C++ has.
extension FunctionLowering {
    // MARK: Static locals

    /// A static local whose initialiser runs when control first passes.
    func initializeOnce(_ cursor: CXCursor, _ id: SymbolID) {
        let initializer = cx_Cursor_getVarDeclInitializer(cursor)
        guard !initializer.isNull else { return }
        let type = unit.unit.symbols[id].type
        let target = builder.place(.global(id), rootType: type, type: type)
        guard unit.isCXX else {
            // Only the function's own code knows its labels.
            if unit.holdsLabels(initializer) { initialize(target, with: initializer) }
            return
        }
        guard !unit.isConstantInitializer(initializer) else { return }
        here(cursor)
        let start = builder.makeBlock()
        let after = builder.makeBlock()
        let isFirst = builder.emit(
            .guardAcquire, flags: .isImplicit, type: unit.bool, place: target)
        builder.terminate(.branch(isFirst, start, after))
        builder.continueIn(start)
        fullExpression { initialize(target, with: initializer) }
        here(cursor)
        registerDestruction(of: target)
        builder.emit(.guardRelease, flags: .isImplicit, type: unit.void, place: target)
        builder.jump(to: after)
        builder.continueIn(after)
    }

    // MARK: if consteval, coroutines

    func isConsteval(_ cursor: CXCursor) -> Bool {
        var scanner = CodeScanner(unit.textFrom(cursor))
        guard scanner.skip("if") else { return false }
        let next = scanner.next()
        if next == UInt8(ascii: "!") { return scanner.skip("consteval") }
        return next == UInt8(ascii: "c") && scanner.skip("onsteval")
    }

    /// At run time `if consteval` takes its second statement, `if !consteval` its first.
    func constevalStatement(_ cursor: CXCursor, _ parts: [CXCursor]) {
        var scanner = CodeScanner(unit.textFrom(cursor))
        _ = scanner.skip("if")
        let isNegated = scanner.next() == UInt8(ascii: "!")
        if isNegated { parts.first.map(statement) } else if parts.count > 1 { statement(parts[1]) }
    }

    func coroutineBody(_ cursor: CXCursor) {
        unit.unit.symbols[symbol].flags.insert(.isCoroutine)
        for child in cursors.children(of: cursor) where child.isStatement { statement(child) }
    }

    /// `co_await`, `co_yield`, `co_return`: the operand, which libclang repeats in every call that is
    /// made of it, is lowered once.
    func coroutineValue(_ cursor: CXCursor) -> Operand {
        guard let operand = expressionChildren(cursor).first else { return .none }
        return unknown(cursor, operands: [value(operand)].filter { !$0.isNone })
    }
}

extension UnitLowering {
    /// The number with which the template arguments of a class begin.
    func elementNumber(of record: RecordID) -> Int? {
        let name = text(unit.types.records[record].name)
        guard let open = name.firstIndex(of: "<") else { return nil }
        return Int(name[name.index(after: open)...].prefix { $0.isNumber })
    }

    /// Whether an initialiser takes the address of a label (GNU).
    func holdsLabels(_ cursor: CXCursor) -> Bool {
        if cursor.kind == .addrLabelExpr { return true }
        return cursors.children(of: cursor).contains { $0.isExpression && holdsLabels($0) }
    }

    /// Whether an initialiser is made of literals and addresses alone, so that it needs no code.
    func isConstantInitializer(_ cursor: CXCursor) -> Bool {
        switch cursor.kind {
        case .integerLiteral, .characterLiteral, .floatingLiteral, .stringLiteral,
            .cxxBoolLiteralExpr, .cxxNullPtrLiteralExpr, .gnuNullExpr, .unaryExpr:
            return true
        case .declRefExpr:
            let target = cursor.referenced
            if target.isFunctionLike || target.kind == .enumConstantDecl { return true }
            guard target.kind == .varDecl else { return false }
            return cx_Cursor_hasVarDeclGlobalStorage(target) == 1
                && (details(of: cursor).isArray || details(of: cursor).isConst)
        case .unexposedExpr, .parenExpr, .initListExpr, .unaryOperator, .binaryOperator,
            .cStyleCastExpr, .conditionalOperator, .cxxStaticCastExpr, .cxxFunctionalCastExpr:
            return cursors.children(of: cursor).allSatisfy {
                !$0.isExpression || isConstantInitializer($0)
            }
        case .callExpr:
            guard cursor.referenced.kind == .constructor,
                case .record(let record) = types[details(of: cursor).id]
            else { return false }
            return cursors.children(of: cursor).isEmpty
                && cx_CXXMethod_isDefaulted(cursor.referenced) != 0
                && !traits(record).hasDefaultConstruction
        default: return false
        }
    }
}
