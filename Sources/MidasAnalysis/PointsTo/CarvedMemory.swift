import MidasBase
import MidasIR

/// Memory of the heap that an allocation takes for bytes, or for nothing particular, and that its users
/// take for records: arenas and pools. Each type that it is carved into has a view (`HeapViews`).
///
/// A pointer to the bytes goes with pointers to all views, so that who goes over the bytes goes over the
/// records. One that is cast to a record means the view of that type alone (C 6.5p7).
extension PointsToSolver {
    /// The view of such memory as the record that a pointer to it is cast to.
    ///
    /// - Parameter isMaking: a view is made where there is none yet.
    /// - Returns: nil where the memory is no such, or is used as too many types to tell them apart.
    mutating func carved(_ cell: CellID, as type: TypeID, isMaking: Bool = false) -> CellID? {
        guard types.isCompleteStructure(type), let (object, site) = heapObject(at: cell.raw),
            isUncarved(object), let allocation = allocations[site], allocation.rest != object
        else { return nil }
        if let size = allocation.size, size > 0, UInt64(size) < types.size(type) { return nil }
        for view in allocation.views {
            guard let known = objects.objects[view].type, types.isSame(known, type) else {
                continue
            }
            return objects.firstCell(view)
        }
        if allocation.rest != nil || !isMaking { return nil }
        if allocation.views.count >= Self.carvedLimit {
            addView(nil, to: site)
            allocations[site]!.rest = allocations[site]!.views.last
            return nil
        }
        addView(type, to: site)
        return objects.firstCell(allocations[site]!.views.last!)
    }

    /// Types that memory without a type is told apart by.
    private static let carvedLimit = 8

    /// Whether a cast of a cell's address waits until all that it may mean is known.
    func awaitsCarving(_ cell: CellID, as type: TypeID) -> Bool {
        guard types.isCompleteStructure(type), let (object, site) = heapObject(at: cell.raw),
            isUncarved(object), let allocation = allocations[site]
        else { return false }
        return allocation.rest != object
    }

    /// Heap memory of no record type that is an allocation's own, and not what lies behind a header.
    private func isUncarved(_ object: ObjectID) -> Bool {
        guard tails.header[object] == nil else { return false }
        guard let type = objects.objects[object].type else { return true }
        return types.isByte(type)
    }

    /// Whether an object is a record that memory without a type was carved into: whoever has the one
    /// has the other.
    func isCarving(_ object: ObjectID) -> Bool {
        guard case .heap(let site) = objects.objects[object].kind,
            let type = objects.objects[object].type, types.record(type) != nil,
            let allocation = allocations[site]
        else { return false }
        return allocation.views.contains { isUncarved($0) }
    }

    /// The records that memory at a cell was carved into; what goes over its bytes goes over theirs.
    func carvings(of cell: CellID) -> [ObjectID] {
        guard let (object, site) = heapObject(at: cell.raw), isUncarved(object) else { return [] }
        return allocations[site]?.views.filter { $0 != object } ?? []
    }

    /// Decides what casts of memory without a type to a record make of it: where they mean little
    /// else and no record of that type, the memory is carved into such; elsewhere they let it pass.
    /// Asked when all else has settled.
    ///
    /// - Returns: whether there is anything new.
    mutating func carveMemory() -> Bool {
        var isNew = false
        for entry in carvingCasts {
            let constraint = graph.constraints[Int(entry.constraint)]
            let targets = graph.allTargets(entry.from)
            guard let root = constraint.root.id, targets != 0 else { continue }
            let bases = graph.sets[targets].filter {
                $0 & ObjectTable.somewhere == 0 && awaitsCarving(CellID($0), as: root)
            }
            if bases.isEmpty { continue }
            let isPlain = bases.count <= Self.carvingSize && !hasRecord(root, in: targets)
            let passing = graph.sets.intern(
                bases.map { carved(CellID($0), as: root, isMaking: isPlain)?.raw ?? $0 }.sorted())
            let known = graph.allTargets(entry.to)
            guard graph.sets.union(known, passing) != known else { continue }
            graph.add(passing, to: entry.to)
            isNew = true
        }
        return isNew
    }

    /// Whether a record of a type begins at one of the targets.
    private mutating func hasRecord(_ type: TypeID, in targets: TargetSets.SetNumber) -> Bool {
        for raw in Array(graph.sets[targets]) where raw & ObjectTable.somewhere == 0 {
            let cell = CellID(raw)
            let parts = objects.layout(of: objects.cells[cell].object)
                .parts(at: objects.leaf(of: cell).start)
            if parts.contains(where: { types.isSame($0, type) }) { return true }
        }
        return false
    }

    /// Where a cast may mean more than these, it does not say what memory is carved into.
    private static let carvingSize = 4
}
