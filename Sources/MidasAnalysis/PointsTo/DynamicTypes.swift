import MidasBase
import MidasIR

extension LayoutTable {
    /// The records whose objects, as wholes or by one of their bases, begin at an offset in a value
    /// of `type`, and how far into the object that is: the outermost first. What is a base of another
    /// is none.
    func completeRecords(at start: Bits, in type: TypeID) -> [(record: RecordID, inside: Bits)] {
        var found: [(record: RecordID, inside: Bits)] = []
        collect(type, at: start, &found)
        return found
    }

    private func collect(
        _ type: TypeID, at start: Bits, _ found: inout [(record: RecordID, inside: Bits)]
    ) {
        switch types[type] {
        case .atomic(let inner): collect(inner, at: start, &found)
        case .array(let element, _), .incompleteArray(let element):
            collect(element, at: start % max(width(of: element), 1), &found)
        case .record(let id):
            guard types.records[id].isComplete else { return }
            if types.begins(id, at: start) { found.append((id, start)) }
            collectMembers(id, at: start, &found)
        default: break
        }
    }

    private func collectMembers(
        _ id: RecordID, at start: Bits, _ found: inout [(record: RecordID, inside: Bits)]
    ) {
        for base in types.records[id].bases {
            let offset = bits(of: base.offset)
            if offset <= start { collectMembers(base.record, at: start - offset, &found) }
        }
        for field in types.records[id].fields where field.bitWidth == nil {
            let offset = Bits(clamping: field.bitOffset)
            guard offset <= start, start - offset < width(of: field.type) else { continue }
            collect(field.type, at: start - offset, &found)
        }
    }
}

extension TypeTable {
    /// Whether a record, or one of its bases, begins at an offset in it.
    fileprivate func begins(_ record: RecordID, at start: Bits) -> Bool {
        if start == 0 { return true }
        return records[record].bases.contains { base in
            let offset = bits(of: base.offset)
            return offset <= start && begins(base.record, at: start - offset)
        }
    }

    /// Where in a record a base of it begins, or it itself.
    func offset(of base: RecordID, in record: RecordID) -> Bits? {
        if record == base { return 0 }
        for entry in records[record].bases {
            if let inner = offset(of: base, in: entry.record) {
                return bits(of: entry.offset) + inner
            }
        }
        return nil
    }

    /// Whether a class has another as its base, directly or not.
    func derives(_ record: RecordID, from base: RecordID) -> Bool {
        records[record].bases.contains { $0.record == base || derives($0.record, from: base) }
    }
}

/// Functions that run while an object is made or destroyed, when the virtual functions of the class
/// whose constructor or destructor is running are called, not those of the whole object (C++
/// [class.cdtor]): what a constructor or destructor calls, by name, with the object.
struct ConstructionWindows {
    private var classesOf: [FunctionID: [RecordID]] = [:]

    init() {}

    init(_ program: Program, _ hierarchy: ClassHierarchy) {
        for symbol in program.symbols.elements
        where symbol.flags.contains(.isConstructor) || symbol.flags.contains(.isDestructor) {
            guard let record = symbol.record.id, let body = symbol.body.id,
                program.types.records[record].isPolymorphic
            else { continue }
            follow(from: body, record, program, hierarchy)
        }
    }

    /// Classes of which an object may be in the making while a function runs.
    func classes(in function: FunctionID) -> [RecordID] { classesOf[function] ?? [] }

    private mutating func follow(
        from body: FunctionID, _ record: RecordID, _ program: Program, _ hierarchy: ClassHierarchy
    ) {
        var open = [body]
        while let id = open.popLast() {
            if classesOf[id]?.contains(record) ?? false { continue }
            classesOf[id, default: []].append(record)
            for call in program.functions[id].calls.elements {
                let symbol: SymbolID? =
                    switch call.callee {
                    case .direct(let symbol): symbol
                    case .virtual(let method): hierarchy.overrider(of: method, in: record)
                    case .indirect: nil
                    }
                guard let symbol, let callee = program.body(of: symbol),
                    takes(record, callee, program)
                else { continue }
                open.append(callee)
            }
        }
    }

    /// Whether a function may be given an object of a class.
    private func takes(_ record: RecordID, _ id: FunctionID, _ program: Program) -> Bool {
        let function = program.functions[id]
        return (0..<Int(function.parameterCount)).contains { index in
            let type = function.locals[LocalID(index)].type
            guard let pointee = program.types.element(type),
                let taken = program.types.record(pointee)
            else { return false }
            return taken == record || program.types.derives(record, from: taken)
        }
    }
}
