import CLibClang
import MidasBase
import MidasIR

/// Unary and binary operators, assignments apart.
extension FunctionLowering {
    static func arithmetic(_ kind: CXBinaryOperatorKind) -> MidasIR.BinaryOperator? {
        switch kind {
        case .mul, .mulAssign: .multiply
        case .div, .divAssign: .divide
        case .rem, .remAssign: .remainder
        case .add, .addAssign: .add
        case .sub, .subAssign: .subtract
        case .shl, .shlAssign: .shiftLeft
        case .shr, .shrAssign: .shiftRight
        case .and, .andAssign: .and
        case .xor, .xorAssign: .xor
        case .or, .orAssign: .or
        default: nil
        }
    }

    static func comparison(_ kind: CXBinaryOperatorKind) -> Comparison? {
        switch kind {
        case .EQ: .equal
        case .NE: .notEqual
        case .LT: .less
        case .LE: .lessOrEqual
        case .GT: .greater
        case .GE: .greaterOrEqual
        default: nil
        }
    }

    func binaryValue(_ cursor: CXCursor) -> Operand {
        let kind = operatorKind(cursor)
        let operands = expressionChildren(cursor)
        guard operands.count == 2 else { return unknown(cursor) }
        switch kind {
        case .assign: return assignment(cursor).value
        case .comma:
            discard(operands[0])
            return value(operands[1])
        case .lAnd, .lOr: return shortCircuitValue(cursor)
        case .ptrMemD, .ptrMemI: return loadValue(cursor)
        default: break
        }
        let type = unit.details(of: cursor)
        if kind == .cmp, let order = threeWayComparison(operands[0], operands[1], cursor) {
            return .place(order)
        }
        if types.isAggregate(type.id) || types.isAggregate(unit.details(of: operands[0]).id) {
            return unknown(cursor, operands: operands.map(value))
        }
        let a = value(operands[0])
        let b = value(operands[1])
        here(cursor)
        if let comparison = Self.comparison(kind) {
            return compare(comparison, a, b, type: type.id)
        }
        guard let operation = Self.arithmetic(kind) else {
            return unknown(cursor, operands: [a, b])
        }
        let details = unit.details(of: operands[types.isPointerLike(self.type(of: a)) ? 0 : 1])
        return arithmetic(operation, a, b, type: type.id, pointer: details)
    }

    /// `a operation b` in `type`; `pointer` is the type of the operand that is one, if any is.
    func arithmetic(
        _ operation: MidasIR.BinaryOperator, _ a: Operand, _ b: Operand, type: TypeID,
        pointer: TypeDetails
    ) -> Operand {
        let firstIsPointer = types.isPointerLike(self.type(of: a))
        let secondIsPointer = types.isPointerLike(self.type(of: b))
        guard firstIsPointer || secondIsPointer else {
            let isOverflowUndefined =
                types.integer(type)?.signed == true
                && [.add, .subtract, .multiply].contains(operation)
            return builder.emit(
                .binary, detail: operation.rawValue,
                flags: isOverflowUndefined ? .cannotOverflow : [], type: type, a: a, b: b)
        }
        let pointee = unit.details(unit.pointee(of: pointer))
        if firstIsPointer && secondIsPointer { return distance(a, b, type: type, pointee: pointee) }
        let base = firstIsPointer ? a : b
        let offset = firstIsPointer ? b : a
        return advanced(
            base, by: operation == .subtract ? negated(offset) : offset, pointee: pointee)
    }

    private func negated(_ offset: Operand) -> Operand {
        let wide = convert(offset, to: unit.pointerDifference, flags: .isImplicit)
        if let bits = constantInteger(wide) {
            return integer(UInt64(bitPattern: 0 &- Int64(bitPattern: bits)), unit.pointerDifference)
        }
        return builder.emit(
            .unary, detail: UnaryOperator.negate.rawValue, flags: .isImplicit,
            type: unit.pointerDifference, a: wide)
    }

    /// A pointer moved by elements; those of variable size are counted in bytes.
    func advanced(_ pointer: Operand, by offset: Operand, pointee: TypeDetails) -> Operand {
        let type = self.type(of: pointer)
        guard pointee.isVariablyModified, pointee.isArray else {
            if constantInteger(offset) == 0 { return pointer }
            return builder.emit(.pointerAdd, type: type, a: pointer, b: offset)
        }
        let wide = convert(offset, to: unit.pointerDifference, flags: .isImplicit)
        let stride = convert(byteSize(of: pointee), to: unit.pointerDifference)
        let bytes = builder.emit(
            .binary, detail: MidasIR.BinaryOperator.multiply.rawValue, flags: .isImplicit,
            type: unit.pointerDifference, a: wide, b: stride)
        let base = retyped(pointer, as: unit.charPointer)
        let moved = builder.emit(.pointerAdd, type: unit.charPointer, a: base, b: bytes)
        return retyped(moved, as: type)
    }

    private func distance(_ a: Operand, _ b: Operand, type: TypeID, pointee: TypeDetails) -> Operand
    {
        guard pointee.isVariablyModified, pointee.isArray else {
            return builder.emit(.pointerDifference, type: type, a: a, b: b)
        }
        let bytes = builder.emit(
            .pointerDifference, type: type, a: retyped(a, as: unit.charPointer),
            b: retyped(b, as: unit.charPointer))
        return builder.emit(
            .binary, detail: MidasIR.BinaryOperator.divide.rawValue, flags: .isImplicit, type: type,
            a: bytes, b: convert(byteSize(of: pointee), to: type))
    }

    func compare(_ comparison: Comparison, _ a: Operand, _ b: Operand, type: TypeID) -> Operand {
        var b = b
        let left = self.type(of: a)
        if left != self.type(of: b), types.isPointerLike(left) { b = retyped(b, as: left) }
        return builder.emit(
            .compare, detail: comparison.rawValue, type: type, a: a, b: b)
    }

    // MARK: Unary

    func unaryValue(_ cursor: CXCursor) -> Operand {
        guard let child = onlyChild(cursor) else { return unknown(cursor) }
        let type = unit.details(of: cursor).id
        switch unaryKind(cursor) {
        case .postInc, .postDec, .preInc, .preDec: return step(cursor).value
        case .addrOf: return addressValue(cursor, of: child)
        case .deref:
            if unit.details(of: cursor).isFunction { return value(child) }
            return loadValue(cursor)
        case .plus, .extension:
            let operand = value(child)
            return convert(operand, to: type)
        case .minus: return unaryArithmetic(.negate, child, cursor)
        case .not: return unaryArithmetic(.complement, child, cursor)
        case .lNot: return logicalNot(child, cursor)
        case .real, .imag: return loadValue(cursor)
        case .coawait: return coroutineValue(cursor)
        default: return unknown(cursor, operands: [value(child)])
        }
    }

    private func unaryArithmetic(
        _ operation: MidasIR.UnaryOperator, _ child: CXCursor, _ cursor: CXCursor
    ) -> Operand {
        let type = unit.details(of: cursor).id
        if types.isAggregate(type) { return unknown(cursor, operands: [value(child)]) }
        let operand = convert(value(child), to: type, flags: .isImplicit)
        here(cursor)
        if let bits = constantInteger(operand), let width = types.integer(type), width.bits <= 64 {
            let result = operation == .negate ? 0 &- bits : ~bits
            return integer(Self.truncated(result, width.bits, signed: width.signed), type)
        }
        return builder.emit(.unary, detail: operation.rawValue, type: type, a: operand)
    }

    private func logicalNot(_ child: CXCursor, _ cursor: CXCursor) -> Operand {
        let operand = value(child)
        here(cursor)
        return builder.emit(
            .unary, detail: UnaryOperator.logicalNot.rawValue, type: unit.details(of: cursor).id,
            a: operand)
    }

    private func addressValue(_ cursor: CXCursor, of child: CXCursor) -> Operand {
        let type = unit.details(of: cursor).id
        if case .memberPointer = types[type] { return memberPointer(cursor, to: child) }
        let bare = stripped(child)
        if unit.details(of: bare).isFunction { return value(bare) }
        let object = place(child)
        here(cursor)
        return address(of: object, type: type)
    }

    func unaryPlace(_ cursor: CXCursor) -> PlaceID {
        guard let child = onlyChild(cursor) else { return unknownPlace(cursor) }
        switch unaryKind(cursor) {
        case .deref:
            let pointer = value(child)
            here(cursor)
            return pointee(pointer, unit.details(of: cursor).id)
        case .preInc, .preDec: return step(cursor).place
        case .extension: return place(child)
        case .real: return part(of: child, at: 0, cursor)
        case .imag: return part(of: child, at: 1, cursor)
        default: return materialized(cursor)
        }
    }

    /// The real or imaginary part of a complex number; of a real one, itself or nothing.
    private func part(of child: CXCursor, at index: UInt64, _ cursor: CXCursor) -> PlaceID {
        let type = unit.details(of: cursor).id
        guard case .complex = types[unit.details(of: child).id] else { return materialized(child) }
        let offset = UInt32(types.size(type) * index)
        return builder.place(place(child), then: .bytes(offset: offset, type: type), type: type)
    }

    func binaryPlace(_ cursor: CXCursor) -> PlaceID {
        switch operatorKind(cursor) {
        case .assign: return assignment(cursor).place
        case .comma:
            let operands = expressionChildren(cursor)
            guard operands.count == 2 else { return materialized(cursor) }
            discard(operands[0])
            return place(operands[1])
        case .ptrMemD, .ptrMemI: return pointedMember(cursor)
        default: return materialized(cursor)
        }
    }
}
