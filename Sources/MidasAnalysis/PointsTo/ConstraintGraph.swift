import MidasBase
import MidasIR

enum NodeTag {}
/// A variable of the constraint system: something that holds pointers. Cells and values have one.
typealias NodeID = ID<NodeTag>

/// What happens to every target that a node gets, besides being copied on.
struct Constraint {
    enum Kind: UInt8 {
        /// `node` ⊇ what the cells at target + offset hold.
        case load
        /// The cells at target + offset ⊇ `node`.
        case store
        /// `node` ⊇ the member at target + offset.
        case shift
        /// `node` ⊇ target + offset by arithmetic.
        case step
        /// `node` ⊇ the target somewhere in its object, after arithmetic by unknown bytes.
        case wander
        /// `node` ⊇ what the container at the target holds.
        case elements
        /// `node` ⊇ what lies behind the target's object in the same allocation.
        case tail
        /// `node` ⊇ the target where it may be a `root`.
        case filter
        /// `node` ⊇ the target where a `void *` kept in memory may come out as one to a `root`.
        case restore
        /// Memory of the heap at the target may be a `root`, of which it was taken for the beginning.
        case view
        /// The target is called; `node` is the number of the call.
        case call
        /// The target is the object of a virtual call; `node` is the number of the call.
        case dispatch
        /// The target is called by code outside the tree; `node` is the number of the callback.
        case callback
        /// The block `node` ⊇ the cells from the target on.
        case loadBlock
        /// The cells from the target on ⊇ the block `node`.
        case storeBlock

        /// Whether what it makes of a set is the same whatever asks, and made once.
        var isShared: Bool {
            switch self {
            case .shift, .step, .wander, .tail, .filter, .restore, .load, .store, .loadBlock,
                .storeBlock:
                true
            default: false
            }
        }
    }

    var kind: Kind
    var node: UInt32
    var next: UInt32
    var offset: Bits
    var width: Bits
    /// As what it is read or written.
    var type: OptionalID<TypeTag>
    /// What lies at the target, as a part of which it is accessed.
    var root: OptionalID<TypeTag>
}

/// Copy edges and constraints between nodes, and the set of targets of each.
///
/// Nodes that are found in a cycle are joined, since their sets are equal; every access goes by the
/// representative. What a node got but has not passed on is `pending` (difference propagation).
struct ConstraintGraph {
    var sets = TargetSets()
    private(set) var targets: [TargetSets.SetNumber] = []
    private(set) var pending: [TargetSets.SetNumber] = []
    private var parents: [UInt32] = []
    private var firstEdge: [UInt32] = []
    private var lastEdge: [UInt32] = []
    private var edgeNext: [UInt32] = []
    private var edgeTo: [UInt32] = []
    private var edges = PairMemo()
    private var firstConstraint: [UInt32] = []
    private var lastConstraint: [UInt32] = []
    private(set) var constraints: [Constraint] = []
    /// Representatives with something pending, each once.
    private(set) var dirty: [UInt32] = []

    /// Kept only to explain derivations.
    var log: DerivationLog?

    static let none = UInt32.max

    var nodeCount: Int { parents.count }
    var edgeCount: Int { edgeTo.count }

    mutating func makeNode() -> NodeID {
        let id = UInt32(parents.count)
        parents.append(id)
        targets.append(0)
        pending.append(0)
        firstEdge.append(Self.none)
        lastEdge.append(Self.none)
        firstConstraint.append(Self.none)
        lastConstraint.append(Self.none)
        return NodeID(id)
    }

    func representative(_ node: NodeID) -> NodeID {
        var id = node.raw
        while parents[Int(id)] != id { id = parents[Int(id)] }
        return NodeID(id)
    }

    mutating func compressPaths() {
        for index in parents.indices {
            parents[index] = parents[Int(parents[index])]
        }
    }

    /// All that the node may point to, what is pending included.
    mutating func allTargets(_ node: NodeID) -> TargetSets.SetNumber {
        let node = representative(node)
        return sets.union(targets[node.index], pending[node.index])
    }

    mutating func add(_ set: TargetSets.SetNumber, to node: NodeID) {
        if set == 0 { return }
        let node = representative(node)
        let before = pending[node.index]
        let after = sets.union(before, set)
        guard after != before else { return }
        pending[node.index] = after
        if before == 0 { dirty.append(node.raw) }
    }

    mutating func addTarget(_ cell: CellID, to node: NodeID) {
        if log != nil { log!.origins.insert(DerivationLog.key(node.raw, cell.raw)) }
        add(sets.single(cell.raw), to: node)
    }

    /// `to` ⊇ `from`.
    mutating func addEdge(_ from: NodeID, _ to: NodeID) {
        if log != nil {
            log!.edges.append(
                DerivationLog.Edge(from: from.raw, to: to.raw, constraint: log!.current))
        }
        let from = representative(from)
        let to = representative(to)
        guard from != to, edges.insert(from.raw, to.raw) else { return }
        let edge = UInt32(edgeTo.count)
        edgeTo.append(to.raw)
        edgeNext.append(Self.none)
        if lastEdge[from.index] == Self.none {
            firstEdge[from.index] = edge
        } else {
            edgeNext[Int(lastEdge[from.index])] = edge
        }
        lastEdge[from.index] = edge
        add(targets[from.index], to: to)
    }

    /// Adds a constraint on what `node` points to; those that it points to already are pending
    /// again.
    mutating func add(
        _ kind: Constraint.Kind, on node: NodeID, _ other: UInt32, offset: Bits = 0,
        width: Bits = 0, type: OptionalID<TypeTag> = .none, root: OptionalID<TypeTag> = .none
    ) {
        if log != nil { log!.owners.append(node.raw) }
        let node = representative(node)
        let id = UInt32(constraints.count)
        constraints.append(
            Constraint(
                kind: kind, node: other, next: Self.none, offset: offset, width: width, type: type,
                root: root))
        if lastConstraint[node.index] == Self.none {
            firstConstraint[node.index] = id
        } else {
            constraints[Int(lastConstraint[node.index])].next = id
        }
        lastConstraint[node.index] = id
        late.append((id, targets[node.index]))
    }

    /// Constraints that came after the targets which they are about.
    private var late: [(constraint: UInt32, set: TargetSets.SetNumber)] = []

    mutating func takeLate() -> [(constraint: UInt32, set: TargetSets.SetNumber)] {
        defer { late.removeAll() }
        return late
    }

    func forEachConstraint(on node: NodeID, _ body: (UInt32) -> Void) {
        var next = firstConstraint[node.index]
        while next != Self.none {
            body(next)
            next = constraints[Int(next)].next
        }
    }

    func hasConstraints(_ node: NodeID) -> Bool { firstConstraint[node.index] != Self.none }

    mutating func takeDirty() -> [UInt32] {
        defer { dirty.removeAll(keepingCapacity: true) }
        return dirty
    }

    /// What is pending and new at a representative, which then counts as passed on: its successors
    /// have it pending.
    mutating func advance(_ node: UInt32) -> TargetSets.SetNumber {
        let index = Int(node)
        let new = sets.difference(pending[index], targets[index])
        pending[index] = 0
        guard new != 0 else { return 0 }
        targets[index] = sets.union(targets[index], new)
        var edge = firstEdge[index]
        while edge != Self.none {
            let to = representative(NodeID(edgeTo[Int(edge)]))
            if to.raw != node { add(new, to: to) }
            edge = edgeNext[Int(edge)]
        }
        return new
    }

    /// Joins two representatives, whose sets are, or will be, equal.
    mutating func join(_ a: UInt32, _ b: UInt32) {
        guard a != b else { return }
        let (kept, gone) = (Int(min(a, b)), Int(max(a, b)))
        parents[gone] = UInt32(kept)
        let common = sets.intersection(targets[kept], targets[gone])
        var rest = sets.union(targets[kept], targets[gone])
        rest = sets.difference(rest, common)
        rest = sets.union(rest, sets.union(pending[kept], pending[gone]))
        targets[kept] = common
        pending[kept] = 0
        add(rest, to: NodeID(kept))
        concatenateLists(kept, gone)
    }

    private mutating func concatenateLists(_ kept: Int, _ gone: Int) {
        if firstEdge[gone] != Self.none {
            if lastEdge[kept] == Self.none {
                firstEdge[kept] = firstEdge[gone]
            } else {
                edgeNext[Int(lastEdge[kept])] = firstEdge[gone]
            }
            lastEdge[kept] = lastEdge[gone]
        }
        guard firstConstraint[gone] != Self.none else { return }
        if lastConstraint[kept] == Self.none {
            firstConstraint[kept] = firstConstraint[gone]
        } else {
            constraints[Int(lastConstraint[kept])].next = firstConstraint[gone]
        }
        lastConstraint[kept] = lastConstraint[gone]
    }

    // MARK: Cycles and order

    /// Joins the cycles among the nodes that `roots` reach, and gives their representatives in
    /// topological order (Tarjan 1972, as `StronglyConnectedComponents`, over lists that grow).
    mutating func collapseCycles(reachableFrom roots: [UInt32]) -> [UInt32] {
        var search = CycleSearch(nodeCount: nodeCount, marks: marks)
        marks = []
        for root in roots {
            let root = representative(NodeID(root)).raw
            if search.order[Int(root)] == 0 { visit(root, &search) }
        }
        for index in search.visited { search.order[Int(index)] = 0 }
        for (a, b) in search.joins {
            join(representative(NodeID(a)).raw, representative(NodeID(b)).raw)
        }
        let order = search.postorder
        marks = search.order
        return order.reversed()
    }

    /// The order numbers of the search, all zero between searches.
    private var marks: [UInt32] = []

    private func visit(_ root: UInt32, _ search: inout CycleSearch) {
        search.enter(root, firstEdge: firstEdge[Int(root)])
        while let frame = search.frames.last {
            guard frame.edge != Self.none else {
                search.leave(frame.node)
                continue
            }
            search.frames[search.frames.count - 1].edge = edgeNext[Int(frame.edge)]
            let next = representative(NodeID(edgeTo[Int(frame.edge)])).raw
            if search.order[Int(next)] == 0 {
                search.enter(next, firstEdge: firstEdge[Int(next)])
            } else {
                search.meet(frame.node, next)
            }
        }
    }
}
