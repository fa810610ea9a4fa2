import CLibClang
import MidasBase
import MidasIR

/// `this`, and what constructors, destructors and defaulted members do besides what is written.
extension FunctionLowering {
    func declareThis() {
        guard unit.isCXX, unit.unit.symbols[symbol].flags.contains(.takesThis) else { return }
        let record: RecordID
        if let implicitMember {
            record = implicitMember
        } else if let known = unit.unit.symbols[symbol].record.id {
            record = known
        } else {
            return
        }
        unit.complete(record)
        let type = unit.typeID(unit.recordTypes[record.index])
        let local = makeLocal(
            .parameter, type: unit.pointer(to: type), name: unit.unit.strings.intern("this"),
            position: unit.unit.symbols[symbol].position)
        this = local
        thisRecord = record
        enterLambda(record)
    }

    /// The object that `this` points to.
    func thisObject() -> PlaceID? {
        if let thisPlace { return thisPlace }
        guard let this, let record = thisRecord else { return nil }
        let type = unit.typeID(unit.recordTypes[record.index])
        let object = pointee(load(place(of: this), flags: .isImplicit), type)
        guard let field = lambdaThisField else { return object }
        // In a lambda `this` is what it captured.
        let member = builder.place(
            object, then: .field(record, field),
            type: types.records[record].fields[Int(field)].type)
        if case .pointer(let inner) = types[self.type(of: member)] {
            return pointee(load(member), inner)
        }
        return member
    }

    /// A member named without an object.
    func implicitMember(_ field: CXCursor, at cursor: CXCursor) -> PlaceID {
        guard let object = thisObject() else {
            return unknownPlace(cursor)
        }
        here(cursor)
        return member(field, of: object, at: cursor)
    }

    func thisValue(_ cursor: CXCursor) -> Operand {
        guard let object = thisObject() else { return unknown(cursor) }
        return address(of: object, type: unit.details(of: cursor).id)
    }

    // MARK: Prologue

    /// What runs before the body.
    func lowerPrologue(_ children: [CXCursor]) {
        let flags = unit.unit.symbols[symbol].flags
        guard let record = thisRecord, let object = thisObject(), let this else { return }
        _ = this
        if flags.contains(.isDestructor) {
            setDynamicType(object, record)
            pushMemberDestruction(of: object, record)
        } else if flags.contains(.isConstructor) {
            lowerConstructor(children, object, record)
        } else if implicitMember != nil {
            assignMembers(object, record)
        }
    }

    private func setDynamicType(_ object: PlaceID, _ record: RecordID) {
        guard types.records[record].isPolymorphic else { return }
        builder.emit(.setDynamicType, flags: .isImplicit, type: unit.void, place: object)
    }

    /// Members and bases are destroyed when the destructor's body is left, the last one first.
    private func pushMemberDestruction(of object: PlaceID, _ record: RecordID) {
        let definition = unit.record(record)
        guard definition.kind != .union else { return }
        for index in definition.bases.indices {
            pushDestruction(of: subobject(object, .base(record, UInt32(index))))
        }
        for index in definition.fields.indices {
            pushDestruction(of: subobject(object, .field(record, UInt32(index))))
        }
    }

    func subobject(_ object: PlaceID, _ step: Projection) -> PlaceID {
        builder.place(object, then: step, type: typeAfter(step))
    }

    private func lowerConstructor(_ children: [CXCursor], _ object: PlaceID, _ record: RecordID) {
        let isImplicit = cx_CXXMethod_isDefaulted(definition) != 0
        let copies = cx_CXXConstructor_isCopyConstructor(definition) != 0
        let moves = cx_CXXConstructor_isMoveConstructor(definition) != 0
        if isImplicit && (copies || moves) {
            return copyMembers(object, record, moves: moves)
        }
        let written = WrittenInitializers(unit, children)
        if let delegated = written.delegation(to: unit.typeID(unit.recordTypes[record.index]), unit)
        {
            fullExpression { initialize(object, with: delegated) }
            return pushUnwinding(of: object)
        }
        constructMembers(of: object, record, written)
    }

    /// Bases, then members, in order of declaration (C++20 class.base.init).
    ///
    /// - Parameter makeBase: makes a base that a constructor of the base itself makes; says whether
    ///   it did.
    func constructMembers(
        of object: PlaceID, _ record: RecordID, _ written: WrittenInitializers? = nil,
        makeBase: (RecordID, PlaceID) -> Bool = { _, _ in false }
    ) {
        let definition = unit.record(record)
        for (index, base) in definition.bases.enumerated() {
            let target = subobject(object, .base(record, UInt32(index)))
            let type = unit.typeID(unit.recordTypes[base.record.index])
            if let initializer = written?.bases[type] {
                fullExpression { initialize(target, with: initializer) }
            } else if !makeBase(base.record, target) {
                defaultConstruct(target, at: self.definition)
            }
            pushUnwinding(of: target)
        }
        setDynamicType(object, record)
        for index in definition.fields.indices {
            let position = UInt32(index)
            let target = subobject(object, .field(record, position))
            if let initializer = written?.members[key(record, position)] {
                fullExpression { initialize(target, with: initializer) }
            } else if definition.kind == .union {
                continue
            } else if let initializer = unit.defaultInitializer(record, position) {
                let outer = thisPlace
                thisPlace = object
                fullExpression { initialize(target, with: initializer) }
                thisPlace = outer
            } else if let inner = unnamedMember(definition.fields[index], written) {
                constructMembers(of: target, inner, written)
            } else {
                defaultConstruct(target, at: self.definition)
            }
            if definition.kind != .union { pushUnwinding(of: target) }
        }
    }

    /// Members of an unnamed member are initialised by name, one by one.
    private func unnamedMember(_ field: Field, _ written: WrittenInitializers?) -> RecordID? {
        guard written != nil, unit.unit.strings.length(field.name) == 0, field.bitWidth == nil
        else {
            return nil
        }
        return types.record(field.type)
    }

    private func key(_ record: RecordID, _ index: UInt32) -> UInt64 {
        UInt64(record.raw) << 32 | UInt64(index)
    }

    /// The parameter of a copying or moving member.
    private func source(of record: RecordID) -> PlaceID? {
        let first = builder.function.locals.elements.indices.dropFirst().first
        guard let first, UInt32(first) < builder.function.parameterCount else { return nil }
        let type = unit.typeID(unit.recordTypes[record.index])
        return pointee(load(place(of: LocalID(first)), flags: .isImplicit), type)
    }

    private func copyMembers(_ object: PlaceID, _ record: RecordID, moves: Bool) {
        guard let source = source(of: record) else { return }
        let definition = unit.record(record)
        guard definition.kind != .union else {
            return copy(source, to: object, flags: .isInitialization)
        }
        for index in definition.bases.indices {
            let step = Projection.base(record, UInt32(index))
            copyConstruct(
                subobject(object, step), from: subobject(source, step), moves: moves,
                at: self.definition)
        }
        setDynamicType(object, record)
        for index in definition.fields.indices {
            let step = Projection.field(record, UInt32(index))
            copyConstruct(
                subobject(object, step), from: subobject(source, step), moves: moves,
                at: self.definition)
        }
    }

    /// A defaulted assignment for which the parser has made no body.
    private func assignMembers(_ object: PlaceID, _ record: RecordID) {
        guard let source = source(of: record) else { return }
        copy(source, to: object)
        builder.terminate(.return(address(of: object)))
    }
}

/// The initialisers that are written before a constructor's body.
struct WrittenInitializers {
    /// By the record and position of the member.
    private(set) var members: [UInt64: CXCursor] = [:]
    /// By the type of the base.
    private(set) var bases: [TypeID: CXCursor] = [:]

    init(_ unit: UnitLowering, _ children: [CXCursor]) {
        var member: UInt64?
        for child in children {
            if child.kind == .memberRef {
                member = unit.field(of: child.referenced).map {
                    UInt64($0.record.raw) << 32 | UInt64($0.index)
                }
            } else if child.isExpression {
                if let known = member {
                    members[known] = child
                } else {
                    bases[unit.details(of: child).id] = child
                }
                member = nil
            }
        }
    }

    /// The call of another constructor of the same class.
    func delegation(to type: TypeID, _ unit: UnitLowering) -> CXCursor? { bases[type] }
}

extension UnitLowering {
    /// The initialiser in the declaration of the member at a position.
    func defaultInitializer(_ record: RecordID, _ index: UInt32) -> CXCursor? {
        let fields = cursors.pushFields(of: recordTypes[record.index])
        defer { cursors.pop(to: fields.lowerBound) }
        guard Int(index) < fields.count else { return nil }
        return defaultInitializer(of: cursors[fields.lowerBound + Int(index)])
    }
}
