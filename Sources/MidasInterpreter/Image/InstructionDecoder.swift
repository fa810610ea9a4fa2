import MidasBase
import MidasIR

/// Instructions to operations: the common ones to dense ones, the others to complex ones.
extension FunctionDecoder {
    mutating func decode(_ instruction: Instruction, _ id: InstructionID, unwind: Int) {
        let target = register(id)
        let kind = types.kind(instruction.type)
        switch instruction.opcode {
        case .load:
            guard let place = instruction.place.id, let kind, kind != .wide else { break }
            return load(place, kind, to: target)
        case .store:
            guard let place = instruction.place.id,
                let kind = types.kind(function.places[place].type), kind != .wide,
                instruction.a.kind != .place
            else { break }
            let value = register(instruction.a)
            return store(value, kind, to: place)
        case .copy, .zero: return decodeBytes(instruction)
        case .addressOf:
            guard let place = instruction.place.id else { break }
            let address = addressRegister(place)
            return emit(Operation(.move, dst: target, a: address))
        case .unary:
            if decodeUnary(instruction, target, kind) { return }
        case .binary, .compare:
            if decodeBinary(instruction, target, kind) { return }
        case .pointerAdd: return decodePointerAdd(instruction, target)
        case .pointerDifference:
            let scale = elementSize(instruction.a)
            let a = register(instruction.a)
            let b = register(instruction.b)
            return emit(Operation(.subtractScaled, dst: target, a: a, b: b, imm: max(1, scale)))
        case .cast:
            if decodeCast(instruction, target, kind) { return }
        case .call: return decodeCall(instruction, target, unwind: unwind)
        case .storageLive:
            guard let place = instruction.place.id,
                case .local(let local) = function.places[place].root
            else { return }
            return emitLive(local)
        case .storageDead, .fence, .variadicEnd: return
        default: break
        }
        decodeComplex(instruction, target)
    }

    private mutating func decodeComplex(_ instruction: Instruction, _ target: Int32) {
        var operation = blank(instruction.opcode)
        operation.instruction = instruction
        operation.dst = target
        operation.a = register(instruction.a)
        operation.b = register(instruction.b)
        operation.operandType = type(of: instruction.a)
        if let place = instruction.place.id {
            operation.place = addressRegister(place)
            operation.placeType = function.places[place].type
        }
        switch instruction.opcode {
        case .copy, .compareExchange, .variadicArgumentInto, .variadicCopy:
            operation.other = addressRegister(PlaceID(instruction.extra))
        case .assembly:
            let assembly = function.assemblies[AssemblyID(instruction.extra)]
            operation.outputs = assembly.outputs.map { addressRegister($0) }
        case .unknown: operation.trap = .notLowered("an expression")
        case .hole:
            operation.trap = .notLowered(image.unit.strings[StringID(instruction.extra)])
        default: break
        }
        emitComplex(operation)
    }

    private mutating func decodeBytes(_ instruction: Instruction) {
        guard let place = instruction.place.id else { return }
        let size = Int(types.bytes(function.places[place].type))
        let target = addressRegister(place)
        guard instruction.opcode == .copy else {
            return emit(Operation(.zero, a: target, imm: size))
        }
        let source = PlaceID(instruction.extra)
        let smaller = min(size, Int(types.bytes(function.places[source].type)))
        let from = addressRegister(source)
        emit(Operation(.copy, a: target, b: from, imm: smaller))
    }

    private func elementSize(_ pointer: Operand) -> Int {
        guard let element = types.element(type(of: pointer)) else { return 1 }
        return types.size(element) == TypeEntry.unknownSize ? 1 : Int(types.size(element))
    }

    private mutating func decodePointerAdd(_ instruction: Instruction, _ target: Int32) {
        // The result's type is the pointer's where that is a constant without a type of its own.
        let typed = instruction.a.kind == .constant ? instruction.type : type(of: instruction.a)
        let element = types.element(typed).map { types.size($0) } ?? 1
        let scale = element == TypeEntry.unknownSize ? 1 : Int(element)
        let a = register(instruction.a)
        let b = register(instruction.b)
        emit(Operation(.addScaled, dst: target, a: a, b: b, imm: scale))
    }

    private mutating func emitLive(_ local: LocalID) {
        let slot = frameSlot(local)
        emit(Operation(.live, c: Int32(clamping: slot.size), imm: Int(slot.offset)))
    }

    // MARK: Arithmetic

    private mutating func decodeUnary(
        _ instruction: Instruction, _ target: Int32, _ kind: Kind?
    ) -> Bool {
        guard let kind, kind.isInteger,
            let operand = types.kind(type(of: instruction.a)), operand.isInteger,
            let unary = UnaryOperator(rawValue: instruction.detail)
        else { return false }
        let code: Code =
            switch unary {
            case .negate: .negate
            case .complement: .complement
            case .logicalNot: .logicalNot
            }
        let a = register(instruction.a)
        emit(Operation(code, kind, dst: target, a: a))
        return true
    }

    private mutating func decodeBinary(
        _ instruction: Instruction, _ target: Int32, _ kind: Kind?
    ) -> Bool {
        let operandType = type(of: instruction.a)
        guard let kind, let operand = types.kind(operandType),
            types.kind(type(of: instruction.b)) != .wide
        else { return false }
        if case .vector = types[operandType] { return false }
        let isSigned = types.isSigned(operandType)
        let isComparison = instruction.opcode == .compare
        let found =
            isComparison
            ? comparison(instruction.detail, operand, isSigned)
            : binary(instruction.detail, operand, isSigned)
        guard let found else { return false }
        let a = register(instruction.a)
        let b = register(instruction.b)
        emit(
            Operation(
                found.code, isComparison ? operand : kind, dst: target,
                a: found.swapped ? b : a, b: found.swapped ? a : b))
        if isComparison, found.negated {
            emit(Operation(.logicalNot, kind, dst: target, a: target))
        }
        return true
    }

    private func binary(
        _ detail: UInt8, _ kind: Kind, _ isSigned: Bool
    ) -> (code: Code, swapped: Bool, negated: Bool)? {
        guard let binary = MidasIR.BinaryOperator(rawValue: detail) else { return nil }
        let code: Code
        switch (binary, kind) {
        case (_, .wide): return nil
        case (.add, .f64): code = .addDouble
        case (.subtract, .f64): code = .subtractDouble
        case (.multiply, .f64): code = .multiplyDouble
        case (.divide, .f64): code = .divideDouble
        case (.add, .f32): code = .addFloat
        case (.subtract, .f32): code = .subtractFloat
        case (.multiply, .f32): code = .multiplyFloat
        case (.divide, .f32): code = .divideFloat
        case (_, .f32), (_, .f64): return nil
        case (.add, _): code = .add
        case (.subtract, _): code = .subtract
        case (.multiply, _): code = .multiply
        case (.divide, _): code = isSigned ? .divideSigned : .divideUnsigned
        case (.remainder, _): code = isSigned ? .remainderSigned : .remainderUnsigned
        case (.shiftLeft, _): code = .shiftLeft
        case (.shiftRight, _): code = isSigned ? .shiftRightSigned : .shiftRightUnsigned
        case (.and, _): code = .and
        case (.or, _): code = .or
        case (.xor, _): code = .xor
        case (.minimum, _), (.maximum, _): return nil
        }
        return (code, false, false)
    }

    private func comparison(
        _ detail: UInt8, _ kind: Kind, _ isSigned: Bool
    ) -> (code: Code, swapped: Bool, negated: Bool)? {
        guard let comparison = Comparison(rawValue: detail), kind != .wide else { return nil }
        switch (comparison, kind) {
        case (.equal, .f64): return (.equalDouble, false, false)
        case (.notEqual, .f64): return (.equalDouble, false, true)
        case (.less, .f64): return (.lessDouble, false, false)
        case (.greater, .f64): return (.lessDouble, true, false)
        case (.lessOrEqual, .f64): return (.lessOrEqualDouble, false, false)
        case (.greaterOrEqual, .f64): return (.lessOrEqualDouble, true, false)
        case (.equal, .f32): return (.equalFloat, false, false)
        case (.notEqual, .f32): return (.equalFloat, false, true)
        case (.less, .f32): return (.lessFloat, false, false)
        case (.greater, .f32): return (.lessFloat, true, false)
        case (.lessOrEqual, .f32): return (.lessOrEqualFloat, false, false)
        case (.greaterOrEqual, .f32): return (.lessOrEqualFloat, true, false)
        case (.equal, _): return (.equal, false, false)
        case (.notEqual, _): return (.notEqual, false, false)
        case (.less, _): return (isSigned ? .lessSigned : .lessUnsigned, false, false)
        case (.greater, _): return (isSigned ? .lessSigned : .lessUnsigned, true, false)
        case (.lessOrEqual, _):
            return (isSigned ? .lessOrEqualSigned : .lessOrEqualUnsigned, false, false)
        case (.greaterOrEqual, _):
            return (isSigned ? .lessOrEqualSigned : .lessOrEqualUnsigned, true, false)
        }
    }

    private mutating func decodeCast(
        _ instruction: Instruction, _ target: Int32, _ kind: Kind?
    ) -> Bool {
        guard let cast = CastKind(rawValue: instruction.detail), let kind,
            instruction.a.kind != .place,
            let source = types.kind(type(of: instruction.a))
        else { return false }
        let a = register(instruction.a)
        switch cast {
        case .integer, .pointerToInteger, .integerToPointer:
            guard kind.isInteger, source.isInteger || source == .wide else { return false }
            emit(Operation(.extend, kind, dst: target, a: a))
        case .pointer:
            guard kind == .i64, source == .i64 else { return false }
            emit(Operation(.move, dst: target, a: a))
        case .boolean:
            guard source.isInteger, kind.isInteger else { return false }
            emit(Operation(.isNotZero, dst: target, a: a))
        default: return false
        }
        return true
    }

    // MARK: Calls

    private mutating func decodeCall(
        _ instruction: Instruction, _ target: Int32, unwind: Int
    ) {
        let call = function.calls[CallID(instruction.extra)]
        let arguments = function.operands[call.arguments.range].map { argument($0) }
        var result: Int32 = -1
        var resultType = instruction.type
        if case .function(let id) = types[call.type] {
            resultType = types.functionTypes[id].result
        }
        if let place = call.result.id {
            result = addressRegister(place)
        } else if types.isAggregate(resultType) {
            result = scratch(types.bytes(resultType))
        }
        var site = CallSite(
            function: nil, symbol: nil, arguments: image.keep(arguments),
            argumentCount: arguments.count, calleeRegister: -1, resultRegister: result,
            resultType: resultType,
            isWideResult: types.kind(instruction.type) == .wide,
            isDeallocation: call.flags.contains(.isDeallocation), isMember: false)
        var code = Code.call
        switch call.callee {
        case .direct(let symbol):
            let known = image.definition(of: symbol)
            site.symbol = known
            site.function = image.code(of: known)
            if site.function == nil { code = .callExternal }
        case .virtual(let symbol):
            site.symbol = symbol
            code = .callVirtual
        case .indirect(let operand):
            site.calleeRegister = register(operand)
            if case .memberPointer = types[type(of: operand)] { site.isMember = true }
            code = .callIndirect
        }
        emit(
            Operation(
                code, site.isWideResult ? .wide : .i64, dst: target, c: Int32(unwind),
                imm: Int(bitPattern: image.keep([site]))))
    }

    private mutating func argument(_ operand: Operand) -> CallSite.Argument {
        let type = type(of: operand)
        let kind = types.kind(type)
        let isAggregate = operand.kind == .place
        return CallSite.Argument(
            register: register(operand), kind: kind ?? .i64, isAggregate: isAggregate,
            size: UInt32(clamping: types.bytes(type)), type: type)
    }

    /// The address of bytes for a result that nobody takes.
    private mutating func scratch(_ size: UInt64) -> Int32 {
        let target = newRegister()
        var operation = blank(.stackAllocate)
        operation.a = constantRegister(size)
        operation.dst = target
        emitComplex(operation)
        return target
    }
}
