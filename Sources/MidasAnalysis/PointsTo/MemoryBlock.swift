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

    struct Part {
        var start: Bits
        var end: Bits
        var node: NodeID

        func overlaps(_ other: Part) -> Bool { start < other.end && other.start < end }
    }
}

extension PointsToSolver {
    mutating func makeBlock(width: Bits) -> UInt32 {
        blocks.append(MemoryBlock(width: width, anywhere: graph.makeNode()))
        return UInt32(blocks.count - 1)
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
            solver.graph.addEdge(solver.blocks[number].anywhere, sink.node)
            for slot in solver.blocks[number].slots where slot.overlaps(sink) {
                solver.graph.addEdge(slot.node, sink.node)
            }
        }
    }

    private mutating func slot(_ part: MemoryBlock.Part, of number: Int) -> NodeID {
        let known = blocks[number].slots.first { $0.start == part.start && $0.end == part.end }
        if let known { return known.node }
        var slot = part
        slot.node = graph.makeNode()
        blocks[number].slots.append(slot)
        for sink in blocks[number].sinks where sink.overlaps(slot) {
            graph.addEdge(slot.node, sink.node)
        }
        return slot.node
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
            let isBytes = leaf.width == Layout.openEnd || leaf.isElement && leaf.width == 8
            body(
                &self, MemoryBlock.Part(start: from, end: from + leaf.width, node: node),
                !isBytes && target & ObjectTable.somewhere == 0)
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
