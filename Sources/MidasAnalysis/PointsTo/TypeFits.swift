import MidasBase
import MidasIR

/// How far the memory behind a cell is what an access through a pointer to some record takes it for.
///
/// Points-to finds more targets than there are. An lvalue `p->f` with `p` a pointer to `R` means an
/// `R` (C 6.5, C++ [basic.lval]): where no `R` lies at the target, the target is not meant, but for
/// what another record has in common with `R` at its beginning (C 6.5.2.3 allows that for members
/// of a union, programs do it with socket addresses), and but for bytes and unions.
struct TypeFits {
    /// By leaf of a layout and type: how many bits agree.
    private var memo = PairMemo()
    /// What `memo` holds for all of them.
    private static let whole = UInt32.max

    /// How many bits from the cell on are as in `type`; `Layout.openEnd` if all.
    mutating func agreement(
        of cell: CellID, with type: TypeID, _ objects: inout ObjectTable,
        _ compatibility: inout TypeCompatibility
    ) -> Bits {
        let key = objects.leafKey(of: cell)
        if let known = memo[key, type.raw] {
            return known == Self.whole ? Layout.openEnd : Bits(known)
        }
        var bits = compute(cell, type, &objects, &compatibility)
        // Members of a record are another one if they are all of it, not if some look alike.
        if bits != Layout.openEnd && objects.isInsideRecord(cell) { bits = 0 }
        memo[key, type.raw] = bits >= Bits(Self.whole) ? Self.whole : UInt32(bits)
        return bits
    }

    private mutating func compute(
        _ cell: CellID, _ type: TypeID, _ objects: inout ObjectTable,
        _ compatibility: inout TypeCompatibility
    ) -> Bits {
        let types = objects.table.types
        guard let record = types.record(type) else { return Layout.openEnd }
        let layout = objects.layout(of: objects.cells[cell].object)
        let start = objects.leaf(of: cell).start
        let isPart = layout.parts(at: start).contains { types.isSame($0, type) }
        if isPart || !types.records[record].isComplete { return Layout.openEnd }
        if types.records[record].kind == .union {
            return agreement(of: cell, withUnion: record, &objects, &compatibility)
        }
        let wanted = objects.table.layout(of: type)
        var end: Bits = 0
        // What two records have in common begins both and has the same types.
        var common: Bits?
        for leaf in wanted.leaves {
            if objects.isBlob(leaf) || leaf.start + leaf.width <= end {
                end = max(end, leaf.start + leaf.width)
                continue
            }
            guard let index = layout.leaf(at: start + leaf.start) else { return common ?? end }
            let mine = layout.leaves[index]
            if objects.isBlob(mine) {
                end = max(end, layout.blobEnd(index) - start)
                if leaf.start + leaf.width <= end { continue }
                return common ?? end
            }
            guard mine.start - start == leaf.start, mine.width == leaf.width,
                compatibility.mayAlias(mine.type, leaf.type)
            else { return common ?? end }
            if common == nil && !types.isAlike(mine.type, leaf.type) { common = end }
            end = leaf.start + leaf.width
        }
        return Layout.openEnd
    }

    /// A pointer to a union means what one of its members fits.
    private mutating func agreement(
        of cell: CellID, withUnion union: RecordID, _ objects: inout ObjectTable,
        _ compatibility: inout TypeCompatibility
    ) -> Bits {
        let types = objects.table.types
        if objects.isBlob(objects.leaf(of: cell)) { return Layout.openEnd }
        var most: Bits = 0
        for field in types.records[union].fields {
            guard types.record(field.type) != nil else { return Layout.openEnd }
            most = max(most, agreement(of: cell, with: field.type, &objects, &compatibility))
        }
        return most
    }
}

extension TypeTable {
    /// Whether members of two types may be one in what two records have in common: pointers to bytes
    /// are none to something else there.
    fileprivate func isAlike(_ a: TypeID, _ b: TypeID) -> Bool {
        guard a != b, let x = element(a), let y = element(b), isPointerLike(a) else { return true }
        return isByte(x) == isByte(y) || self[x] == .void || self[y] == .void
    }

    /// Whether two types are one: the same record may stand twice, from units that lay it out
    /// differently.
    func isSame(_ a: TypeID, _ b: TypeID) -> Bool {
        if a == b { return true }
        guard let x = record(a), let y = record(b) else { return false }
        return records[x].usr == records[y].usr && records[x].usr != StringTable.empty
    }
}

extension PointsToSolver {
    /// Calls `body` with every cell that an access means at a target.
    mutating func forEachAccessed(
        _ target: UInt32, _ offset: Bits, _ width: Bits, _ type: OptionalID<TypeTag>,
        _ root: OptionalID<TypeTag>, _ body: (inout PointsToSolver, CellID) -> Void
    ) {
        if target & ObjectTable.somewhere != 0 {
            return forEachAccessed(somewhere: target, offset, width, type, root, body)
        }
        let start = CellID(target)
        guard mayMean(start, root, offset + width) else { return }
        for raw in objects.cells(from: start, offset: offset, width: width)
        where mayTouch(CellID(raw), type) { body(&self, CellID(raw)) }
    }

    /// Somewhere in an object, an access of a record means where such a record lies; any other
    /// access the cells of its type; and all may mean bytes.
    private mutating func forEachAccessed(
        somewhere target: UInt32, _ offset: Bits, _ width: Bits, _ type: OptionalID<TypeTag>,
        _ root: OptionalID<TypeTag>, _ body: (inout PointsToSolver, CellID) -> Void
    ) {
        let object = objects.cells[CellID(target & ~ObjectTable.somewhere)].object
        guard let root = root.id, types.isCompleteStructure(root), !objects.isFromOutside(object)
        else {
            var cells: [CellID] = []
            objects.forEachCell(of: target, offset: 0, width: 0, type: type) { cells.append($0) }
            for cell in cells { body(&self, cell) }
            return
        }
        for raw in objects.allCells(object) {
            let start = CellID(raw)
            if objects.isBuffer(start) {
                body(&self, start)
                continue
            }
            let bits = fits.agreement(of: start, with: root, &objects, &compatibility)
            guard bits == Layout.openEnd else { continue }
            for cell in objects.cells(from: start, offset: offset, width: width)
            where mayTouch(CellID(cell), type) { body(&self, CellID(cell)) }
        }
    }

    /// Whether an access of the first `extent` bits of a `root` may mean a cell.
    private mutating func mayMean(
        _ cell: CellID, _ root: OptionalID<TypeTag>, _ extent: Bits
    ) -> Bool {
        guard let root = root.id, !objects.isFromOutside(objects.cells[cell].object) else {
            return true
        }
        let bits = fits.agreement(of: cell, with: root, &objects, &compatibility)
        return bits >= min(extent, Layout.openEnd)
    }

    /// Where a target is after a constraint moved it; nil where that is no place.
    mutating func moved(_ raw: UInt32, _ constraint: Constraint) -> UInt32? {
        if raw & ObjectTable.somewhere != 0 {
            switch constraint.kind {
            case .filter: return filtered(somewhere: raw, constraint)
            case .restore: return restored(raw, constraint)
            default: return raw
            }
        }
        let cell = CellID(raw)
        switch constraint.kind {
        case .wander: return objects.wander(from: cell)
        case .tail: return (tail(of: objects.cells[cell].object) ?? cell).raw
        case .filter: return filtered(cell, constraint)
        case .restore: return restored(raw, constraint)
        default: break
        }
        guard mayMean(cell, constraint.root, constraint.offset + 1) else { return nil }
        if let header = header(before: cell, constraint.offset) { return header.raw }
        let isArithmetic = constraint.kind == .step
        switch objects.move(cell, by: constraint.offset, isArithmetic: isArithmetic) {
        case .cell(let target): return target.raw
        case .wandering: return objects.wander(from: cell)
        case .outside: return nil
        }
    }

    /// What a pointer without a type means when it is cast to a pointer to a record.
    ///
    /// Bytes may be read as records by casting their address; an address that was kept as one of
    /// anything is not that of a buffer inside another record. It is that of a record which begins
    /// with a buffer.
    mutating func filtered(_ cell: CellID, _ constraint: Constraint) -> UInt32? {
        if let root = constraint.root.id, awaitsCarving(cell, as: root) {
            return carved(cell, as: root)?.raw
        }
        if constraint.offset != 0 && objects.isBuffer(cell) && objects.isInsideRecord(cell) {
            return nil
        }
        return mayMean(cell, constraint.root, 1) ? cell.raw : nil
    }

    /// The parts of an object that a pointer somewhere into it may mean as a record: known where
    /// there is one.
    ///
    /// - Parameter isWhole: all of the record must lie there, not only what it begins with.
    mutating func filtered(
        somewhere raw: UInt32, _ constraint: Constraint, isWhole: Bool = false
    ) -> UInt32? {
        guard let root = constraint.root.id else { return raw }
        let object = objects.cells[CellID(raw & ~ObjectTable.somewhere)].object
        if objects.isFromOutside(object) { return raw }
        var found: UInt32?
        for part in objects.allCells(object) {
            let cell = CellID(part)
            if objects.isBuffer(cell) {
                if constraint.offset == 0 { return raw }
                if objects.isInsideRecord(cell) { continue }
            }
            let bits = fits.agreement(of: cell, with: root, &objects, &compatibility)
            guard isWhole ? bits == Layout.openEnd : bits > 0 else { continue }
            if found != nil { return raw }
            found = part
        }
        return found
    }
}

extension TypeTable {
    /// Whether a type is a record with members of its own places.
    func isCompleteStructure(_ type: TypeID) -> Bool {
        guard let record = record(type) else { return false }
        return records[record].isComplete && records[record].kind != .union
    }
}
