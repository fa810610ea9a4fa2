import CLibClang
import MidasBase
import MidasIR

/// `auto [a, b] = object`.
extension FunctionLowering {
    func structuredBinding(_ cursor: CXCursor) {
        let children = cursors.children(of: cursor)
        let names = children.filter { $0.kind == .unexposedDecl }
        guard let initializer = children.last(where: \.isExpression) else {
            return addHole("structured binding without an initialiser", at: cursor)
        }
        let details = unit.details(of: cursor)
        let object: PlaceID
        if details.isReference || isBoundByReference(cursor) {
            fullExpression {
                bindingObject = lifetimeExtended(initializer, unit.details(of: initializer).id)
            }
            object = bindingObject ?? place(initializer)
        } else {
            // libclang shows the copy of an array as if it were a pointer.
            let type = details.isArray ? details.id : unit.details(of: initializer).id
            let local = makeLocal(.variable, type: type, position: unit.position(of: cursor))
            object = place(of: local)
            here(cursor)
            builder.emit(.storageLive, type: unit.void, place: object)
            pushCleanup(.storage(local), at: cursor)
            fullExpression { initializeBound(object, with: initializer) }
            pushDestruction(of: object)
        }
        let parts = boundParts(of: object, count: names.count)
        for (index, name) in names.enumerated() {
            if index < parts.count {
                bindings[name.declarationKey] = parts[index]
            } else {
                addHole("structured binding of a tuple", at: name)
            }
        }
    }

    /// An array is copied element by element, which libclang shows as the array and one element.
    private func initializeBound(_ object: PlaceID, with initializer: CXCursor) {
        let parts = expressionChildren(initializer)
        guard case .array = types[type(of: object)], initializer.kind == .unexposedExpr,
            let array = parts.first, unit.details(of: array).id == type(of: object)
        else { return initialize(object, with: initializer) }
        copyConstruct(object, from: place(array), moves: false, at: initializer)
    }

    private func isBoundByReference(_ cursor: CXCursor) -> Bool {
        var scanner = CodeScanner(unit.textFrom(cursor))
        while let byte = scanner.next() {
            if byte == UInt8(ascii: "&") { return true }
            if byte == UInt8(ascii: "[") { return false }
        }
        return false
    }

    /// What so many names are bound to. libclang hides the `get` of the standard's tuples; their
    /// elements are the only members of bases that bear the element's number (libstdc++), or of such
    /// classes inside a member (libc++).
    private func boundParts(of object: PlaceID, count: Int) -> [PlaceID] {
        var elements: [Int: PlaceID] = [:]
        if isStandardTuple(type(of: object)) { collectElements(of: object, into: &elements) }
        let found = (0..<count).compactMap { elements[$0] }
        if found.count == count { return found }
        let parts = boundParts(of: object)
        guard parts.count == 1, count > 1, case .array = types[type(of: parts[0])] else {
            return parts
        }
        return boundParts(of: parts[0])
    }

    private func isStandardTuple(_ type: TypeID) -> Bool {
        guard case .record(let record) = types[type] else { return false }
        let name = unit.text(types.records[record].templateName)
        return name.hasPrefix("std::") && name.hasSuffix("::tuple")
    }

    private func collectElements(of object: PlaceID, into elements: inout [Int: PlaceID]) {
        guard case .record(let record) = types[type(of: object)] else { return }
        let definition = unit.record(record)
        if definition.fields.count == 1, definition.bases.isEmpty,
            let number = unit.elementNumber(of: record)
        {
            if elements[number] == nil { elements[number] = subobject(object, .field(record, 0)) }
            return
        }
        let steps =
            definition.bases.indices.map { Projection.base(record, UInt32($0)) }
            + definition.fields.indices.map { Projection.field(record, UInt32($0)) }
        for step in steps { collectElements(of: subobject(object, step), into: &elements) }
    }

    /// The members or elements of an object, those of bases first.
    private func boundParts(of object: PlaceID) -> [PlaceID] {
        switch types[type(of: object)] {
        case .array(let element, let count):
            return (0..<min(count, 1024)).map {
                builder.place(object, then: .index(integer($0, unit.size)), type: element)
            }
        case .record(let record):
            let definition = unit.record(record)
            let inherited = definition.bases.indices.flatMap {
                boundParts(of: subobject(object, .base(record, UInt32($0))))
            }
            return inherited
                + definition.fields.indices.filter {
                    unit.unit.strings.length(definition.fields[$0].name) > 0
                }.map { subobject(object, .field(record, UInt32($0))) }
        default: return []
        }
    }

    func bindingPlace(_ target: CXCursor, at cursor: CXCursor) -> PlaceID {
        guard let known = bindings[target.declarationKey] else { return unknownPlace(cursor) }
        if case .reference(let inner, _) = types[type(of: known)] {
            return pointee(load(known), inner)
        }
        return known
    }
}
