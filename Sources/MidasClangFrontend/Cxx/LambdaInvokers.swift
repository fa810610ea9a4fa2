import CLibClang
import MidasBase
import MidasIR

/// Lambdas without captures as pointers to functions. libclang shows neither the conversion's body
/// nor the function that it gives, so one is made that calls the lambda (C++20
/// expr.prim.lambda.closure).
extension FunctionLowering {
    /// What the conversion of a lambda to a pointer gives.
    func lambdaInvoker(_ conversion: CXCursor, _ object: PlaceID) -> Operand? {
        guard case .record(let record) = types[type(of: object)], unit.record(record).isLambda,
            let callOperator = unit.callOperator(of: record),
            cx_Cursor_getNumArguments(conversion) == 0
        else { return nil }
        return builder.constant(.function(unit.invoker(of: record, callOperator)))
    }

    /// The body of such a function: `return lambda{}(arguments…);`.
    func lowerInvoker(of callOperator: SymbolID, _ record: RecordID) -> Function {
        let result = unit.details(cx_getResultType(definition.type.canonical))
        builder.function.resultType = result.id
        declareParameters(of: definition)
        let parameters = builder.function.locals.ids.map { self.place(of: $0) }
        builder.function.parameterCount = UInt32(parameters.count)
        let lambda = temporary(unit.typeID(unit.recordTypes[record.index]))
        let operands = parameters.map { parameter -> Operand in
            types.isAggregate(type(of: parameter)) ? .place(parameter) : load(parameter)
        }
        let target =
            types.isAggregate(result.id)
            ? builder.place(.result, rootType: result.id, type: result.id) : nil
        let value = emitCall(
            .direct(callOperator), [address(of: lambda)] + operands,
            type: unit.unit.symbols[callOperator].type, result: result, into: target)
        let isVoid = target != nil || types[result.id] == .void
        builder.terminate(.return(isVoid ? .none : value))
        return builder.finish()
    }
}

extension UnitLowering {
    /// The call operator of a lambda that is no template.
    func callOperator(of record: RecordID) -> CXCursor? {
        methods(of: recordTypes[record.index]).first {
            $0.kind == .cxxMethod && $0.spelling == "operator()"
        }
    }

    /// The function that calls a lambda without an object.
    func invoker(of record: RecordID, _ callOperator: CXCursor) -> SymbolID {
        if let known = invokers[record] { return known }
        let target = symbol(callOperator)
        var invoker = unit.symbols[target]
        invoker.name = unit.strings.intern("__invoke")
        invoker.qualifiedName = invoker.name
        invoker.usr = unit.strings.intern(unit.strings[invoker.usr] + "@invoke")
        invoker.flags.subtract([.takesThis, .isMethod])
        invoker.flags.formUnion([.isDefined, .isImplicit])
        invoker.linkage = .internal
        invoker.record = .none
        invoker.body = .none
        let id = unit.symbols.append(invoker)
        invokers[record] = id
        pendingBodies.append(
            PendingBody(symbol: id, definition: callOperator, implicitMember: record, calls: target)
        )
        return id
    }
}
