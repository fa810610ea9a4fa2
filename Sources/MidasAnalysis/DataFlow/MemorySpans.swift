import MidasBase
import MidasIR

/// Which cells of an object an access of known offset and width touches.
struct MemorySpans {
    private let facts: PointsToFacts
    private let types: TypeTable
    private var layouts: LayoutTable

    init(_ program: Program, _ facts: PointsToFacts) {
        self.facts = facts
        types = program.types
        let void = program.types.find(.void) ?? TypeID(UInt32(0))
        layouts = LayoutTable(
            types: program.types, void: void, wholes: facts.containers.records)
    }

    /// Bits from the start of the object to the start of the cell, and the width of the cell.
    mutating func extent(of cell: CellID) -> (start: Bits, width: Bits) {
        let object = facts.objects[facts.cells[cell].object]
        let leaves = layouts.layout(of: object.type).leaves
        let index = Int(cell.raw - object.firstCell.raw)
        guard index < leaves.count else { return (0, Layout.openEnd) }
        return (leaves[index].start, leaves[index].width)
    }

    /// The cells that `width` bits at `offset` behind the start of a cell touch.
    mutating func cells(from cell: CellID, offset: Bits, width: Bits) -> Range<UInt32> {
        let object = facts.objects[facts.cells[cell].object]
        let first = object.firstCell.raw
        if object.cellCount == 1 { return first..<first + 1 }
        let layout = layouts.layout(of: object.type)
        let index = Int(cell.raw - first)
        guard index < layout.leaves.count else { return cell.raw..<cell.raw + 1 }
        let found = layout.leaves(at: layout.leaves[index].start + offset, width: width)
        return first + UInt32(found.lowerBound)..<first + UInt32(found.upperBound)
    }

    /// The cells of the widest array or structure that begins at a cell inside an object: what starts
    /// there and has no known size ends with it (ISO C, 6.5.6: no arithmetic past an object). Nil at the
    /// start of an object, which a pointer to its first member may mean as a whole.
    mutating func widest(from cell: CellID) -> Range<UInt32>? {
        let object = facts.objects[facts.cells[cell].object]
        guard let type = object.type, types.size(type) != TypeEntry.unknownSize else { return nil }
        let layout = layouts.layout(of: type)
        let index = Int(cell.raw - object.firstCell.raw)
        guard index < layout.leaves.count, layout.leaves[index].start > 0 else { return nil }
        let start = layout.leaves[index].start
        var end = start + layout.leaves[index].width
        for part in layout.parts(at: start) { end = max(end, start + layouts.width(of: part)) }
        for region in layout.regions where region.start == start { end = max(end, region.end) }
        return cells(from: cell, offset: 0, width: end - start)
    }

    mutating func width(of type: TypeID) -> Bits { layouts.width(of: type) }

    /// Whether `width` bits from the start of `cell` overwrite all of each cell in `span`, elements
    /// of arrays included. Nil where nothing can be said about the size of the object.
    mutating func covers(_ span: Range<UInt32>, from cell: CellID, width: Bits) -> Bool {
        let object = facts.objects[facts.cells[cell].object]
        guard let type = object.type, types.size(type) != TypeEntry.unknownSize else {
            return false
        }
        let start = extent(of: cell).start
        let layout = layouts.layout(of: type)
        for raw in span {
            let index = Int(raw - object.firstCell.raw)
            guard index < layout.leaves.count else { return false }
            var end = layout.leaves[index].start + layout.leaves[index].width
            for region in layout.regions
            where region.start <= layout.leaves[index].start
                && layout.leaves[index].start < region.end
            {
                end = max(end, region.end)
            }
            if layout.leaves[index].start < start || end > start + width { return false }
        }
        return true
    }

    /// How many elements the array has that a cell stands for; nil where it lies in none or in several
    /// of known size, or in one of unknown size.
    mutating func elementCount(of cell: CellID) -> Int64? {
        let object = facts.objects[facts.cells[cell].object]
        guard facts.cells[cell].isElement else { return nil }
        let layout = layouts.layout(of: object.type)
        let start = layout.leaves[Int(cell.raw - object.firstCell.raw)].start
        let around = layout.regions.filter { $0.start <= start && start < $0.end }
        guard around.count == 1, around[0].end < Layout.openEnd, around[0].stride > 0 else {
            return nil
        }
        return (around[0].end - around[0].start) / around[0].stride
    }

    /// The offset and type of a member by its name, anonymous members included.
    func member(_ name: StringID, of type: TypeID?) -> (offset: Bits, type: TypeID)? {
        guard let type, let record = types.record(type) else { return nil }
        for field in types.records[record].fields {
            let offset = Bits(clamping: field.bitOffset)
            if field.name == name { return (offset, field.type) }
            if field.name == StringTable.empty, let inner = member(name, of: field.type) {
                return (offset + inner.offset, inner.type)
            }
        }
        return nil
    }
}
