import CLibClang
import MidasBase
import MidasIR

/// The built-in `<=>`.
extension FunctionLowering {
    /// An object of a comparison category: its only member is -1, 0 or 1, and for floating-point
    /// numbers without an order 2, as in libstdc++.
    func threeWayComparison(_ first: CXCursor, _ second: CXCursor, _ cursor: CXCursor) -> PlaceID? {
        let category = unit.details(of: cursor).id
        guard case .record(let record) = types[category] else { return nil }
        let fields = unit.record(record).fields
        guard fields.count == 1, types.integer(fields[0].type) != nil else { return nil }
        let type = fields[0].type
        let a = value(first)
        let b = value(second)
        guard a.kind != .place, b.kind != .place else { return nil }
        here(cursor)
        let isGreater = convert(compare(.greater, a, b, type: unit.bool), to: type)
        let isLess = convert(compare(.less, a, b, type: unit.bool), to: type)
        var order = combined(.subtract, isGreater, isLess, type)
        if case .floating = types[self.type(of: a)] {
            let isEqual = convert(compare(.equal, a, b, type: unit.bool), to: type)
            let ordered = combined(.or, combined(.or, isGreater, isLess, type), isEqual, type)
            let unordered = combined(.xor, ordered, integer(UInt64(1), type), type)
            order = combined(.add, order, combined(.add, unordered, unordered, type), type)
        }
        let target = temporary(category)
        store(
            order, to: subobject(target, .field(record, 0)),
            flags: [.isInitialization, .isImplicit])
        return target
    }

    private func combined(
        _ operation: MidasIR.BinaryOperator, _ a: Operand, _ b: Operand, _ type: TypeID
    ) -> Operand {
        builder.emit(
            .binary, detail: operation.rawValue, flags: .isImplicit, type: type, a: a, b: b)
    }
}
