import CLibClang
import MidasBase
import MidasIR

/// Assignments, compound assignments and steps by one.
extension FunctionLowering {
    /// What an assigning expression leaves: the object, and the value that the expression has.
    struct Assigned {
        var place: PlaceID
        var value: Operand
    }

    /// `a = b`. The right operand is evaluated first where both are scalars, as clang does it.
    func assignment(_ cursor: CXCursor) -> Assigned {
        let operands = expressionChildren(cursor)
        guard operands.count == 2 else {
            return unknownAssignment(cursor)
        }
        let details = unit.details(of: operands[0])
        if types.isAggregate(details.id) { return aggregateAssignment(cursor, operands) }
        let operand = convert(value(operands[1]), to: unwrapped(details.id), flags: .isImplicit)
        let target = place(operands[0])
        here(cursor)
        store(operand, to: target, flags: details.isVolatile ? .isVolatile : [])
        return Assigned(place: target, value: seen(operand, in: target))
    }

    private func unknownAssignment(_ cursor: CXCursor) -> Assigned {
        let place = unknownPlace(cursor)
        let isObject = types.isAggregate(type(of: place)) || types[type(of: place)] == .void
        return Assigned(place: place, value: isObject ? .place(place) : load(place))
    }

    private func aggregateAssignment(_ cursor: CXCursor, _ operands: [CXCursor]) -> Assigned {
        let target = place(operands[0])
        let source = value(operands[1])
        here(cursor)
        if let source = source.place { copy(source, to: target) }
        return Assigned(place: target, value: .place(target))
    }

    /// What a bit-field keeps of a value; any other object keeps all of it.
    private func seen(_ value: Operand, in place: PlaceID) -> Operand {
        guard let width = bitFieldWidth(place), let type = types.integer(type(of: place)),
            width < type.bits
        else { return value }
        if let bits = constantInteger(value) {
            let kept = Self.truncated(bits, Int(width), signed: type.signed)
            return integer(kept, self.type(of: value))
        }
        return load(place)
    }

    /// The width of the bit-field that a place ends in.
    func bitFieldWidth(_ place: PlaceID) -> UInt32? {
        let projections = builder.function.places[place].projections
        guard projections.count > 0,
            case .field(let record, let index) = builder.function.projections[
                projections.range.upperBound - 1]
        else { return nil }
        return types.records[record].fields[Int(index)].bitWidth
    }

    func compoundAssignment(_ cursor: CXCursor, wantsValue: Bool = true) -> Assigned {
        let operands = expressionChildren(cursor)
        guard operands.count == 2, let operation = Self.arithmetic(operatorKind(cursor)) else {
            return unknownAssignment(cursor)
        }
        let details = unit.details(of: operands[0])
        if types.isAggregate(details.id) {
            let value = unknown(cursor, operands: [self.value(operands[1])])
            return Assigned(place: place(operands[0]), value: value)
        }
        let operand = value(operands[1])
        let target = place(operands[0])
        here(cursor)
        return update(
            target, details, operation, operand, wantsValue: wantsValue, givesOld: false)
    }

    /// `++` and `--`.
    func step(_ cursor: CXCursor, wantsValue: Bool = true) -> Assigned {
        guard let child = onlyChild(cursor) else {
            return unknownAssignment(cursor)
        }
        let kind = unaryKind(cursor)
        let details = unit.details(of: child)
        let target = place(child)
        here(cursor)
        let type = unwrapped(details.id)
        let one: Operand
        if case .floating = types[type] {
            one = builder.constant(.floating(Double(1).bitPattern, type))
        } else {
            one = integer(UInt64(1), types.integer(type) == nil ? unit.int : promoted(type))
        }
        return update(
            target, details, kind == .preInc || kind == .postInc ? .add : .subtract, one,
            wantsValue: wantsValue, givesOld: kind == .postInc || kind == .postDec)
    }

    /// `target operation= operand`.
    private func update(
        _ target: PlaceID, _ details: TypeDetails, _ operation: MidasIR.BinaryOperator,
        _ operand: Operand, wantsValue: Bool, givesOld: Bool
    ) -> Assigned {
        if case .atomic(let type) = types[details.id] {
            let value = atomicUpdate(target, type, operation, operand, givesOld: givesOld)
            return Assigned(place: target, value: value)
        }
        let access: Instruction.Flags = details.isVolatile ? .isVolatile : []
        let old = load(target, flags: access.union(.isUpdate))
        let new = computed(old, operation, operand, in: target, details)
        store(new, to: target, flags: access)
        guard wantsValue else { return Assigned(place: target, value: .none) }
        return Assigned(place: target, value: givesOld ? old : seen(new, in: target))
    }

    /// `old operation operand` in the type in which C computes it, converted back.
    func computed(
        _ old: Operand, _ operation: MidasIR.BinaryOperator, _ operand: Operand,
        in target: PlaceID, _ details: TypeDetails
    ) -> Operand {
        let type = unwrapped(details.id)
        if types.isPointerLike(type) {
            return arithmetic(operation, old, operand, type: type, pointer: details)
        }
        let promotedOld = promoted(type, width: bitFieldWidth(target))
        let common: TypeID
        var right = operand
        if operation == .shiftLeft || operation == .shiftRight {
            common = promotedOld
        } else {
            common = commonType(promotedOld, self.type(of: operand))
            right = convert(operand, to: common, flags: .isImplicit)
        }
        let left = convert(old, to: common, flags: .isImplicit)
        let result = arithmetic(operation, left, right, type: common, pointer: details)
        return convert(result, to: type, flags: .isImplicit)
    }

    func discardUnary(_ cursor: CXCursor) {
        switch unaryKind(cursor) {
        case .postInc, .postDec, .preInc, .preDec: _ = step(cursor, wantsValue: false)
        case .deref:
            let details = unit.details(of: cursor)
            if details.isVolatile {
                _ = value(cursor)
            } else if let child = onlyChild(cursor) {
                discard(child)
            }
        case .extension, .plus, .minus, .not, .lNot, .addrOf:
            if let child = onlyChild(cursor) { discard(child) }
        default: _ = value(cursor)
        }
    }
}
