import MidasBase
import MidasIR

/// Memory on its way from one set of places to another (`memcpy`): a node for every range of bits, so
/// that fields arrive where they left, and one for what has no place (byte buffers).
struct MemoryBlock {
    /// In bits; 0 where it is not known.
    var width: Bits
    var slots: [Part] = []
    var anywhere: NodeID
    /// Cells that take what comes to their bits.
    var sinks: [Part] = []
    /// Blocks that get all that this one has, by number.
    var next: [UInt32] = []
    private var numbers: [Range: Int] = [:]

    init(width: Bits, anywhere: NodeID) {
        self.width = width
        self.anywhere = anywhere
    }

    private struct Range: Hashable {
        var start: Bits
        var end: Bits
        var type: TypeID
    }

    func slot(at part: Part) -> NodeID? {
        numbers[Range(start: part.start, end: part.end, type: part.type)].map { slots[$0].node }
    }

    mutating func add(_ slot: Part) {
        numbers[Range(start: slot.start, end: slot.end, type: slot.type)] = slots.count
        slots.append(slot)
    }

    struct Part {
        var start: Bits
        var end: Bits
        var node: NodeID
        var type: TypeID

        func overlaps(_ other: Part) -> Bool { start < other.end && other.start < end }
    }
}

extension PointsToSolver {
    mutating func makeBlock(width: Bits) -> UInt32 {
        blocks.append(MemoryBlock(width: width, anywhere: graph.makeNode()))
        return UInt32(blocks.count - 1)
    }

    /// Copies from, or to, all targets of a set. Copies of one width from one set share what they load,
    /// those to one set what they store.
    mutating func copy(_ set: TargetSets.SetNumber, _ constraint: Constraint) -> Int {
        let isLoad = constraint.kind == .loadBlock
        let own = constraint.node
        let width = blocks[Int(own)].width
        var number = own
        if graph.sets.size(set) >= 3 && graph.log == nil {
            var alike = constraint
            alike.width = width
            let movement = movements.number(of: alike)
            let known = movedSets[set, movement]
            number = known ?? makeBlock(width: width)
            if isLoad { link(number, own) } else { link(own, number) }
            if known != nil { return 1 }
            movedSets[set, movement] = number
        }
        for raw in Array(graph.sets[set]) {
            if isLoad { loadBlock(raw, Int(number)) } else { storeBlock(raw, Int(number)) }
        }
        return graph.sets.size(set)
    }

    private mutating func link(_ from: UInt32, _ to: UInt32) {
        guard !blocks[Int(from)].next.contains(to) else { return }
        blocks[Int(from)].next.append(to)
        graph.addEdge(blocks[Int(from)].anywhere, blocks[Int(to)].anywhere)
        for slot in blocks[Int(from)].slots { pass(slot, to) }
    }

    private mutating func pass(_ slot: MemoryBlock.Part, _ to: UInt32) {
        let there = self.slot(slot, of: Int(to))
        graph.addEdge(slot.node, there)
    }

    mutating func loadBlock(_ target: UInt32, _ number: Int) {
        forEachPart(from: target, width: blocks[number].width) { solver, part, isPlaced in
            let slot =
                isPlaced ? solver.slot(part, of: number) : solver.blocks[number].anywhere
            solver.graph.addEdge(part.node, slot)
        }
    }

    mutating func storeBlock(_ target: UInt32, _ number: Int) {
        forEachPart(from: target, width: blocks[number].width) { solver, part, isPlaced in
            var sink = part
            if !isPlaced { (sink.start, sink.end) = (-Layout.openEnd, Layout.openEnd) }
            solver.blocks[number].sinks.append(sink)
            var bytes = solver.blocks[number].anywhere
            if isPlaced { bytes = solver.outOfBlob(bytes, as: part.type) }
            if !isPlaced || !solver.types.isWideInteger(part.type) {
                solver.graph.addEdge(bytes, sink.node)
            }
            for slot in solver.blocks[number].slots where solver.arrives(slot, sink) {
                solver.graph.addEdge(slot.node, sink.node)
            }
        }
    }

    private mutating func slot(_ part: MemoryBlock.Part, of number: Int) -> NodeID {
        if let known = blocks[number].slot(at: part) { return known }
        var slot = part
        slot.node = graph.makeNode()
        blocks[number].add(slot)
        for sink in blocks[number].sinks where arrives(slot, sink) {
            graph.addEdge(slot.node, sink.node)
        }
        for next in blocks[number].next { pass(slot, next) }
        return slot.node
    }

    /// Whether a pointer that a part holds is one behind the copy: the same type lies there, or bytes.
    /// Copies find more places than there are, as accesses do.
    private mutating func arrives(_ slot: MemoryBlock.Part, _ sink: MemoryBlock.Part) -> Bool {
        slot.overlaps(sink)
            && (sink.start == -Layout.openEnd || compatibility.mayAlias(sink.type, slot.type))
    }

    private mutating func forEachPart(
        from target: UInt32, width: Bits,
        _ body: (inout PointsToSolver, MemoryBlock.Part, _ isPlaced: Bool) -> Void
    ) {
        let cell = CellID(target & ~ObjectTable.somewhere)
        let start = objects.leaf(of: cell).start
        let extent = width > 0 ? width : objects.extent(from: cell)
        var parts: [CellID] = []
        objects.forEachCell(of: target, offset: 0, width: extent, type: .none) { parts.append($0) }
        for part in parts {
            guard let node = node(of: part) else { continue }
            let leaf = objects.leaf(of: part)
            let from = leaf.start - start
            let isBytes = leaf.width == Layout.openEnd || leaf.isBuffer
            body(
                &self,
                MemoryBlock.Part(start: from, end: from + leaf.width, node: node, type: leaf.type),
                !isBytes && target & ObjectTable.somewhere == 0)
        }
    }
}

extension TypeTable {
    /// What is copied out of bytes into a number is no address.
    fileprivate func isWideInteger(_ type: TypeID) -> Bool {
        switch self[type] {
        case .integer(let bits, _): bits > 8
        case .enumeration: true
        default: false
        }
    }
}

extension ObjectTable {
    /// How far a copy of unknown length from a cell goes: to the end of the array that the cell lies
    /// in, or else of the object.
    func extent(from cell: CellID) -> Bits {
        let object = cells[cell].object
        let layout = layout(of: object)
        let start = leaf(of: cell).start
        for region in layout.regions where start >= region.start && start < region.end {
            return region.end - start
        }
        return Layout.openEnd
    }
}
