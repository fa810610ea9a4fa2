import MidasBase
import MidasIR

/// What an allocating call makes: one object for every type that its memory is used as. A real
/// object is of one of them and is stood for by that one, so an access through a pointer to a type
/// means the object of that type, and one of a beginning that several have means all of these.
struct HeapAllocation {
    /// What gets the addresses.
    var addresses: NodeID
    var views: [ObjectID] = []
    /// In bytes, where the call says.
    var size: Int64?
    /// Further untyped memory, from where on there are too many views to go on making them.
    var rest: ObjectID?
}

extension PointsToSolver {
    /// The addresses of what a call allocates.
    mutating func allocate(_ site: CallSite, as wanted: [TypeID?], size: Int64?) -> NodeID {
        if let known = allocations[site] { return known.addresses }
        allocations[site] = HeapAllocation(addresses: graph.makeNode(), size: size)
        for type in wanted { addView(type, to: site) }
        return allocations[site]!.addresses
    }

    private mutating func addView(_ type: TypeID?, to site: CallSite) {
        guard let allocation = allocations[site] else { return }
        let object = objects.append(.heap(site), type: type)
        allocations[site]!.views.append(object)
        graph.addTarget(objects.firstCell(object), to: allocation.addresses)
    }

    /// Whether casts to a type may mean heap memory that was taken for the beginning of it only.
    func hasBeginning(_ type: TypeID) -> Bool {
        guard let record = types.record(type), types.records[record].isComplete,
            types.records[record].kind != .union
        else { return false }
        let entry = types.records[record]
        if !entry.bases.isEmpty { return true }
        return entry.fields.first.map { types.record($0.type) != nil } ?? false
    }

    /// A pointer to memory of the heap is cast to one to `type`, of which the memory was taken to be
    /// the beginning.
    mutating func viewLonger(_ target: UInt32, as type: TypeID) {
        guard let (object, site) = heapObject(at: target), let taken = objects.objects[object].type,
            taken != type, types.size(taken) < types.size(type),
            compatibility.begins(type, with: taken)
        else { return }
        view(site, as: type)
    }

    /// Nothing that a pointer leads to is a `type`, which it is cast to: so memory of the heap is.
    mutating func viewAnew(_ target: UInt32, as type: TypeID) {
        guard types.isCompleteStructure(type), let (object, site) = heapObject(at: target),
            let taken = objects.objects[object].type, types.record(taken) != nil
        else { return }
        view(site, as: type)
    }

    /// Memory of the heap that is taken for bytes, or for nothing particular, as the record that a
    /// pointer to it is cast to: arenas and pools are carved into records of several types, of which
    /// none is another (C 6.5p7).
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

    private func heapObject(at target: UInt32) -> (ObjectID, CallSite)? {
        guard target & ObjectTable.somewhere == 0 else { return nil }
        let object = objects.cells[CellID(target)].object
        guard case .heap(let site) = objects.objects[object].kind,
            objects.firstCell(object).raw == target
        else { return nil }
        return (object, site)
    }

    private mutating func view(_ site: CallSite, as type: TypeID) {
        guard let allocation = allocations[site] else { return }
        if let size = allocation.size, size > 0, UInt64(size) < types.size(type) { return }
        let known = allocation.views.map { objects.objects[$0].type }
        if known.contains(where: { $0 == nil || $0 == type }) { return }
        addView(known.count < HeapTypeSet.viewLimit ? type : nil, to: site)
    }
}
