import MidasBase
import MidasIR

/// Arithmetic and conversions on what the step loop leaves out: 128-bit integers, `long double`,
/// vectors, mixed kinds.
extension Interpreter {
    func arithmetic(
        _ operation: ComplexOperation, _ registers: UnsafeMutablePointer<UInt64>
    ) throws -> Scalar {
        let type = operation.operandType
        let a = scalar(operation.a, type, registers)
        let isShift =
            operation.instruction.opcode == .binary
            && (operation.instruction.detail == BinaryOperator.shiftLeft.rawValue
                || operation.instruction.detail == BinaryOperator.shiftRight.rawValue)
        let b =
            isShift && operation.b >= 0
            ? Scalar(registers[Int(operation.b)]) : scalar(operation.b, type, registers)
        let detail = operation.instruction.detail
        if case .vector(let element, let count) = unit.types[type] {
            return try vector(operation.instruction, a, b, element, Int(count))
        }
        return try arithmetic(operation.instruction.opcode, detail, a, b, type)
    }

    private func arithmetic(
        _ opcode: Opcode, _ detail: UInt8, _ a: Scalar, _ b: Scalar, _ type: TypeID
    ) throws -> Scalar {
        if let (bits, isSigned) = unit.types.integer(type) {
            return isSigned
                ? try integers(opcode, detail, exact(a, type), exact(b, type), bits)
                : try integers(opcode, detail, a.uint128, b.uint128, bits)
        }
        if case .floating(let format) = unit.types[type] {
            switch format {
            case .float:
                return try floats(opcode, detail, a.float, b.float) {
                    Scalar(UInt64($0.bitPattern))
                }
            case .double: return try floats(opcode, detail, a.double, b.double) { Scalar($0) }
            case .longDouble:
                return try floats(opcode, detail, a.extended, b.extended) { Scalar(extended: $0) }
            case .half, .bfloat, .quad: throw unsupported(type)
            }
        }
        // Pointers, and pointers to members: compared word by word.
        switch (opcode, Comparison(rawValue: detail)) {
        case (.compare, .equal): return Scalar(a == b ? 1 : 0)
        case (.compare, .notEqual): return Scalar(a != b ? 1 : 0)
        case (.unary, _) where detail == UnaryOperator.logicalNot.rawValue:
            return Scalar(a.low == 0 ? 1 : 0)
        default: throw unsupported(type)
        }
    }

    // MARK: Integers

    private func integers<T: FixedWidthInteger>(
        _ opcode: Opcode, _ detail: UInt8, _ a: T, _ b: T, _ bits: Int
    ) throws -> Scalar {
        switch opcode {
        case .unary:
            switch UnaryOperator(rawValue: detail) {
            case .negate: return Scalar(wide: 0 &- a)
            case .complement: return Scalar(wide: ~a)
            default: return Scalar(a == 0 ? 1 : 0)
            }
        case .compare: return Scalar(compare(detail, a, b) ? 1 : 0)
        default: break
        }
        let shift = b & T(bits - 1)
        switch BinaryOperator(rawValue: detail) {
        case .add: return Scalar(wide: a &+ b)
        case .subtract: return Scalar(wide: a &- b)
        case .multiply: return Scalar(wide: a &* b)
        case .divide, .remainder:
            guard b != 0 else { throw Trap(.divisionByZero) }
            return detail == BinaryOperator.divide.rawValue
                ? Scalar(wide: a.dividedReportingOverflow(by: b).partialValue)
                : Scalar(wide: a.remainderReportingOverflow(dividingBy: b).partialValue)
        case .shiftLeft: return Scalar(wide: a << shift)
        case .shiftRight: return Scalar(wide: a >> shift)
        case .and: return Scalar(wide: a & b)
        case .or: return Scalar(wide: a | b)
        case .xor: return Scalar(wide: a ^ b)
        case .minimum: return Scalar(wide: min(a, b))
        case .maximum: return Scalar(wide: max(a, b))
        case nil: throw Trap(.unsupported("operator \(detail)"))
        }
    }

    private func compare<T: Comparable>(_ detail: UInt8, _ a: T, _ b: T) -> Bool {
        switch Comparison(rawValue: detail) {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual, nil: a >= b
        }
    }

    // MARK: Floating-point

    private func floats<T: BinaryFloatingPoint>(
        _ opcode: Opcode, _ detail: UInt8, _ a: T, _ b: T, _ scalar: (T) -> Scalar
    ) throws -> Scalar {
        switch opcode {
        case .unary:
            if detail == UnaryOperator.logicalNot.rawValue { return Scalar(a == 0 ? 1 : 0) }
            return scalar(-a)
        case .compare: return Scalar(compare(detail, a, b) ? 1 : 0)
        default: break
        }
        switch BinaryOperator(rawValue: detail) {
        case .add: return scalar(a + b)
        case .subtract: return scalar(a - b)
        case .multiply: return scalar(a * b)
        case .divide: return scalar(a / b)
        case .minimum: return scalar(T.minimum(a, b))
        case .maximum: return scalar(T.maximum(a, b))
        default: throw Trap(.unsupported("floating-point operator \(detail)"))
        }
    }

    // MARK: Vectors

    /// Lane by lane; a comparison gives all ones or zero.
    private func vector(
        _ instruction: Instruction, _ a: Scalar, _ b: Scalar, _ element: TypeID, _ count: Int
    ) throws -> Scalar {
        guard let kind = unit.types.kind(element), kind != .wide, kind.size * count <= 16 else {
            throw unsupported(element)
        }
        var result = Scalar(0)
        for lane in 0..<count {
            let first = Scalar(kind.extended(a.lane(lane, kind.size)))
            let second = Scalar(kind.extended(b.lane(lane, kind.size)))
            var value = try arithmetic(
                instruction.opcode, instruction.detail, first, second, element)
            if instruction.opcode == .compare { value = Scalar(value.low == 0 ? 0 : UInt64.max) }
            result.setLane(lane, kind.size, value.low)
        }
        return result
    }

    // MARK: Conversions

    func cast(
        _ operation: ComplexOperation, _ registers: UnsafeMutablePointer<UInt64>
    ) throws {
        let kind = CastKind(rawValue: operation.instruction.detail) ?? .unknown
        let value = scalar(operation.a, operation.operandType, registers)
        let type = operation.instruction.type
        let result: Scalar
        switch kind {
        case .integer, .pointerToInteger, .integerToPointer:
            let isSigned = unit.types.isSigned(operation.operandType)
            let type = operation.operandType
            result = isSigned ? Scalar(wide: exact(value, type)) : Scalar(wide: value.uint128)
        case .boolean: result = Scalar(isZero(value, operation.operandType) ? 0 : 1)
        case .integerToFloating, .floatingToInteger, .floating:
            result = try converted(value, operation.operandType, type)
        case .derivedToBase, .baseToDerived:
            let distance = UInt64(operation.instruction.extra)
            let isNull = value.low == 0
            let moved =
                kind == .derivedToBase ? value.low &+ distance : value.low &- distance
            result = Scalar(isNull ? 0 : moved)
        case .toVirtualBase: result = Scalar(try virtualBase(operation, value.low))
        case .dynamic: result = Scalar(try dynamicCast(operation, value.low))
        case .memberPointer: result = memberPointer(operation, value)
        case .pointer, .bits: result = value
        case .unknown: throw Trap(.notLowered("a cast"))
        }
        set(operation, result, registers)
    }

    private func isZero(_ value: Scalar, _ type: TypeID) -> Bool {
        switch unit.types[type] {
        case .floating(.float): value.float == 0
        case .floating(.double): value.double == 0
        case .floating(.longDouble): value.extended == 0
        case .memberPointer where unit.types.size(type) == 8: value.low == UInt64.max
        default: value.low == 0 && value.high == 0
        }
    }

    /// By `long double`, which holds every value of the other formats and of 64-bit integers.
    private func converted(_ value: Scalar, _ from: TypeID, _ to: TypeID) throws -> Scalar {
        let source: Float80
        if let (_, isSigned) = unit.types.integer(from) {
            let number = isSigned ? exact(value, from) : 0
            if case .floating(.float) = unit.types[to] {
                let exact = isSigned ? Float(number) : Float(value.uint128)
                return Scalar(UInt64(exact.bitPattern))
            }
            if case .floating(.double) = unit.types[to] {
                return Scalar(isSigned ? Double(number) : Double(value.uint128))
            }
            source = isSigned ? Float80(number) : Float80(value.uint128)
        } else {
            source = try extended(value, from)
        }
        if let (bits, isSigned) = unit.types.integer(to) {
            return truncated(source, bits, isSigned)
        }
        switch unit.types[to] {
        case .floating(.float): return Scalar(UInt64(Float(source).bitPattern))
        case .floating(.double): return Scalar(Double(source))
        case .floating(.longDouble): return Scalar(extended: source)
        default: throw unsupported(to)
        }
    }

    private func extended(_ value: Scalar, _ type: TypeID) throws -> Float80 {
        switch unit.types[type] {
        case .floating(.float): Float80(value.float)
        case .floating(.double): Float80(value.double)
        case .floating(.longDouble): value.extended
        default: throw unsupported(type)
        }
    }

    /// As x86-64 converts: through 64 bits where the type is narrower; what does not fit gives the
    /// smallest number.
    private func truncated(_ value: Float80, _ bits: Int, _ isSigned: Bool) -> Scalar {
        if bits == 128 {
            if isSigned { return Scalar(wide: Int128(exactly: value.rounded(.towardZero)) ?? .min) }
            return Scalar(wide: UInt128(exactly: value.rounded(.towardZero)) ?? .max)
        }
        let whole = value.rounded(.towardZero)
        if bits == 64, !isSigned {
            return Scalar(UInt64(exactly: whole) ?? (1 << 63))
        }
        if bits == 32, isSigned {
            return Scalar(Int(Int32(exactly: whole) ?? .min))
        }
        return Scalar(UInt64(bitPattern: Int64(exactly: whole) ?? .min))
    }

    private func memberPointer(_ operation: ComplexOperation, _ value: Scalar) -> Scalar {
        let distance = UInt64(operation.instruction.extra)
        guard unit.types.size(operation.operandType) == 16 else {
            return value.low == UInt64.max ? value : Scalar(value.low &+ distance)
        }
        return Scalar(value.low, high: value.high &+ distance)
    }
}

extension Scalar {
    var int128: Int128 { Int128(truncatingIfNeeded: uint128) }
    var uint128: UInt128 { UInt128(high) << 64 | UInt128(low) }
    var extended: Float80 { Float80((low, high)) }

    init<T: FixedWidthInteger>(wide value: T) {
        self.init(
            UInt64(truncatingIfNeeded: value),
            high: UInt64(truncatingIfNeeded: UInt128(truncatingIfNeeded: value) >> 64))
    }

    init(extended value: Float80) {
        let words = value.words
        self.init(words.0, high: words.1)
    }

    func lane(_ lane: Int, _ size: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: uint128 >> UInt128(lane * size * 8))
    }

    mutating func setLane(_ lane: Int, _ size: Int, _ value: UInt64) {
        let mask = (UInt128(1) << UInt128(size * 8)) - 1
        let shift = UInt128(lane * size * 8)
        let new = uint128 & ~(mask << shift) | (UInt128(value) & mask) << shift
        self = Scalar(wide: new)
    }
}
