import CLibClang
import MidasBase
import MidasIR

/// `for (x : range)`, which libclang shows without its iterators' calls.
extension FunctionLowering {
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
}
