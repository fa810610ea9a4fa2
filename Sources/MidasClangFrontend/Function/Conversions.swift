import CLibClang
import MidasBase
import MidasIR

/// Conversions between scalar types, made explicit.
extension FunctionLowering {
    /// `operand` in type `type`. Constants are converted here and now.
    func convert(_ operand: Operand, to type: TypeID, flags: Instruction.Flags = []) -> Operand {
        let source = unwrapped(self.type(of: operand))
        let target = unwrapped(type)
        if source == target || operand.isNone || operand.kind == .place { return operand }
        if target == unit.void { return .none }
        if let folded = folded(operand, from: source, to: target) { return folded }
        let kind = castKind(from: source, to: target)
        if case .opaque = types[target] { return retyped(operand, as: target) }
        return builder.emit(.cast, detail: kind.rawValue, flags: flags, type: target, a: operand)
    }

    /// What an atomic type holds; any other type itself.
    func unwrapped(_ type: TypeID) -> TypeID {
        if case .atomic(let inner) = types[type] { return inner }
        return type
    }

    /// The same address or bits, seen as another type.
    func retyped(_ operand: Operand, as type: TypeID) -> Operand {
        let source = self.type(of: operand)
        if source == type { return operand }
        if let id = operand.constant {
            switch builder.function.constants[id] {
            case .null: return builder.constant(.null(type))
            case .string: return operand
            default: break
            }
        }
        let kind: CastKind = types.isPointerLike(type) ? .pointer : .bits
        return builder.emit(
            .cast, detail: kind.rawValue, flags: .isImplicit, type: type, a: operand)
    }

    private func castKind(from source: TypeID, to target: TypeID) -> CastKind {
        if types[target] == .bool { return .boolean }
        let isInteger = types.integer(target) != nil
        if types.integer(source) != nil {
            if isInteger { return .integer }
            if case .floating = types[target] { return .integerToFloating }
            if isAddress(target) { return .integerToPointer }
        } else if case .floating = types[source] {
            if isInteger { return .floatingToInteger }
            if case .floating = types[target] { return .floating }
        } else if isAddress(source) {
            if isInteger { return .pointerToInteger }
            if isAddress(target) { return .pointer }
        }
        if case .memberPointer = types[target] { return .memberPointer }
        if case .vector = types[target] { return .bits }
        if case .vector = types[source] { return .bits }
        return .unknown
    }

    private func isAddress(_ type: TypeID) -> Bool {
        if types.isPointerLike(type) { return true }
        if case .function = types[type] { return true }
        return false
    }

    // MARK: Constants

    private func folded(_ operand: Operand, from source: TypeID, to target: TypeID) -> Operand? {
        guard let id = operand.constant else { return nil }
        switch builder.function.constants[id] {
        case .integer(let bits, _): return foldedInteger(bits, from: source, to: target)
        case .floating(let bits, _):
            if case .floating(let kind) = types[target] {
                var number = Double(bitPattern: bits)
                if kind == .float { number = Double(Float(number)) }
                return builder.constant(.floating(number.bitPattern, target))
            }
            return nil
        case .null:
            if types.isPointerLike(target) { return builder.constant(.null(target)) }
            if case .memberPointer = types[target] { return zero(target) }
            return types[target] == .bool ? integer(UInt64(0), target) : nil
        case .string: return types.isPointerLike(target) ? operand : nil
        default: return nil
        }
    }

    private func foldedInteger(_ bits: UInt64, from source: TypeID, to target: TypeID) -> Operand? {
        if types[target] == .bool { return integer(bits == 0 ? UInt64(0) : 1, target) }
        if let width = types.integer(target) {
            guard width.bits <= 64 else { return nil }
            return integer(Self.truncated(bits, width.bits, signed: width.signed), target)
        }
        let isSigned = types.integer(source)?.signed ?? true
        switch types[target] {
        case .floating(let kind):
            var number = isSigned ? Double(Int64(bitPattern: bits)) : Double(bits)
            if kind == .float {
                number = Double(isSigned ? Float(Int64(bitPattern: bits)) : Float(bits))
            } else if kind != .double, number.magnitude >= 0x1p53 {
                return nil
            }
            return builder.constant(.floating(number.bitPattern, target))
        case .pointer, .nullPointer, .reference:
            return bits == 0 ? builder.constant(.null(target)) : nil
        case .memberPointer: return bits == 0 ? zero(target) : nil
        default: return nil
        }
    }

    /// The low `width` bits, extended to 64 by the sign.
    static func truncated(_ bits: UInt64, _ width: Int, signed: Bool) -> UInt64 {
        guard width < 64 else { return bits }
        let shift = UInt64(64 - width)
        return signed
            ? UInt64(bitPattern: Int64(bitPattern: bits << shift) >> Int64(shift))
            : (bits << shift) >> shift
    }

    func constantInteger(_ operand: Operand) -> UInt64? {
        guard let id = operand.constant, case .integer(let bits, _) = builder.function.constants[id]
        else { return nil }
        return bits
    }

    // MARK: Arithmetic conversions

    /// Integer promotion (C11 6.3.1.1); a bit-field of `width` bits counts by its width.
    func promoted(_ type: TypeID, width: UInt32? = nil) -> TypeID {
        let type = unwrapped(type)
        guard let integer = types.integer(type) else { return type }
        if integer.bits < 32 { return unit.int }
        if let width, width < 32 || (width == 32 && integer.signed), integer.bits <= 32 {
            return unit.int
        }
        if case .enumeration(_, let underlying) = types[type] { return underlying }
        return type
    }

    /// The usual arithmetic conversions (C11 6.3.1.8).
    func commonType(_ a: TypeID, _ b: TypeID) -> TypeID {
        if let kind = floatRank(a), let other = floatRank(b) { return kind >= other ? a : b }
        if floatRank(a) != nil { return a }
        if floatRank(b) != nil { return b }
        let first = promoted(a)
        let second = promoted(b)
        guard let x = types.integer(first), let y = types.integer(second), first != second else {
            return first
        }
        if x.bits != y.bits { return x.bits > y.bits ? first : second }
        return x.signed ? second : first
    }

    private func floatRank(_ type: TypeID) -> Int? {
        guard case .floating(let kind) = types[type] else { return nil }
        switch kind {
        case .half, .bfloat: return 0
        case .float: return 1
        case .double: return 2
        case .longDouble: return 3
        case .quad: return 4
        }
    }

    // MARK: Casts

    func castValue(_ cursor: CXCursor) -> Operand {
        guard let child = expressionChildren(cursor).last else {
            return zero(unit.details(of: cursor).id)
        }
        let own = unit.details(of: cursor)
        let inner = unit.details(of: child)
        if own.kind == .void {
            discard(child)
            return .none
        }
        if types.isAggregate(own.id) { return aggregateConversion(cursor, from: child) }
        if own.isReference { return address(of: castPlace(cursor, from: child)) }
        if cursor.kind == .cxxDynamicCastExpr { return dynamicCast(cursor, from: child) }
        if inner.isArray && types.isPointerLike(own.id) { return decayed(child, to: own.id) }
        if types.isAggregate(inner.id) { return bitCast(cursor, from: child) }
        let operand = value(child)
        here(cursor)
        if let related = hierarchyCast(operand, from: inner.id, to: own.id) { return related }
        if cursor.kind == .builtinBitCastExpr {
            return builder.emit(
                .cast, detail: CastKind.bits.rawValue, flags: .isExplicit, type: own.id, a: operand)
        }
        return convert(operand, to: own.id, flags: .isExplicit)
    }

    /// The bytes of an object as a scalar, or of a scalar as an object.
    private func bitCast(_ cursor: CXCursor, from child: CXCursor) -> Operand {
        let object = place(child)
        here(cursor)
        let type = unit.details(of: cursor).id
        return load(builder.place(object, then: .bytes(offset: 0, type: type), type: type))
    }

    /// A conversion to or between aggregates: only the type's name changes, or its bytes are read
    /// as another type; a scalar becomes the member of a union (GNU) or a complex number.
    func aggregateConversion(_ cursor: CXCursor, from child: CXCursor) -> Operand {
        let own = unit.details(of: cursor).id
        let inner = unit.details(of: child).id
        if own == inner { return value(child) }
        if types.isAggregate(own) && types.isAggregate(inner) {
            if let list = initializerList(cursor, from: child) { return .place(list) }
            let object = place(child)
            if let steps = conversionToBase(from: inner, to: own) {
                return .place(baseObject(object, steps: steps))
            }
            if case .atomic(let held) = types[inner], held == own { return .place(object) }
            return .place(builder.place(object, then: .bytes(offset: 0, type: own), type: own))
        }
        let operand = value(child)
        guard types.isAggregate(own), let record = types.record(own) else {
            return unknown(cursor, operands: [operand])
        }
        let target = temporary(own)
        let fields = unit.record(record).fields
        guard let index = fields.firstIndex(where: { $0.type == inner }) else {
            return unknown(cursor, operands: [operand])
        }
        let member = builder.place(target, then: .field(record, UInt32(index)), type: inner)
        store(operand, to: member, flags: .isInitialization)
        return .place(target)
    }
}
