import MidasBase
import MidasDictionary
import MidasIR

/// A call instruction of an instance as the solver links it.
struct CallRecord {
    enum Argument {
        case nothing
        case scalar(NodeID)
        /// The contents of a place, copied to the callee.
        case aggregate(Access, TypeID)
    }

    var site: CallSite
    var arguments: [Argument]
    /// Types of the arguments before they were converted to the parameters'.
    var argumentTypes: [TypeID?]
    /// Integer arguments that are constants.
    var constants: [Int64?]
    var flags: Call.Flags
    var type: TypeID
    var result: NodeID?
    var resultType: TypeID
    var resultPlace: Access
    /// Functions linked so far.
    var targets: [CallTarget] = []
    /// Calls back into the tree found so far.
    var callbacks: [CallGraph.Callback] = []
    var isIndirect = false
    /// Of a virtual call whose object decides: the method that it names.
    var method: OptionalID<SymbolTag> = .none
    /// Functions that came to an indirect call and are of another type.
    var misfits: [SymbolID] = []
}

extension PointsToSolver {
    mutating func generateCall(
        _ id: InstructionID, _ callID: CallID, _ function: Function, _ instance: InstanceID
    ) {
        let call = function.calls[callID]
        let number = record(id, callID, function, instance)
        switch call.callee {
        case .direct(let symbol): link(number, symbol)
        case .virtual(let symbol): generateDispatch(number, symbol, function, instance, callID)
        case .indirect(let operand):
            calls[number].isIndirect = true
            if let callee = node(of: operand, function, instance) {
                graph.add(.call, on: callee, UInt32(number))
            }
        }
    }

    private mutating func record(
        _ id: InstructionID, _ callID: CallID, _ function: Function, _ instance: InstanceID
    ) -> Int {
        let call = function.calls[callID]
        let operands = function.arguments(of: callID)
        let step = function.instructions[id]
        let place = call.result.id
        let record = CallRecord(
            site: CallSite(instance: instance, instruction: id),
            arguments: operands.map { argument($0, function, instance) },
            argumentTypes: operands.map { function.typeBeforeCasts($0) },
            constants: operands.map { function.integer($0) },
            flags: call.flags, type: call.type,
            result: valueNode(id, function, instance),
            resultType: place.map { function.places[$0].type } ?? step.type,
            resultPlace: place.map { access($0, function, instance) } ?? .nowhere)
        calls.append(record)
        return calls.count - 1
    }

    private mutating func argument(
        _ operand: Operand, _ function: Function, _ instance: InstanceID
    ) -> CallRecord.Argument {
        if let place = operand.place {
            return .aggregate(access(place, function, instance), function.places[place].type)
        }
        return node(of: operand, function, instance).map { .scalar($0) } ?? .nothing
    }

    /// Makes `symbol` a target of a call.
    mutating func link(_ number: Int, _ symbol: SymbolID) {
        guard let body = program.body(of: symbol), !prefersModel(symbol) else {
            let target = CallTarget.external(symbol)
            guard !calls[number].targets.contains(target) else { return }
            calls[number].targets.append(target)
            linkExternal(number, symbol)
            return
        }
        let callee = instance(of: body, for: number)
        let target = CallTarget.instance(callee)
        guard !calls[number].targets.contains(target) else { return }
        calls[number].targets.append(target)
        linkArguments(number, callee)
        linkResult(number, callee)
    }

    /// Inline functions of libraries that the dictionary knows better than their bodies tell.
    func prefersModel(_ symbol: SymbolID) -> Bool {
        models.arePreferred(for: symbol, program)
    }

    private mutating func linkArguments(_ number: Int, _ callee: InstanceID) {
        let function = program.functions[instances[callee].function]
        let parameterCount = Int(function.parameterCount)
        // A virtual call hands over objects one by one: `dispatch`.
        let first = calls[number].method.isNone ? 0 : 1
        for (index, argument) in calls[number].arguments.enumerated().dropFirst(first) {
            guard index < parameterCount else {
                linkVariadic(argument, callee)
                continue
            }
            let object = localObject(LocalID(index), function, callee)
            let target = Access.cells(objects.allCells(object))
            switch argument {
            case .nothing: break
            case .scalar(let node): write(node, to: target)
            case .aggregate(let origin, _):
                copy(origin, to: target, type: function.locals[LocalID(index)].type)
            }
        }
    }

    private mutating func linkVariadic(_ argument: CallRecord.Argument, _ callee: InstanceID) {
        let body = program.functions[instances[callee].function]
        guard program.symbols[body.symbol].flags.contains(.isVariadic) else { return }
        let object = variadicObject(callee)
        let target = Access.cells(objects.allCells(object))
        switch argument {
        case .nothing: break
        case .scalar(let node): write(node, to: target)
        case .aggregate(let origin, let type): copy(origin, to: target, type: type)
        }
    }

    private mutating func linkResult(_ number: Int, _ callee: InstanceID) {
        if let result = calls[number].result {
            graph.addEdge(states[callee.index].result, result)
        }
        let type = program.functions[instances[callee].function].resultType
        guard types.isAggregate(type) else { return }
        let object = resultObject(callee, type)
        let origin = Access.cells(objects.allCells(object))
        copy(origin, to: calls[number].resultPlace, type: type)
        copyElements(origin, to: calls[number].resultPlace, type: type)
    }
}

extension Function {
    /// The type that a pointer had before it was cast to what the callee takes.
    func typeBeforeCasts(_ operand: Operand) -> TypeID? {
        var operand = operand
        while let value = operand.value {
            let step = instructions[value]
            guard step.opcode == .cast, step.detail == CastKind.pointer.rawValue,
                step.a.value != nil
            else { return step.type }
            operand = step.a
        }
        return operand.place.map { places[$0].type }
    }
}
