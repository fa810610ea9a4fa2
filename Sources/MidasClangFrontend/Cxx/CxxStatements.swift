import CLibClang
import MidasBase
import MidasIR

/// Statements that only C++ has.
extension FunctionLowering {
    // MARK: Range-based for

    /// libclang shows the variable, the range and the body. `begin()` is behind the iterator that
    /// the variable is initialised from; `end()`, `!=` and `++` follow from its type.
    func rangeForStatement(_ cursor: CXCursor) {
        let parts = cursors.children(of: cursor)
        guard
            let variable = parts.first(where: { $0.kind == .varDecl || $0.kind == .unexposedDecl }),
            let body = parts.last, body.isStatement || body.isExpression,
            let iterator = iteratorDeclaration(variable)
        else { return addHole("range-based for without its parts", at: cursor) }
        let mark = cleanups.count
        for part in parts where part.kind == .declStmt && cx_equalCursors(part, body) == 0 {
            statement(part)
        }
        guard let loop = RangeLoop(self, iterator) else {
            return addHole("range-based for over an unknown range", at: cursor)
        }
        let range = cx_Cursor_getVarDeclInitializer(loop.range)
        if !range.isNull { declareHidden(of: cursor, in: [range]) }
        self.variable(loop.range)
        self.variable(iterator)
        here(cursor)
        guard let end = endIterator(loop, iterator, cursor) else {
            leaveScope(mark)
            return addHole("range-based for without an end", at: cursor)
        }
        lowerRangeLoop(cursor, variable, variablePlace(iterator), end, body)
        leaveScope(mark)
    }

    private func lowerRangeLoop(
        _ cursor: CXCursor, _ variable: CXCursor, _ iterator: PlaceID, _ end: PlaceID,
        _ body: CXCursor
    ) {
        let head = builder.makeBlock()
        let step = builder.makeBlock()
        let inside = builder.makeBlock()
        let after = builder.makeBlock()
        builder.jump(to: head)
        builder.continueIn(head)
        here(cursor)
        let differs = iteratorsDiffer(iterator, end, cursor)
        builder.terminate(.branch(differs, inside, after))
        builder.continueIn(inside)
        let mark = cleanups.count
        if variable.kind == .varDecl {
            self.variable(variable)
        } else {
            structuredBinding(variable)
        }
        jumpTargets.append(JumpTargets(onBreak: after, onContinue: step, cleanupCount: mark))
        statement(body)
        jumpTargets.removeLast()
        here(cursor)
        leaveScope(mark)
        builder.jump(to: step)
        builder.continueIn(step)
        here(cursor)
        advance(iterator, cursor)
        builder.jump(to: head)
        builder.continueIn(after)
    }

    /// The hidden `__begin` variable: the first one with that name in the variable's initialiser.
    private func iteratorDeclaration(_ variable: CXCursor) -> CXCursor? {
        var queue = cursors.children(of: variable).filter(\.isExpression)
        while !queue.isEmpty {
            let next = queue.removeFirst()
            if next.kind == .declRefExpr, next.spelling.hasPrefix("__begin") {
                return next.referenced
            }
            queue += cursors.children(of: next)
        }
        return nil
    }

    private struct RangeLoop {
        /// The hidden `__range` variable.
        var range: CXCursor
        /// The call of `begin`, unless the range is an array.
        var begin: CXCursor?

        init?(_ function: FunctionLowering, _ iterator: CXCursor) {
            let initializer = cx_Cursor_getVarDeclInitializer(iterator)
            guard !initializer.isNull else { return nil }
            var queue = [initializer]
            var range: CXCursor?
            while !queue.isEmpty {
                let next = queue.removeFirst()
                if next.kind == .callExpr && begin == nil {
                    let name = next.referenced.spelling
                    if name == "begin" { begin = next.referenced }
                }
                if next.kind == .declRefExpr, next.spelling.hasPrefix("__range") {
                    range = next.referenced
                }
                queue += function.cursors.children(of: next)
            }
            guard let range else { return nil }
            self.range = range
        }
    }

    private func endIterator(_ loop: RangeLoop, _ iterator: CXCursor, _ cursor: CXCursor)
        -> PlaceID?
    {
        let range = variablePlace(loop.range)
        let type = unit.details(of: iterator).id
        let target = temporary(type)
        guard let begin = loop.begin else {
            guard case .array(let element, let count) = types[self.type(of: range)] else {
                return nil
            }
            let past = builder.place(range, then: .index(integer(count, unit.size)), type: element)
            store(address(of: past, type: type), to: target, flags: .isInitialization)
            return target
        }
        guard let end = sibling("end", of: begin) else { return nil }
        let symbol = unit.symbol(end)
        let signature = unit.unit.symbols[symbol].type
        let result = unit.details(cx_getCursorResultType(end))
        let object = adjusted(range, to: receiverType(symbol) ?? self.type(of: range))
        let value = emitCall(
            .direct(symbol), [address(of: object)], type: signature, result: result, into: target)
        if value.place == nil { store(value, to: target, flags: .isInitialization) }
        return target
    }

    private func receiverType(_ symbol: SymbolID) -> TypeID? {
        guard unit.unit.symbols[symbol].flags.contains(.takesThis) else { return nil }
        return unit.unit.symbols[symbol].record.id.map { unit.typeID(unit.recordTypes[$0.index]) }
    }

    /// The method of the same class, or the function of the same scope, with another name and the
    /// same constness.
    private func sibling(_ name: String, of function: CXCursor) -> CXCursor? {
        let parent = function.semanticParent
        if function.kind == .cxxMethod {
            return unit.methods(of: parent.type.canonical).first {
                $0.spelling == name && cx_CXXMethod_isConst($0) == cx_CXXMethod_isConst(function)
            }
        }
        return cursors.children(of: parent).first {
            $0.kind == .functionDecl && $0.spelling == name
                && cx_Cursor_getNumArguments($0) == 1
                && cx_equalTypes(
                    cx_Cursor_getArgument($0, 0).type.canonical,
                    cx_Cursor_getArgument(function, 0).type.canonical) != 0
        }
    }

    private func iteratorMethod(_ name: String, parameters: Int32, _ type: TypeID) -> CXCursor? {
        guard case .record(let record) = types[type] else { return nil }
        return unit.methods(of: unit.recordTypes[record.index]).first {
            $0.spelling == name && cx_Cursor_getNumArguments($0) == parameters
        }
    }

    /// `a != b`: the class's own operator, else its members compared one by one, which is what a
    /// free operator of an iterator does.
    private func iteratorsDiffer(_ a: PlaceID, _ b: PlaceID, _ cursor: CXCursor) -> Operand {
        let type = self.type(of: a)
        guard types.isAggregate(type) else {
            return compare(.notEqual, load(a), load(b), type: unit.bool)
        }
        for (name, isNegated) in [("operator!=", false), ("operator==", true)] {
            guard let method = iteratorMethod(name, parameters: 1, type),
                types.integer(unit.details(cx_getCursorResultType(method)).id) != nil
            else { continue }
            let symbol = unit.symbol(method)
            requestDefaulted(method, symbol)
            let signature = unit.unit.symbols[symbol].type
            let operand: Operand
            if case .function(let id) = types[signature],
                let first = types.functionTypes[id].parameters.first, isReference(first)
            {
                operand = address(of: b)
            } else {
                operand = .place(b)
            }
            let result = emitCall(
                .direct(symbol), [address(of: a), operand], type: signature,
                result: unit.details(cx_getCursorResultType(method)), into: nil)
            guard isNegated else { return result }
            return builder.emit(
                .unary, detail: UnaryOperator.logicalNot.rawValue, flags: .isImplicit,
                type: unit.bool, a: result)
        }
        return membersDiffer(a, b)
    }

    private func membersDiffer(_ a: PlaceID, _ b: PlaceID) -> Operand {
        var result: Operand?
        for (first, second) in scalarMembers(a, b) {
            let differs = compare(.notEqual, load(first), load(second), type: unit.bool)
            result =
                result.map {
                    builder.emit(
                        .binary, detail: MidasIR.BinaryOperator.or.rawValue, flags: .isImplicit,
                        type: unit.bool, a: $0, b: differs)
                } ?? differs
        }
        return result ?? integer(UInt64(0), unit.bool)
    }

    private func scalarMembers(_ a: PlaceID, _ b: PlaceID) -> [(PlaceID, PlaceID)] {
        guard case .record(let record) = types[type(of: a)] else { return [(a, b)] }
        let definition = unit.record(record)
        let steps =
            definition.bases.indices.map { Projection.base(record, UInt32($0)) }
            + definition.fields.indices.map { Projection.field(record, UInt32($0)) }
        return steps.flatMap { step in scalarMembers(subobject(a, step), subobject(b, step)) }
    }

    private func advance(_ iterator: PlaceID, _ cursor: CXCursor) {
        let type = self.type(of: iterator)
        if case .pointer = types[type] {
            let next = builder.emit(
                .pointerAdd, type: type, a: load(iterator, flags: .isUpdate),
                b: integer(UInt64(1), unit.pointerDifference))
            return store(next, to: iterator)
        }
        guard let method = iteratorMethod("operator++", parameters: 0, type) else {
            return addHole("range-based for whose iterator has no ++", at: cursor)
        }
        let symbol = unit.symbol(method)
        _ = emitCall(
            .direct(symbol), [address(of: iterator)], type: unit.unit.symbols[symbol].type,
            result: unit.details(cx_getCursorResultType(method)), into: nil)
    }

    // MARK: Structured bindings

    func structuredBinding(_ cursor: CXCursor) {
        let children = cursors.children(of: cursor)
        let names = children.filter { $0.kind == .unexposedDecl }
        guard let initializer = children.last(where: \.isExpression) else {
            return addHole("structured binding without an initialiser", at: cursor)
        }
        let details = unit.details(of: cursor)
        let object: PlaceID
        if details.isReference || isBoundByReference(cursor) {
            fullExpression {
                bindingObject = lifetimeExtended(initializer, unit.details(of: initializer).id)
            }
            object = bindingObject ?? place(initializer)
        } else {
            // libclang shows the copy of an array as if it were a pointer.
            let type = details.isArray ? details.id : unit.details(of: initializer).id
            let local = makeLocal(.variable, type: type, position: unit.position(of: cursor))
            object = place(of: local)
            here(cursor)
            builder.emit(.storageLive, type: unit.void, place: object)
            pushCleanup(.storage(local), at: cursor)
            fullExpression { initializeBound(object, with: initializer) }
            pushDestruction(of: object)
        }
        let parts = boundParts(of: object, count: names.count)
        for (index, name) in names.enumerated() {
            if index < parts.count {
                bindings[name.declarationKey] = parts[index]
            } else {
                addHole("structured binding of a tuple", at: name)
            }
        }
    }

    /// An array is copied element by element, which libclang shows as the array and one element.
    private func initializeBound(_ object: PlaceID, with initializer: CXCursor) {
        let parts = expressionChildren(initializer)
        guard case .array = types[type(of: object)], initializer.kind == .unexposedExpr,
            let array = parts.first, unit.details(of: array).id == type(of: object)
        else { return initialize(object, with: initializer) }
        copyConstruct(object, from: place(array), moves: false, at: initializer)
    }

    private func isBoundByReference(_ cursor: CXCursor) -> Bool {
        var scanner = CodeScanner(unit.textFrom(cursor))
        while let byte = scanner.next() {
            if byte == UInt8(ascii: "&") { return true }
            if byte == UInt8(ascii: "[") { return false }
        }
        return false
    }

    /// What so many names are bound to. libclang hides the `get` of the standard's tuples; their
    /// elements are the only members of bases that bear the element's number (libstdc++), or of such
    /// classes inside a member (libc++).
    private func boundParts(of object: PlaceID, count: Int) -> [PlaceID] {
        var elements: [Int: PlaceID] = [:]
        if isStandardTuple(type(of: object)) { collectElements(of: object, into: &elements) }
        let found = (0..<count).compactMap { elements[$0] }
        if found.count == count { return found }
        let parts = boundParts(of: object)
        guard parts.count == 1, count > 1, case .array = types[type(of: parts[0])] else {
            return parts
        }
        return boundParts(of: parts[0])
    }

    private func isStandardTuple(_ type: TypeID) -> Bool {
        guard case .record(let record) = types[type] else { return false }
        let name = unit.text(types.records[record].templateName)
        return name.hasPrefix("std::") && name.hasSuffix("::tuple")
    }

    private func collectElements(of object: PlaceID, into elements: inout [Int: PlaceID]) {
        guard case .record(let record) = types[type(of: object)] else { return }
        let definition = unit.record(record)
        if definition.fields.count == 1, definition.bases.isEmpty,
            let number = unit.elementNumber(of: record)
        {
            if elements[number] == nil { elements[number] = subobject(object, .field(record, 0)) }
            return
        }
        let steps =
            definition.bases.indices.map { Projection.base(record, UInt32($0)) }
            + definition.fields.indices.map { Projection.field(record, UInt32($0)) }
        for step in steps { collectElements(of: subobject(object, step), into: &elements) }
    }

    /// The members or elements of an object, those of bases first.
    private func boundParts(of object: PlaceID) -> [PlaceID] {
        switch types[type(of: object)] {
        case .array(let element, let count):
            return (0..<min(count, 1024)).map {
                builder.place(object, then: .index(integer($0, unit.size)), type: element)
            }
        case .record(let record):
            let definition = unit.record(record)
            let inherited = definition.bases.indices.flatMap {
                boundParts(of: subobject(object, .base(record, UInt32($0))))
            }
            return inherited
                + definition.fields.indices.filter {
                    unit.unit.strings.length(definition.fields[$0].name) > 0
                }.map { subobject(object, .field(record, UInt32($0))) }
        default: return []
        }
    }

    func bindingPlace(_ target: CXCursor, at cursor: CXCursor) -> PlaceID {
        guard let known = bindings[target.declarationKey] else { return unknownPlace(cursor) }
        if case .reference(let inner, _) = types[type(of: known)] {
            return pointee(load(known), inner)
        }
        return known
    }

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
