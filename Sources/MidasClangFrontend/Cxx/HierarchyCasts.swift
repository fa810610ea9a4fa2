import CLibClang
import MidasBase
import MidasIR

/// Casts between the classes of a hierarchy.
extension FunctionLowering {
    /// The way from a class to a base of it; nil if the second is none.
    func conversionToBase(from derived: TypeID, to base: TypeID) -> [Projection]? {
        guard unit.isCXX, derived != base, case .record(let from) = types[derived],
            case .record(let to) = types[base]
        else { return nil }
        return basePath(from, to)
    }

    private func basePath(_ from: RecordID, _ to: RecordID) -> [Projection]? {
        for (index, base) in unit.record(from).bases.enumerated() {
            let step = Projection.base(from, UInt32(index))
            if base.record == to { return [step] }
            if let rest = basePath(base.record, to) { return [step] + rest }
        }
        return nil
    }

    func baseObject(_ object: PlaceID, steps: [Projection]) -> PlaceID {
        var place = object
        for step in steps {
            if case .base(let record, let index) = step,
                types.records[record].bases[Int(index)].isVirtual
            {
                let type = typeAfter(step)
                let pointer = builder.emit(
                    .cast, detail: CastKind.toVirtualBase.rawValue, flags: .isImplicit,
                    type: unit.pointer(to: type), a: address(of: place))
                place = pointee(pointer, type)
            } else {
                place = builder.place(place, then: step, type: typeAfter(step))
            }
        }
        return place
    }

    /// An object seen as one of its bases, where `type` is one.
    func adjusted(_ object: PlaceID, to type: TypeID) -> PlaceID {
        guard let steps = conversionToBase(from: self.type(of: object), to: type) else {
            return object
        }
        return baseObject(object, steps: steps)
    }

    /// A pointer to a class as one to a base or to a derived class.
    func hierarchyCast(_ operand: Operand, from source: TypeID, to target: TypeID) -> Operand? {
        guard unit.isCXX, case .pointer(let inner) = types[source],
            case .pointer(let outer) = types[target], inner != outer
        else { return nil }
        if let steps = conversionToBase(from: inner, to: outer) {
            return pointerCast(operand, steps, .derivedToBase, to: target)
        }
        if let steps = conversionToBase(from: outer, to: inner) {
            return pointerCast(operand, steps, .baseToDerived, to: target)
        }
        return nil
    }

    private func pointerCast(
        _ operand: Operand, _ steps: [Projection], _ kind: CastKind, to target: TypeID
    ) -> Operand {
        if operand.constant != nil { return convert(operand, to: target) }
        var offset: UInt64 = 0
        var kind = kind
        for step in steps {
            guard case .base(let record, let index) = step else { continue }
            let base = types.records[record].bases[Int(index)]
            offset += base.offset
            if base.isVirtual && kind == .derivedToBase { kind = .toVirtualBase }
        }
        return builder.emit(
            .cast, detail: kind.rawValue, flags: .isImplicit, type: target, a: operand,
            extra: UInt32(clamping: offset))
    }

    /// A cast to a reference.
    func castPlace(_ cursor: CXCursor, from child: CXCursor) -> PlaceID {
        let target = unit.details(of: cursor).id
        let object = place(child)
        let source = type(of: object)
        here(cursor)
        if source == target { return object }
        if let steps = conversionToBase(from: source, to: target) {
            return baseObject(object, steps: steps)
        }
        let pointer = address(of: object)
        let type = unit.pointer(to: target)
        if cursor.kind == .cxxDynamicCastExpr {
            let cast = builder.emit(
                .cast, detail: CastKind.dynamic.rawValue, flags: .isExplicit, type: type, a: pointer
            )
            return pointee(cast, target)
        }
        if let related = hierarchyCast(pointer, from: self.type(of: pointer), to: type) {
            return pointee(related, target)
        }
        return pointee(retyped(pointer, as: type), target)
    }

    func dynamicCast(_ cursor: CXCursor, from child: CXCursor) -> Operand {
        let own = unit.details(of: cursor).id
        let operand = value(child)
        here(cursor)
        if case .pointer(let inner) = types[self.type(of: operand)],
            case .pointer(let outer) = types[own], conversionToBase(from: inner, to: outer) != nil,
            let related = hierarchyCast(operand, from: self.type(of: operand), to: own)
        {
            return related
        }
        return builder.emit(
            .cast, detail: CastKind.dynamic.rawValue, flags: .isExplicit, type: own, a: operand)
    }
}
