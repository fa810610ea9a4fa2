import MidasBase
import MidasIR

/// What a `void *` means when it is cast to a pointer to something: what was converted from one.
/// Points-to finds more in such a slot than there is, since all users of a container share it; bytes
/// and records with pointers in them are the two that must not be taken for each other, since every
/// access of bytes touches everything.
extension PointsToSolver {
    /// A pointer to nothing particular that becomes one to a record means only what may be one; one
    /// behind a record that becomes another means what lies behind.
    mutating func reinterpret(
        _ from: NodeID, _ to: NodeID, _ step: Instruction, _ function: Function, _ id: FunctionID
    ) {
        guard let pointee = types.element(step.type), let old = function.type(of: step.a),
            let before = types.element(old), before != pointee
        else { return graph.addEdge(from, to) }
        if types[before] == .void, keptPointers.isKept(step.a, in: id, program) {
            return restore(from, to, as: pointee)
        }
        let isBehind = function.isOneBehind(step.a)
        if types[before] == .void, types.isCompleteStructure(pointee), !isBehind {
            return restore(from, to, as: pointee, isKept: false)
        }
        guard types.record(before) == nil, types.isCompleteStructure(pointee), !isBehind else {
            if !isBehind || types.record(before) == nil { return graph.addEdge(from, to) }
            return graph.add(.tail, on: from, to.raw)
        }
        let isOfAnything = types[before] == .void
        graph.add(
            .filter, on: from, to.raw, offset: isOfAnything ? 1 : 0, root: OptionalID(pointee))
    }

    /// A cast of a kept pointer that lets only what fits pass.
    struct Restoration {
        var from: NodeID
        var to: NodeID
        var constraint: UInt32
    }

    /// The value ⊇ the kept pointer where it may be one to `pointee`.
    ///
    /// - Parameter isKept: the pointer was kept in memory; else it may be about to be seen as bytes,
    ///   or bytes as a record.
    mutating func restore(
        _ from: NodeID, _ to: NodeID, as pointee: TypeID, isKept: Bool = true
    ) {
        let number = UInt32(graph.constraints.count)
        graph.add(.restore, on: from, to.raw, offset: isKept ? 1 : 0, root: OptionalID(pointee))
        restorations.append(Restoration(from: from, to: to, constraint: number))
    }

    /// What a load as `type` finds in a cell. Memory without inner order holds pointers of all
    /// types; those that fit come out.
    mutating func asRead(
        _ node: NodeID, _ cell: CellID, _ type: OptionalID<TypeTag>
    ) -> NodeID {
        guard let type = type.id, types.isPointerLike(type), let pointee = types.element(type),
            types.record(pointee) != nil || types.isByte(pointee),
            objects.isBlob(objects.leaf(of: cell))
        else { return node }
        if let known = restoredNodes[node.raw, pointee.raw] { return NodeID(known) }
        let made = graph.makeNode()
        restoredNodes[node.raw, pointee.raw] = made.raw
        restore(node, made, as: pointee)
        return made
    }

    /// Casts that nothing fits let everything pass. Asked when all else has settled.
    ///
    /// - Returns: whether there is anything new.
    mutating func openRestorations() -> Bool {
        var closed: [Restoration] = []
        let asked = restorations
        for entry in asked {
            let constraint = graph.constraints[Int(entry.constraint)]
            let targets = Array(graph.sets[graph.allTargets(entry.from)])
            if targets.isEmpty || targets.contains(where: { restored($0, constraint) != nil }) {
                closed.append(entry)
            } else {
                graph.addEdge(entry.from, entry.to)
            }
        }
        restorations = closed
        return closed.count < asked.count
    }

    /// A kept target as what it is cast to; nil where that cannot be.
    mutating func restored(_ raw: UInt32, _ constraint: Constraint) -> UInt32? {
        guard let root = constraint.root.id else { return raw }
        let cell = CellID(raw & ~ObjectTable.somewhere)
        let object = objects.cells[cell].object
        if objects.isFromOutside(object) { return raw }
        let isSomewhere = raw & ObjectTable.somewhere != 0
        if types.isByte(root) {
            if objects.isBuffer(cell) { return raw }
            if isSomewhere { return objects.isOnlyPointers(object) ? nil : raw }
            return objects.holdsPointers(at: cell) ? nil : raw
        }
        let isKept = constraint.offset != 0
        if isKept, !isSomewhere, objects.isBuffer(cell), objects.table.holdsPointers(root) {
            return nil
        }
        guard types.isCompleteStructure(root) else { return raw }
        if isSomewhere { return filtered(somewhere: raw, constraint) }
        guard let passed = filtered(cell, constraint) else { return nil }
        let bits = fits.agreement(of: cell, with: root, &objects, &compatibility)
        return bits == Layout.openEnd ? passed : nil
    }
}

extension ObjectTable {
    /// Whether what begins at a cell, or the cell itself, is declared to hold pointers.
    mutating func holdsPointers(at cell: CellID) -> Bool {
        if case .function = objects[cells[cell].object].kind { return true }
        let leaf = leaf(of: cell)
        if table.types.isPointerLike(leaf.type) { return true }
        for part in layout(of: cells[cell].object).parts(at: leaf.start)
        where table.holdsPointers(part) { return true }
        return false
    }
}

extension ObjectTable {
    /// Whether an object has pointers in it and nothing that is an array of bytes.
    fileprivate mutating func isOnlyPointers(_ object: ObjectID) -> Bool {
        guard let type = objects[object].type, table.holdsPointers(type) else { return false }
        return !allCells(object).contains { isBuffer(CellID($0)) }
    }
}

extension LayoutTable {
    /// Whether values of a type have parts that are declared as pointers.
    mutating func holdsPointers(_ type: TypeID) -> Bool {
        if types.isPointerLike(type) { return true }
        guard types.record(type) != nil else { return false }
        return layout(of: type).leaves.contains { types.isPointerLike($0.type) }
    }
}

extension TypeTable {
    /// Whether a type is that of a byte or character of one byte.
    func isByte(_ type: TypeID) -> Bool {
        if case .integer(let bits, _) = self[type] { bits == 8 } else { false }
    }
}

extension MemoryObject.Kind {
    var isHeap: Bool { if case .heap = self { true } else { false } }
}
