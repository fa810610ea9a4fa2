import CLibClang
import MidasBase
import MidasIR

/// Calls of functions. Those of C++ that are not plain are in `Methods.swift`.
extension FunctionLowering {
    func callValue(_ cursor: CXCursor) -> Operand {
        if unit.isCXX && isReferenceCall(cursor) { return loadValue(cursor) }
        return rawCall(cursor)
    }

    /// What a call gives: for a reference its address.
    func rawCall(_ cursor: CXCursor) -> Operand {
        if let result = cxxCall(cursor, into: nil) { return result.value }
        return call(cursor, into: nil)
    }

    /// Calls; an aggregate result goes to `target`, or to a temporary.
    func call(_ cursor: CXCursor, into target: PlaceID?) -> Operand {
        let children = expressionChildren(cursor)
        guard let callee = children.first else { return unknown(cursor) }
        let arguments = children.dropFirst()
        let function = calledFunction(callee)
        if let function, let result = builtinCall(function, Array(arguments), cursor) {
            return result
        }
        let callee1: Callee
        let functionType: TypeID
        if let function {
            let id = unit.symbol(function)
            callee1 = .direct(id)
            functionType = calledType(callee, otherwise: unit.unit.symbols[id].type)
        } else {
            let pointer = value(callee)
            callee1 = .indirect(pointer)
            functionType = calledType(callee, otherwise: openType(of: cursor))
        }
        let operands = lowerArguments(Array(arguments), functionType)
        here(cursor)
        return emitCall(
            callee1, operands, type: functionType, result: unit.details(of: cursor), into: target)
    }

    /// The function that a callee names, parentheses, `*` and `&` removed.
    func calledFunction(_ callee: CXCursor) -> CXCursor? {
        var current = stripped(callee)
        while current.kind == .unaryOperator, let child = onlyChild(current) {
            let kind = unaryKind(current)
            guard kind == .deref || kind == .addrOf || kind == .extension else { return nil }
            current = stripped(child)
        }
        guard current.kind == .declRefExpr else { return nil }
        let target = current.referenced
        guard target.isFunctionLike else { return nil }
        return target
    }

    /// The function type behind the pointer that is called.
    private func calledType(_ callee: CXCursor, otherwise: TypeID) -> TypeID {
        let type = unit.details(of: callee).id
        if case .pointer(let inner) = types[type], case .function = types[inner] { return inner }
        if case .function = types[type] { return type }
        return otherwise
    }

    /// What stands for the type of a callee that depends on a template's parameters, or is unknown:
    /// anything may be passed.
    private func openType(of call: CXCursor) -> TypeID {
        unit.type(
            of: unit.unit.types.intern(
                FunctionType(
                    result: unit.details(of: call).id, parameters: [], isVariadic: false,
                    hasNoPrototype: true)))
    }

    func lowerArguments(_ arguments: [CXCursor], _ function: TypeID) -> [Operand] {
        var parameters: [TypeID] = []
        if case .function(let id) = types[function] {
            parameters = types.functionTypes[id].parameters
        }
        var operands: [Operand] = []
        operands.reserveCapacity(arguments.count)
        for (index, argument) in arguments.enumerated() {
            operands.append(
                lowerArgument(
                    argument, parameter: index < parameters.count ? parameters[index] : nil))
        }
        return operands
    }

    func lowerArgument(_ argument: CXCursor, parameter: TypeID?) -> Operand {
        if let parameter, case .reference(let inner, _) = types[parameter] {
            let object = place(argument)
            return address(of: adjusted(object, to: inner), type: unit.pointer(to: inner))
        }
        if let parameter, types.isPointerLike(parameter), unit.details(of: argument).isArray {
            return decayed(argument, to: parameter)
        }
        let operand = value(argument)
        // What a temporary of class type holds is the callee's copy.
        guard let parameter, operand.kind != .place else { return operand }
        return convert(operand, to: parameter, flags: .isImplicit)
    }

    /// Emits a call at the current place and gives its value; aggregates as the place they are in.
    func emitCall(
        _ callee: Callee, _ operands: [Operand], type: TypeID, result: TypeDetails,
        into target: PlaceID?, flags: Call.Flags = [], instructionFlags: Instruction.Flags = []
    ) -> Operand {
        var resultType = result.id
        if case .function(let id) = types[type] { resultType = types.functionTypes[id].result }
        if result.isReference || isReference(resultType) {
            resultType = unit.pointer(to: types.element(resultType) ?? resultType)
        }
        prepareUnwind(for: callee)
        if types.isAggregate(resultType) {
            let place = target ?? temporary(resultType)
            builder.call(
                callee, operands, type: type, resultType: unit.void, flags: flags, result: place,
                instructionFlags: instructionFlags)
            endIfNoReturn(callee)
            return .place(place)
        }
        let value = builder.call(
            callee, operands, type: type, resultType: resultType, flags: flags,
            instructionFlags: instructionFlags)
        endIfNoReturn(callee)
        return value
    }

    func isReference(_ type: TypeID) -> Bool {
        if case .reference = types[type] { return true }
        return false
    }

    private func endIfNoReturn(_ callee: Callee) {
        guard case .direct(let symbol) = callee,
            unit.unit.symbols[symbol].flags.contains(.neverReturns)
        else { return }
        builder.terminate(.unreachable)
        builder.continueIn(builder.makeBlock())
    }
}
