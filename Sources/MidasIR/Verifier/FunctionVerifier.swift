import MidasBase

/// Checks one function, all of whose ids name something.
struct FunctionVerifier {
    let unit: Unit
    let function: Function
    private let name: String
    private(set) var errors: [VerifierError] = []
    /// Where errors are found that belong to no instruction.
    private var block: BlockID?
    private var instruction: InstructionID?

    init(_ unit: Unit, _ function: Function) {
        self.unit = unit
        self.function = function
        name = unit.strings[unit.symbols[function.symbol].qualifiedName]
    }

    mutating func verify() {
        for id in function.places.ids { checkPlace(id) }
        for operand in function.operands where operand.isNone { fail("an argument is missing") }
        for id in function.blocks.ids {
            block = id
            checkBlock(id)
        }
        block = nil
        instruction = nil
        for problem in DefinitionOrder(function).violations() {
            block = problem.block
            instruction = problem.instruction
            fail("v\(problem.value.raw) is used where it may not be computed yet")
        }
    }

    mutating func fail(_ message: String) {
        errors.append(
            VerifierError(
                function: name, block: block, instruction: instruction, message: message))
    }

    private mutating func require(_ condition: Bool, _ message: @autoclosure () -> String) {
        if !condition { fail(message()) }
    }

    // MARK: Shapes

    private var types: TypeTable { unit.types }

    private func shape(_ operand: Operand) -> ValueShape {
        switch operand.kind {
        case .none: .void
        case .value: types.shape(function.instructions[InstructionID(operand.payload)].type)
        case .place: types.shape(function.places[PlaceID(operand.payload)].type)
        case .constant: shape(function.constants[ConstantID(operand.payload)])
        }
    }

    private func shape(_ constant: Constant) -> ValueShape {
        switch constant {
        case .integer(_, let type), .floating(_, let type), .null(let type),
            .undefined(let type), .memberOffset(_, let type), .memberFunction(_, let type):
            types.shape(type)
        case .string, .function, .global, .label: .pointer
        }
    }

    private func shape(_ place: PlaceID) -> ValueShape { types.shape(function.places[place].type) }

    /// The operand is there, holds a scalar and fits.
    private mutating func expect(_ operand: Operand, _ expected: ValueShape, _ what: String) {
        guard !operand.isNone else { return fail("\(what) is missing") }
        let found = shape(operand)
        require(found.fits(expected), "\(what) is \(found), not \(expected)")
    }

    private mutating func expectInteger(_ operand: Operand, _ what: String) {
        let found = shape(operand)
        require(found.isInteger || found == .other, "\(what) is \(found), no integer")
    }

    // MARK: Places

    private mutating func checkPlace(_ id: PlaceID) {
        let place = function.places[id]
        switch place.root {
        case .local(let local):
            require(
                types.fits(place.rootType, function.locals[local].type),
                "place p\(id.raw) has another type than its local")
        case .global(let symbol):
            require(
                unit.symbols[symbol].kind == .variable,
                "place p\(id.raw) begins at a function")
        case .pointer(let pointer):
            expect(pointer, .pointer, "the pointer of place p\(id.raw)")
        case .result:
            require(
                types.fits(place.rootType, function.resultType),
                "place p\(id.raw) has another type than the result")
        }
        var type = place.rootType
        for step in function.projections(of: id) {
            guard let next = checked(step, in: type, of: id) else { return }
            type = next
        }
        require(types.fits(type, place.type), "place p\(id.raw) does not end at its type")
    }

    /// The type after one more step; nil where the step does not fit.
    private mutating func checked(
        _ step: Projection, in type: TypeID, of place: PlaceID
    ) -> TypeID? {
        switch step {
        case .field(let record, let position):
            guard types.record(type) == record else { break }
            return types.records[record].fields[Int(position)].type
        case .base(let record, let position):
            guard types.record(type) == record else { break }
            let base = types.records[record].bases[Int(position)].record
            return types.find(.record(base))
        case .index(let index):
            expectInteger(index, "an index of place p\(place.raw)")
            if case .pointer = types[type] { break }
            guard let element = types.element(type) else { break }
            return element
        case .bytes(_, let inner): return inner
        }
        fail("place p\(place.raw) steps into another type than it is")
        return nil
    }

    // MARK: Blocks

    private mutating func checkBlock(_ id: BlockID) {
        let block = function.blocks[id]
        instruction = nil
        if let unwind = block.unwind.id {
            let first = function.blocks[unwind]
            require(
                first.start < first.end
                    && function.instructions.elements[Int(first.start)].opcode == .landingPad,
                "unwinds to b\(unwind.raw), which does not begin with landingPad")
        }
        for raw in block.instructions {
            instruction = InstructionID(raw)
            check(function.instructions.elements[raw], isFirst: raw == Int(block.start))
        }
        instruction = nil
        checkTerminator(block.terminator)
    }

    private mutating func checkTerminator(_ terminator: Terminator) {
        switch terminator {
        case .jump, .unreachable: break
        case .branch(let condition, _, _):
            require(shape(condition).isScalar, "the condition is no scalar")
        case .switch(let value, let cases, _):
            expectInteger(value, "the value of switch")
            for arm in function.switchCases[cases.range] where arm.low != arm.high {
                let isSigned = operandIsSigned(value)
                require(
                    isSigned
                        ? Int64(bitPattern: arm.low) < Int64(bitPattern: arm.high)
                        : arm.low < arm.high, "a case's range is empty")
            }
        case .indirectJump(let value, _): expect(value, .pointer, "the target")
        case .return(let value):
            let expected = types.shape(function.resultType)
            guard expected.isScalar else {
                return require(value.isNone, "a value is returned where none fits")
            }
            if !value.isNone { expect(value, expected, "the result") }
        case .throw(let value), .resume(let value): expect(value, .pointer, "the exception")
        }
    }

    private func operandIsSigned(_ operand: Operand) -> Bool {
        let type: TypeID
        if let value = operand.value {
            type = function.instructions[value].type
        } else if let constant = operand.constant,
            case .integer(_, let constantType) = function.constants[constant]
        {
            type = constantType
        } else {
            return true
        }
        return types.integer(type)?.signed ?? true
    }

    // MARK: Instructions

    private mutating func check(_ instruction: Instruction, isFirst: Bool) {
        let words = Words.details(of: instruction.opcode)
        if Int(instruction.detail) >= words?.count ?? 1 { return fail("detail is out of range") }
        checkPlaces(of: instruction)
        let result = types.shape(instruction.type)
        switch instruction.opcode {
        case .load, .atomicLoad:
            guard let place = instruction.place.id else { return }
            require(result.isScalar, "loads what no value holds")
            let found = shape(place)
            require(found.fits(result), "loads \(found) as \(result)")
        case .store, .atomicStore:
            guard let place = instruction.place.id else { return }
            expect(instruction.a, shape(place), "the stored value")
        case .atomicUpdate:
            guard let place = instruction.place.id else { return }
            if shape(place) != .pointer { expect(instruction.a, shape(place), "the operand") }
        case .unary, .binary, .compare: checkArithmetic(instruction, result)
        case .pointerAdd:
            expect(instruction.a, .pointer, "the pointer")
            expectInteger(instruction.b, "the distance")
            require(result == .pointer, "gives no pointer")
        case .pointerDifference:
            expect(instruction.a, .pointer, "the first pointer")
            expect(instruction.b, .pointer, "the second pointer")
            require(result.isInteger, "gives no integer")
        case .cast: checkCast(instruction, result)
        case .call: checkCall(instruction, result)
        case .stackAllocate:
            expectInteger(instruction.a, "the size")
            require(result == .pointer, "gives no pointer")
        case .storageLive, .storageDead:
            guard let place = instruction.place.id else { return }
            if case .local = function.places[place].root { return }
            fail("the storage is no local's")
        case .landingPad:
            require(isFirst, "landingPad does not stand first in its block")
        case .catchMatches, .catchBegin: expect(instruction.a, .pointer, "the exception")
        default: break
        }
    }

    private mutating func checkPlaces(of instruction: Instruction) {
        switch instruction.opcode {
        case .load, .store, .copy, .zero, .initializeBytes, .addressOf, .storageLive,
            .storageDead, .atomicLoad, .atomicStore, .atomicUpdate, .compareExchange,
            .variadicStart, .variadicArgument, .variadicArgumentInto, .variadicEnd,
            .variadicCopy, .guardAcquire, .guardRelease, .setDynamicType:
            require(!instruction.place.isNone, "the place is missing")
        default: break
        }
        guard instruction.opcode == .copy, let target = instruction.place.id else { return }
        let sizes = [target, PlaceID(instruction.extra)].map {
            types.size(function.places[$0].type)
        }
        require(
            sizes[0] == sizes[1] || sizes.contains(TypeEntry.unknownSize),
            "copies \(sizes[1]) bytes to \(sizes[0])")
    }

    private mutating func checkArithmetic(_ instruction: Instruction, _ result: ValueShape) {
        let a = shape(instruction.a)
        require(a.isScalar, "the first operand is no scalar")
        switch instruction.opcode {
        case .unary:
            if instruction.detail == UnaryOperator.logicalNot.rawValue { return }
            require(a.fits(result), "the operand is \(a), not \(result)")
        case .binary:
            require(a.fits(result), "the first operand is \(a), not \(result)")
            let shifts = [BinaryOperator.shiftLeft.rawValue, BinaryOperator.shiftRight.rawValue]
            if shifts.contains(instruction.detail), !result.isVector {
                return expectInteger(instruction.b, "the second operand")
            }
            expect(instruction.b, result, "the second operand")
        default:
            expect(instruction.b, a, "the second operand")
            require(result.isInteger || result.isVector, "a comparison gives \(result)")
        }
    }

    private mutating func checkCast(_ instruction: Instruction, _ result: ValueShape) {
        let source = shape(instruction.a)
        guard let kind = CastKind(rawValue: instruction.detail) else { return }
        let fits: Bool =
            switch kind {
            case .integer: source.isInteger && result.isInteger
            case .boolean: source.isScalar && result.isInteger
            case .integerToFloating: source.isInteger && result.isFloating
            case .floatingToInteger: source.isFloating && result.isInteger
            case .floating: source.isFloating && result.isFloating
            case .pointerToInteger: source == .pointer && result.isInteger
            case .integerToPointer: source.isInteger && result == .pointer
            case .pointer, .derivedToBase, .baseToDerived, .toVirtualBase, .dynamic:
                source == .pointer && result == .pointer
            case .bits, .memberPointer, .unknown: source.isScalar
            }
        require(
            fits || source == .other || result == .other || source.isVector || result.isVector,
            "cannot cast \(source) to \(result) by \(kind)")
    }

    // MARK: Calls

    private mutating func checkCall(_ instruction: Instruction, _ result: ValueShape) {
        let call = function.calls[CallID(instruction.extra)]
        if case .indirect(let callee) = call.callee {
            let found = shape(callee)
            require(
                found == .pointer || found == .memberPointer || found == .other,
                "calls \(found)")
        }
        guard case .function(let id) = types[call.type] else {
            return fail("the type called is no function's")
        }
        let type = types.functionTypes[id]
        let arguments = Array(function.operands[call.arguments.range])
        guard let hidden = hiddenArguments(of: call, type, arguments.count) else {
            return fail(
                "\(arguments.count) arguments do not fit \(type.parameters.count) parameters")
        }
        for (argument, parameter) in zip(arguments.dropFirst(hidden), type.parameters) {
            expect(argument, types.shape(parameter), "an argument")
        }
        if result != .void {
            let expected = types.shape(type.result)
            require(result.fits(expected), "the call gives \(expected), not \(result)")
        }
    }

    /// How many arguments come before those of the parameters; nil where the counts do not fit.
    private func hiddenArguments(of call: Call, _ type: FunctionType, _ count: Int) -> Int? {
        let takesThis: Set<Int> =
            switch call.callee {
            case .direct(let symbol):
                [unit.symbols[symbol].flags.contains(.takesThis) ? 1 : 0]
            case .virtual: [1]
            case .indirect(let callee): shape(callee) == .memberPointer ? [1] : [0, 1]
            }
        if type.hasNoPrototype { return takesThis.min() }
        return takesThis.sorted().first { hidden in
            let explicit = count - hidden
            return type.isVariadic
                ? explicit >= type.parameters.count : explicit == type.parameters.count
        }
    }
}

extension TypeTable {
    /// Whether an object of one type may be looked at as one of the other.
    fileprivate func fits(_ a: TypeID, _ b: TypeID) -> Bool {
        if a == b { return true }
        let first = shape(a)
        guard first.fits(shape(b)) else { return false }
        return first != .aggregate || size(a) == size(b)
            || size(a) == TypeEntry.unknownSize || size(b) == TypeEntry.unknownSize
    }
}
