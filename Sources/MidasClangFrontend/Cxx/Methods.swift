import CLibClang
import MidasBase
import MidasIR

/// Calls that only C++ has.
extension FunctionLowering {
    /// The result of a call; the object that it made, where it made one.
    struct CallResult {
        var value: Operand
    }

    /// Lowers a call of C++; nil for one that C has as well.
    func cxxCall(_ cursor: CXCursor, into target: PlaceID?) -> CallResult? {
        guard unit.isCXX else { return nil }
        let details = unit.details(of: cursor)
        if target == nil, isMaterialized(cursor, details) || isElision(cursor, details) {
            return CallResult(value: .place(materialized(cursor)))
        }
        let function = namedFunction(cursor)
        if function.kind == .constructor {
            guard let target else { return CallResult(value: .place(materialized(cursor))) }
            construct(target, with: cursor)
            return CallResult(value: .place(target))
        }
        let children = expressionChildren(cursor)
        if let target, let copied = elidedCopy(cursor, function, children, details) {
            initialize(target, with: copied)
            return CallResult(value: .place(target))
        }
        guard let first = children.first else { return CallResult(value: unknown(cursor)) }
        let callee = strippedParentheses(first)
        if callee.kind == .binaryOperator,
            [.ptrMemD, .ptrMemI].contains(operatorKind(callee))
        {
            return CallResult(
                value: memberPointerCall(callee, Array(children.dropFirst()), cursor, target))
        }
        guard function.isFunctionLike else {
            if callee.kind == .memberRefExpr, callee.referenced.kind != .fieldDecl {
                // The destructor of a scalar does nothing.
                if let base = memberBase(of: callee) { discard(base) }
                return CallResult(value: details.kind == .void ? .none : unknown(cursor))
            }
            if callee.kind == .overloadedDeclRef || details.kind == .unexposed {
                return CallResult(value: unknown(cursor))
            }
            return nil
        }
        if callee.kind == .memberRefExpr, cx_equalCursors(callee.referenced, function) != 0 {
            return CallResult(
                value: methodCall(cursor, function, callee, Array(children.dropFirst()), target))
        }
        guard let (arguments, isOperator) = operatorArguments(cursor, function, children) else {
            return plainCall(cursor, function, Array(children.dropFirst()), target)
        }
        if function.kind == .cxxMethod, cx_CXXMethod_isStatic(function) == 0 {
            let object = place(arguments[0])
            return CallResult(
                value: emitMethod(
                    cursor, function, object, Array(arguments.dropFirst()), target,
                    isVirtual: cx_Cursor_isDynamicCall(cursor) == 1,
                    flags: isOperator ? .isOperator : []))
        }
        return plainCall(cursor, function, arguments, target)
    }

    /// The temporary whose copy is left out: before C++17 libclang shows the copy as a call of
    /// nothing.
    private func elidedCopy(
        _ cursor: CXCursor, _ function: CXCursor, _ children: [CXCursor], _ details: TypeDetails
    ) -> CXCursor? {
        guard !function.isFunctionLike, children.count == 1, let only = children.first,
            case .record = types[details.id], unit.details(of: only).id == details.id
        else { return nil }
        return only
    }

    /// Whether the value of a call needs an object of its own that is destroyed later.
    private func isMaterialized(_ cursor: CXCursor, _ details: TypeDetails) -> Bool {
        guard case .record = types[details.id] else { return false }
        return !isObject(cursor) && destructor(of: details.id) != nil
    }

    private func isElision(_ cursor: CXCursor, _ details: TypeDetails) -> Bool {
        guard case .record = types[details.id] else { return false }
        return elidedCopy(cursor, cursor.referenced, expressionChildren(cursor), details) != nil
    }

    func strippedParentheses(_ cursor: CXCursor) -> CXCursor {
        var current = cursor
        while current.kind == .parenExpr, let child = onlyChild(current) { current = child }
        return current
    }

    /// The operands of an overloaded operator in the order of its parameters; libclang shows them in
    /// the order of the text, the operator among them.
    private func operatorArguments(
        _ cursor: CXCursor, _ function: CXCursor, _ children: [CXCursor]
    ) -> ([CXCursor], isOperator: Bool)? {
        let first = stripped(children[0])
        if first.kind == .declRefExpr, cx_equalCursors(first.referenced, function) != 0,
            !isOperatorName(function)
                || !children.dropFirst().contains(where: {
                    $0.kind == .declRefExpr && cx_equalCursors($0.referenced, function) != 0
                })
                    && cx_Cursor_getNumArguments(cursor) != Int32(children.count)
                    && !isPostfixOrInfix(cursor, children[0])
        {
            return nil
        }
        let count = cx_Cursor_getNumArguments(cursor)
        guard count > 0 else { return nil }
        return ((0..<UInt32(count)).map { cx_Cursor_getArgument(cursor, $0) }, true)
    }

    /// Whether the operator's name stands elsewhere than at the start of the call.
    private func isPostfixOrInfix(_ cursor: CXCursor, _ callee: CXCursor) -> Bool {
        guard case .cxxMethod = callee.referenced.kind else { return false }
        return cx_CXXMethod_isStatic(callee.referenced) == 0
    }

    private func isOperatorName(_ function: CXCursor) -> Bool {
        function.spelling.hasPrefix("operator")
    }

    // MARK: Plain functions

    private func plainCall(
        _ cursor: CXCursor, _ function: CXCursor, _ arguments: [CXCursor], _ target: PlaceID?
    ) -> CallResult {
        if let result = builtinCall(function, arguments, cursor) {
            return CallResult(value: result)
        }
        let symbol = unit.symbol(function)
        if arguments.count == 1, isForwarding(function, symbol) {
            let object = place(arguments[0])
            here(cursor)
            return CallResult(value: address(of: object))
        }
        requestDefaulted(function, symbol)
        let type = unit.unit.symbols[symbol].type
        let operands = lowerArguments(arguments, type, of: function)
        here(cursor)
        return CallResult(
            value: result(
                emitCall(
                    .direct(symbol), operands, type: type, result: unit.details(of: cursor),
                    into: target), cursor))
    }

    /// Functions of the standard library that only give their argument's address. The parser knows
    /// them and makes no bodies for their instances.
    private static let forwarding: Set<String> = [
        "std::move", "std::forward", "std::move_if_noexcept", "std::as_const", "std::addressof",
        "std::__addressof", "std::forward_like",
    ]

    private func isForwarding(_ function: CXCursor, _ symbol: SymbolID) -> Bool {
        guard unit.unit.symbols[symbol].flags.contains(.isSystem), function.definition.isNull else {
            return false
        }
        return Self.forwarding.contains(unit.text(unit.unit.symbols[symbol].qualifiedName))
    }

    /// What a call that gives a reference stands for as a value.
    private func result(_ operand: Operand, _ cursor: CXCursor) -> Operand { operand }

    /// Arguments with those that are left out taken from the declaration.
    func lowerArguments(_ arguments: [CXCursor], _ type: TypeID, of function: CXCursor) -> [Operand]
    {
        var parameters: [TypeID] = []
        if case .function(let id) = types[type] {
            parameters = types.functionTypes[id].parameters
        }
        var operands: [Operand] = []
        for (index, argument) in arguments.enumerated() {
            let parameter = index < parameters.count ? parameters[index] : nil
            let actual =
                isDefaultArgument(argument)
                ? defaultArgument(of: function, at: index) ?? argument : argument
            operands.append(lowerArgument(actual, parameter: parameter))
        }
        for index in parameters.indices.dropFirst(arguments.count) {
            guard let actual = defaultArgument(of: function, at: index) else { break }
            operands.append(lowerArgument(actual, parameter: parameters[index]))
        }
        return operands
    }

    private func isDefaultArgument(_ cursor: CXCursor) -> Bool {
        cursor.kind == .unexposedExpr && isImplicit(cursor) && onlyChild(cursor) == nil
    }

    private func defaultArgument(of function: CXCursor, at index: Int) -> CXCursor? {
        for declaration in [
            function, function.canonical, function.definition,
            cx_getSpecializedCursorTemplate(function),
        ]
        where !declaration.isNull {
            let parameters: [CXCursor]
            if cx_Cursor_getNumArguments(declaration) >= 0 {
                parameters = self.parameters(of: declaration)
            } else {
                parameters = cursors.children(of: declaration).filter { $0.kind == .parmDecl }
            }
            guard index < parameters.count else { continue }
            let initializer = cx_Cursor_getVarDeclInitializer(parameters[index])
            if !initializer.isNull { return initializer }
            if let last = expressionChildren(parameters[index]).last { return last }
        }
        return nil
    }

    /// A defaulted member for which libclang shows no body.
    func requestDefaulted(_ function: CXCursor, _ symbol: SymbolID) {
        guard function.kind == .cxxMethod, cx_CXXMethod_isDefaulted(function) != 0,
            function.definition.isNull, let record = unit.unit.symbols[symbol].record.id
        else { return }
        unit.requestImplicit(symbol, function, record)
    }

    // MARK: Methods

    private func methodCall(
        _ cursor: CXCursor, _ method: CXCursor, _ callee: CXCursor, _ arguments: [CXCursor],
        _ target: PlaceID?
    ) -> Operand {
        let base = memberBase(of: callee)
        if method.kind == .cxxMethod, cx_CXXMethod_isStatic(method) != 0 {
            if let base { discard(base) }
            return plainCall(cursor, method, arguments, target).value
        }
        guard let object = base.map(object) ?? thisObject() else { return unknown(cursor) }
        if method.kind == .conversionFunction, let invoker = lambdaInvoker(method, object) {
            return invoker
        }
        if method.kind == .destructor {
            guard let destructor = destructor(of: type(of: object)) else { return .none }
            here(cursor)
            destroy(object, with: destructor)
            return .none
        }
        return emitMethod(
            cursor, method, object, arguments, target,
            isVirtual: cx_Cursor_isDynamicCall(cursor) == 1)
    }

    private func emitMethod(
        _ cursor: CXCursor, _ method: CXCursor, _ object: PlaceID, _ arguments: [CXCursor],
        _ target: PlaceID?, isVirtual: Bool, flags: Call.Flags = []
    ) -> Operand {
        let symbol = unit.symbol(method)
        requestDefaulted(method, symbol)
        let type = unit.unit.symbols[symbol].type
        if isTrivialAssignment(method, symbol), arguments.count == 1 {
            let source = adjusted(place(arguments[0]), to: self.type(of: object))
            here(cursor)
            copy(source, to: object)
            return address(of: object)
        }
        var receiver = object
        if let record = unit.unit.symbols[symbol].record.id {
            receiver = adjusted(object, to: unit.typeID(unit.recordTypes[record.index]))
        }
        here(cursor)
        let this = address(of: receiver)
        let operands = lowerArguments(arguments, type, of: method)
        here(cursor)
        let usesTable = isVirtual && cx_CXXMethod_isVirtual(method) != 0
        return emitCall(
            usesTable ? .virtual(symbol) : .direct(symbol), [this] + operands, type: type,
            result: unit.details(of: cursor), into: target, flags: flags)
    }

    private func isTrivialAssignment(_ method: CXCursor, _ symbol: SymbolID) -> Bool {
        guard method.kind == .cxxMethod, cx_CXXMethod_isDefaulted(method) != 0,
            method.spelling == "operator=", let record = unit.unit.symbols[symbol].record.id
        else { return false }
        return unit.traits(record).isTriviallyCopied
    }

    // MARK: Pointers to members

    func memberPointer(_ cursor: CXCursor, to child: CXCursor) -> Operand {
        let type = unit.details(of: cursor).id
        let target = stripped(child).referenced
        if target.kind == .fieldDecl, let field = unit.field(of: target) {
            let bits = types.records[field.record].fields[Int(field.index)].bitOffset
            return builder.constant(.memberOffset(bits / 8, type))
        }
        if target.isFunctionLike {
            return builder.constant(.memberFunction(unit.symbol(target), type))
        }
        return unknown(cursor)
    }

    /// `object.*pointer`, `address->*pointer` for a data member.
    func pointedMember(_ cursor: CXCursor) -> PlaceID {
        let operands = expressionChildren(cursor)
        guard operands.count == 2 else { return unknownPlace(cursor) }
        let object = self.object(operands[0])
        let member = value(operands[1])
        here(cursor)
        let offset = builder.emit(
            .cast, detail: CastKind.bits.rawValue, flags: .isImplicit,
            type: unit.pointerDifference, a: member)
        let base = address(of: object, type: unit.charPointer)
        let moved = builder.emit(.pointerAdd, type: unit.charPointer, a: base, b: offset)
        let type = unit.details(of: cursor).id
        return pointee(retyped(moved, as: unit.pointer(to: type)), type)
    }

    private func memberPointerCall(
        _ callee: CXCursor, _ arguments: [CXCursor], _ cursor: CXCursor, _ target: PlaceID?
    ) -> Operand {
        let operands = expressionChildren(callee)
        guard operands.count == 2 else { return unknown(cursor) }
        let object = self.object(operands[0])
        let pointer = value(operands[1])
        guard case .memberPointer(_, let type) = types[unit.details(of: operands[1]).id] else {
            return unknown(cursor)
        }
        let this = address(of: object)
        let lowered = lowerArguments(arguments, type)
        here(cursor)
        return emitCall(
            .indirect(pointer), [this] + lowered, type: type, result: unit.details(of: cursor),
            into: target)
    }
}
