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
        if hasBeginning(pointee) {
            graph.add(.view, on: from, to.raw, root: OptionalID(pointee))
        }
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
        carvingCasts.append(
            Restoration(from: from, to: to, constraint: UInt32(graph.constraints.count)))
        graph.add(
            .filter, on: from, to.raw, offset: isOfAnything ? 1 : 0, root: OptionalID(pointee))
    }

    /// A cast of a kept pointer that lets only what fits pass.
    struct Restoration {
        var from: NodeID
        var to: NodeID
        var constraint: UInt32
        /// It comes out of a union: as which member, the type of the access says.
        var isOfUnion = false
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
        if !isKept { carvingCasts.append(restorations[restorations.count - 1]) }
    }

    /// What a load as `type` finds in a cell: pointers that fit. Memory without inner order holds
    /// pointers of all types, and points-to finds more in a member than there is.
    mutating func asRead(
        _ node: NodeID, _ cell: CellID, _ type: OptionalID<TypeTag>
    ) -> NodeID {
        let leaf = objects.leaf(of: cell)
        guard let type = type.id else { return node }
        if !objects.isBlob(leaf) {
            guard let pointee = types.element(type),
                types.isCompleteStructure(pointee) || types.isByte(pointee)
            else { return node }
            return outOfBlob(node, as: type)
        }
        return outOfBlob(node, as: type, isOfUnion: types.record(leaf.type) != nil)
    }

    /// What comes out of memory without inner order as a `type`.
    mutating func outOfBlob(_ node: NodeID, as type: TypeID, isOfUnion: Bool = false) -> NodeID {
        guard types.isPointerLike(type), let pointee = types.element(type),
            types.record(pointee) != nil || types.isByte(pointee) || types.isFunction(pointee)
        else { return node }
        if let known = restoredNodes[node.raw, pointee.raw] { return NodeID(known) }
        let made = graph.makeNode()
        restoredNodes[node.raw, pointee.raw] = made.raw
        restore(node, made, as: pointee)
        restorations[restorations.count - 1].isOfUnion = isOfUnion
        return made
    }

    /// Casts that nothing fits let everything pass; and a record that is never taken out of memory as
    /// a record is kept there to be seen as bytes. Asked when all else has settled.
    ///
    /// - Returns: whether there is anything new.
    mutating func openRestorations() -> Bool {
        var closed: [Restoration] = []
        let asked = restorations
        let taken = takenAsRecords()
        var isNew = false
        for entry in asked {
            let constraint = graph.constraints[Int(entry.constraint)]
            let targets = graph.allTargets(entry.from)
            let passed = targets == 0 ? 0 : movedSet(targets, constraint)
            if targets != 0 && passed == 0 && graph.allTargets(entry.to) == 0 {
                open(entry, constraint.root.id, targets)
                continue
            }
            closed.append(entry)
            guard !entry.isOfUnion, let root = constraint.root.id, types.isByte(root) else {
                continue
            }
            let left = graph.sets.difference(graph.sets.difference(targets, passed), taken)
            let unseen = withoutFunctions(left)
            let known = graph.allTargets(entry.to)
            guard graph.sets.union(known, unseen) != known else { continue }
            graph.add(unseen, to: entry.to)
            isNew = true
        }
        restorations = closed
        return isNew || closed.count < asked.count
    }

    private mutating func withoutFunctions(_ set: TargetSets.SetNumber) -> TargetSets.SetNumber {
        graph.sets.intern(
            graph.sets[set].filter { raw in
                let object = objects.cells[CellID(raw & ~ObjectTable.somewhere)].object
                if case .function = objects.objects[object].kind { return false }
                return true
            })
    }

    private mutating func open(
        _ entry: Restoration, _ root: TypeID?, _ targets: TargetSets.SetNumber
    ) {
        graph.addEdge(entry.from, entry.to)
        guard let root, graph.sets.size(targets) <= HeapTypeSet.viewLimit else { return }
        for target in Array(graph.sets[targets]) { viewAnew(target, as: root) }
    }

    /// What is kept in memory and cast to a pointer to a record when it is taken out.
    private mutating func takenAsRecords() -> TargetSets.SetNumber {
        var taken: TargetSets.SetNumber = 0
        for entry in restorations {
            let constraint = graph.constraints[Int(entry.constraint)]
            guard constraint.offset != 0, let root = constraint.root.id,
                types.record(root) != nil
            else { continue }
            let targets = graph.allTargets(entry.from)
            if targets != 0 { taken = graph.sets.union(taken, movedSet(targets, constraint)) }
        }
        return taken
    }

    /// A kept target as what it is cast to; nil where that cannot be.
    mutating func restored(_ raw: UInt32, _ constraint: Constraint) -> UInt32? {
        guard let root = constraint.root.id else { return raw }
        let cell = CellID(raw & ~ObjectTable.somewhere)
        let object = objects.cells[cell].object
        if objects.isFromOutside(object) { return raw }
        if case .function(let symbol) = objects.objects[object].kind {
            guard types.isFunction(root) else { return nil }
            let defined = program.symbols[symbol]
            let fits =
                defined.flags.contains(.takesThis)
                || signatures.fits(root, symbol, defined.type, &compatibility)
            return fits ? raw : nil
        }
        if types.isFunction(root) { return nil }
        let isSomewhere = raw & ObjectTable.somewhere != 0
        if types.isByte(root) {
            if objects.isBuffer(cell) || isCarving(object) { return raw }
            if isSomewhere { return objects.isOnlyPointers(object) ? nil : raw }
            return objects.holdsPointers(at: cell) ? nil : raw
        }
        let isKept = constraint.offset != 0
        if !isSomewhere, !isKept, awaitsCarving(cell, as: root) {
            return carved(cell, as: root)?.raw
        }
        if isKept, !isSomewhere, objects.isBuffer(cell), objects.table.holdsPointers(root) {
            return nil
        }
        guard types.isCompleteStructure(root) else { return raw }
        if isSomewhere { return filtered(somewhere: raw, constraint, isWhole: true) }
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
