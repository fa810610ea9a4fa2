import MidasBase
import MidasDictionary
import MidasIR

/// What code outside the tree runs because of a type: the destructors of what ends, and the call
/// operators of template arguments.
extension PointsToSolver {
    /// Runs the destructors of what a target of a pointer is, its parts in it included.
    mutating func destroy(_ target: UInt32, _ number: Int) {
        guard target & ObjectTable.somewhere == 0 else { return }
        let cell = CellID(target)
        let object = objects.cells[cell].object
        guard !objects.isFromOutside(object), let type = typeOfEnding(cell, number) else { return }
        var open: Set<TypeID> = []
        destroy(type, at: cell, number, &open)
    }

    /// What ends at a cell: an object of a class of the tree as what it was made, since its
    /// destructor may be virtual; all else as what leads there says.
    private func typeOfEnding(_ cell: CellID, _ number: Int) -> TypeID? {
        let object = objects.cells[cell].object
        let own = objects.firstCell(object) == cell ? objects.objects[object].type : nil
        guard let declared = callbacks[number].ending else {
            return own ?? objects.leaf(of: cell).type
        }
        guard let own, isClassOfTree(own), isClassOfTree(declared) else { return declared }
        return own
    }

    private func isClassOfTree(_ type: TypeID) -> Bool {
        types.record(type).flatMap { types.records[$0].destructor.id }
            .map { !program.symbols[$0].flags.contains(.isSystem) } ?? false
    }

    /// Ends what a pointer leads to.
    private mutating func destroy(pointee node: NodeID, as type: TypeID?, _ number: Int) {
        var record = callbacks[number]
        record.ending = type
        callbacks.append(record)
        graph.add(.callback, on: node, UInt32(callbacks.count - 1))
    }

    /// - Parameter open: the types around, which hold none of their own kind but through pointers.
    private mutating func destroy(
        _ type: TypeID, at cell: CellID, _ number: Int, _ open: inout Set<TypeID>
    ) {
        if case .array(let element, _) = types[type] {
            return destroy(element, at: cell, number, &open)
        }
        guard let id = types.record(type), let destructor = types.records[id].destructor.id,
            open.insert(type).inserted
        else { return }
        defer { open.remove(type) }
        if let container = containers[id] {
            let held = elementsObject(of: cell, container)
            let address = address(ofObject: held)
            return destroy(pointee: address, as: container.entry, number)
        }
        if !program.symbols[destructor].flags.contains(.isSystem),
            let body = program.body(of: destructor)
        {
            return callback(body, object: cell, number)
        }
        if ownsPointee(id) { return endOwner(id, type, at: cell, number) }
        destroyParts(of: id, at: cell, number, &open)
    }

    /// A smart pointer ends, or leads elsewhere.
    private mutating func endOwner(
        _ record: RecordID, _ type: TypeID, at cell: CellID, _ number: Int
    ) {
        let pointee = types.records[record].typeArguments.first
        let width = objects.table.width(of: type)
        for raw in objects.cells(from: cell, offset: 0, width: width) {
            guard let node = node(of: CellID(raw)) else { continue }
            destroy(pointee: node, as: pointee, number)
        }
        for argument in types.records[record].typeArguments.dropFirst() {
            guard let deleter = types.record(argument), isOfTree(deleter) else { continue }
            callOperators(of: deleter, at: cell, number)
        }
    }

    private mutating func destroyParts(
        of id: RecordID, at cell: CellID, _ number: Int, _ open: inout Set<TypeID>
    ) {
        for field in types.records[id].fields where types.record(field.type) != nil {
            let offset = Bits(clamping: field.bitOffset)
            guard case .cell(let part) = objects.move(cell, by: offset, isArithmetic: false)
            else { continue }
            destroy(field.type, at: part, number, &open)
        }
    }

    /// Whether what a record points to ends with it: smart pointers.
    private func ownsPointee(_ record: RecordID) -> Bool {
        let name = program.strings[types.records[record].templateName]
        switch models.dictionary.type(name)?.role {
        case .uniquePointer, .sharedPointer: return true
        default: return false
        }
    }

    /// Runs the call operators of a template argument of what a call works on.
    mutating func runArgument(
        _ position: UInt8, of spot: Spot, _ callback: CallbackRecord
    ) {
        guard let type = type(of: spot), let record = types.record(type),
            Int(position) < types.records[record].typeArguments.count
        else { return }
        let argument = types.records[record].typeArguments[Int(position)]
        guard let callee = types.record(argument), isOfTree(callee) else { return }
        let site = calls[callback.call].site
        let object = objects.object(.heap(site), type: argument).id
        callbacks.append(callback)
        callOperators(of: callee, at: objects.firstCell(object), callbacks.count - 1)
    }

    /// What a library's own function objects do (`std::less`), its entries say.
    private func isOfTree(_ record: RecordID) -> Bool {
        (callOperators[record] ?? []).contains { body in
            !program.symbols[program.functions[body].symbol].flags.contains(.isSystem)
        } || types.records[record].bases.contains { isOfTree($0.record) }
    }
}
