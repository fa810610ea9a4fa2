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

    mutating func addView(_ type: TypeID?, to site: CallSite) {
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

    /// The object of the heap that begins at a target, and what allocates it.
    func heapObject(at target: UInt32) -> (ObjectID, CallSite)? {
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
