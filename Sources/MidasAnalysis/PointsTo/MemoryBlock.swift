import MidasBase
import MidasIR

/// Memory on its way from one set of places to another (`memcpy`): a node for every offset, so that
/// fields arrive where they left, and one for what has no offset (byte buffers, unions).
struct MemoryBlock {
    /// In bits; 0 where it is not known.
    var width: Bits
    var slots: [(offset: Bits, node: NodeID)] = []
    var anywhere: NodeID
    /// Cells that take everything.
    var sinks: [NodeID] = []
}

extension PointsToSolver {
    mutating func makeBlock(width: Bits) -> UInt32 {
        blocks.append(MemoryBlock(width: width, anywhere: graph.makeNode()))
        return UInt32(blocks.count - 1)
    }

    mutating func loadBlock(_ target: UInt32, _ number: Int) {
        forEachPart(from: target, width: blocks[number].width) { solver, node, offset, isBlob in
            let slot = isBlob ? solver.blocks[number].anywhere : solver.slot(offset, of: number)
            solver.graph.addEdge(node, slot)
        }
    }

    mutating func storeBlock(_ target: UInt32, _ number: Int) {
        forEachPart(from: target, width: blocks[number].width) { solver, node, offset, isBlob in
            solver.graph.addEdge(solver.blocks[number].anywhere, node)
            guard isBlob else {
                solver.graph.addEdge(solver.slot(offset, of: number), node)
                return
            }
            solver.blocks[number].sinks.append(node)
            for (_, slot) in solver.blocks[number].slots { solver.graph.addEdge(slot, node) }
        }
    }

    private mutating func slot(_ offset: Bits, of number: Int) -> NodeID {
        if let known = blocks[number].slots.first(where: { $0.offset == offset }) {
            return known.node
        }
        let node = graph.makeNode()
        blocks[number].slots.append((offset, node))
        for sink in blocks[number].sinks { graph.addEdge(node, sink) }
        return node
    }

    private mutating func forEachPart(
        from target: UInt32, width: Bits,
        _ body: (inout PointsToSolver, NodeID, _ offset: Bits, _ isBlob: Bool) -> Void
    ) {
        let cell = CellID(target & ~ObjectTable.somewhere)
        let start = objects.leaf(of: cell).start
        let extent = width > 0 ? width : objects.extent(from: cell)
        var parts: [CellID] = []
        objects.forEachCell(of: target, offset: 0, width: extent, type: .none) { parts.append($0) }
        for part in parts {
            guard let node = node(of: part) else { continue }
            let leaf = objects.leaf(of: part)
            body(&self, node, leaf.start - start, objects.isBlob(leaf))
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
