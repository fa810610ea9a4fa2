import MidasBase
import MidasIR

/// The objects of a program and their cells, made while the solver meets them.
struct ObjectTable {
    var objects: Arena<ObjectTag, MemoryObject> = Arena()
    var cells: Arena<CellTag, Cell> = Arena()
    /// By object: its layout's number in `layouts`.
    private var layoutNumbers: [UInt32] = []
    private var layouts: [Layout] = []
    /// By layout: the number of its first leaf, counted over all layouts.
    private var firstLeaves: [UInt32] = []
    private var leafCount: UInt32 = 0
    /// By type, and for objects without one.
    private var numberOfType: [UInt32]
    private var numberOfUntyped = UInt32.max
    /// By type of bytes: allocated memory that is used as bytes.
    private var numberOfBuffer: [TypeID: UInt32] = [:]
    var table: LayoutTable
    private var known: [MemoryObject.Kind: ObjectID] = [:]

    init(table: LayoutTable) {
        self.table = table
        numberOfType = Array(repeating: .max, count: table.types.entries.count)
    }

    func find(_ kind: MemoryObject.Kind) -> ObjectID? { known[kind] }

    /// The object of a kind; made with this type if it is new.
    mutating func object(
        _ kind: MemoryObject.Kind, type: TypeID?, isSingle: Bool = false
    ) -> (id: ObjectID, isNew: Bool) {
        if let id = known[kind] { return (id, false) }
        let id = append(kind, type: type, isSingle: isSingle)
        known[kind] = id
        return (id, true)
    }

    /// A further object of a kind that others have too.
    mutating func append(
        _ kind: MemoryObject.Kind, type: TypeID?, isSingle: Bool = false
    ) -> ObjectID {
        let number = layoutNumber(type, isAllocated: kind.isHeap)
        let layout = layouts[Int(number)]
        let id = objects.append(
            MemoryObject(
                kind: kind, type: type, firstCell: CellID(cells.count),
                cellCount: UInt32(layout.leaves.count), isSingle: isSingle))
        layoutNumbers.append(number)
        let isElements = if case .elements = kind { true } else { false }
        for leaf in layout.leaves {
            cells.append(
                Cell(
                    object: id, type: leaf.type, record: leaf.record, field: leaf.field,
                    isElement: leaf.isElement || isElements))
        }
        return id
    }

    private mutating func layoutNumber(_ type: TypeID?, isAllocated: Bool) -> UInt32 {
        if isAllocated, let type, table.types.isByte(type) {
            if let known = numberOfBuffer[type] { return known }
            let number = append(.buffer(of: type))
            numberOfBuffer[type] = number
            return number
        }
        let known = type.map { numberOfType[$0.index] } ?? numberOfUntyped
        if known != .max { return known }
        let number = append(table.layout(of: type))
        if let type { numberOfType[type.index] = number } else { numberOfUntyped = number }
        return number
    }

    private mutating func append(_ layout: Layout) -> UInt32 {
        layouts.append(layout)
        firstLeaves.append(leafCount)
        leafCount += UInt32(layout.leaves.count)
        return UInt32(layouts.count - 1)
    }

    func layout(of object: ObjectID) -> Layout { layouts[Int(layoutNumbers[object.index])] }

    func leaf(of cell: CellID) -> Leaf {
        let object = cells[cell].object
        let index = Int(cell.raw - objects[object].firstCell.raw)
        return layouts[Int(layoutNumbers[object.index])].leaves[index]
    }

    /// A number for the leaf of a cell, the same for all objects of one layout.
    func leafKey(of cell: CellID) -> UInt32 {
        let object = cells[cell].object
        let offset = cell.raw - objects[object].firstCell.raw
        return firstLeaves[Int(layoutNumbers[object.index])] + offset
    }

    /// Whether a cell is an array of bytes.
    func isBuffer(_ cell: CellID) -> Bool {
        leaf(of: cell).isBuffer
    }

    /// Whether the cell lies inside a record, and none begins there.
    mutating func isInsideRecord(_ cell: CellID) -> Bool {
        let object = cells[cell].object
        guard objects[object].type.map({ table.types.record($0) != nil }) ?? false else {
            return false
        }
        return !layout(of: object).parts(at: leaf(of: cell).start).contains {
            table.types.record($0) != nil
        }
    }

    /// Whether the object stands for many that the tree does not make.
    func isFromOutside(_ object: ObjectID) -> Bool {
        switch objects[object].kind {
        case .outside, .external, .hidden, .unknown: true
        default: false
        }
    }

    func firstCell(_ object: ObjectID) -> CellID { objects[object].firstCell }

    func allCells(_ object: ObjectID) -> Range<UInt32> {
        let first = objects[object].firstCell.raw
        return first..<first + objects[object].cellCount
    }

    // MARK: Movement inside an object

    /// The cells that an access of `width` bits at `offset` from a cell's start touches.
    func cells(from cell: CellID, offset: Bits, width: Bits) -> Range<UInt32> {
        let object = cells[cell].object
        let first = objects[object].firstCell.raw
        let number = Int(layoutNumbers[object.index])
        let start = layouts[number].leaves[Int(cell.raw - first)].start
        let leaves = layouts[number].leaves(at: start + offset, width: width)
        return first + UInt32(leaves.lowerBound)..<first + UInt32(leaves.upperBound)
    }

    /// Where a pointer to the start of a cell points when it is moved by a fixed offset: to a member,
    /// or by arithmetic, which may go on to the next object of an allocated array, or to what lies
    /// behind a header.
    enum Movement {
        case cell(CellID)
        /// Into the middle of a cell: code that goes over memory byte by byte.
        case wandering
        case outside
    }

    func move(_ cell: CellID, by offset: Bits, isArithmetic: Bool) -> Movement {
        if offset == 0 { return .cell(cell) }
        let object = cells[cell].object
        let first = objects[object].firstCell.raw
        let number = Int(layoutNumbers[object.index])
        let from = layouts[number].leaves[Int(cell.raw - first)]
        let target = from.start + offset
        guard let leaf = layouts[number].leaf(at: target) else {
            if !isArithmetic { return .outside }
            if offset % layouts[number].size == 0 { return .cell(cell) }
            return target < 0 ? .outside : .wandering
        }
        let reached = layouts[number].leaves[leaf]
        let isInside = reached.start != layouts[number].folded(target)
        if isInside && !reached.isElement { return .wandering }
        return .cell(CellID(first + UInt32(leaf)))
    }

    // MARK: Anywhere in an object

    /// Where arithmetic by an unknown number of bytes leads: within an array without inner order, of
    /// bytes or of unions, to its cell (ISO C, 6.5.6: no arithmetic past an array); in other objects
    /// somewhere, which is one target for all cells.
    func wander(from cell: CellID) -> UInt32 {
        let object = cells[cell].object
        if objects[object].cellCount == 1 || isArrayOfBlobs(cell) { return cell.raw }
        return objects[object].firstCell.raw | Self.somewhere
    }

    private func isArrayOfBlobs(_ cell: CellID) -> Bool {
        let leaf = leaf(of: cell)
        guard leaf.isElement, isBlob(leaf) else { return false }
        if leaf.isBuffer { return true }
        return layout(of: cells[cell].object).regions.contains {
            $0.start == leaf.start && $0.stride == leaf.width
        }
    }

    /// Marks a target that is not the cell but somewhere in its object.
    static let somewhere: UInt32 = 1 << 31

    /// Calls `body` with the cells that an access of a target touches. From somewhere in an object
    /// these are the cells of the type that is accessed, and byte buffers.
    func forEachCell(
        of target: UInt32, offset: Bits, width: Bits, type: OptionalID<TypeTag>,
        _ body: (CellID) -> Void
    ) {
        guard target & Self.somewhere != 0 else {
            for raw in cells(from: CellID(target), offset: offset, width: width) {
                body(CellID(raw))
            }
            return
        }
        let cell = CellID(target & ~Self.somewhere)
        for raw in allCells(cells[cell].object) {
            let leaf = leaf(of: CellID(raw))
            if type.raw == leaf.type.raw || isBlob(leaf) { body(CellID(raw)) }
        }
    }

    /// Whether a leaf has no inner order: a byte buffer, a union, memory of unknown type.
    func isBlob(_ leaf: Leaf) -> Bool {
        if leaf.isBuffer || leaf.width == Layout.openEnd { return true }
        return table.types.record(leaf.type) != nil
    }
}
