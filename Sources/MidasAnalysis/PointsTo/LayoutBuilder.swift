import MidasBase
import MidasIR

/// Lays one type out.
struct LayoutBuilder {
    let types: TypeTable
    let wholes: BitSet
    let callables: BitSet
    var layout = Layout()
    var isCapped = false

    private struct Context {
        var record: OptionalID<RecordTag> = .none
        var field: UInt32 = 0
        var isElement = false
        /// What is laid out is itself the element of an array, no member of one.
        var isWholeElement = false
        var depth = 0
    }

    init(types: TypeTable, wholes: BitSet, callables: BitSet) {
        self.types = types
        self.wholes = wholes
        self.callables = callables
    }

    mutating func build(_ type: TypeID) -> Layout {
        let size = types.size(type)
        layout.size = size == TypeEntry.unknownSize ? 0 : bits(of: size)
        add(type, at: 0, Context())
        if layout.leaves.isEmpty { leaf(type, at: 0, width: max(layout.size, 8), Context()) }
        layout.leaves.sort { $0.start < $1.start }
        layout.parts += layout.leaves.map { ($0.start, $0.type) }
        layout.parts.sort { $0.start < $1.start }
        dropOverlaps()
        return layout
    }

    private mutating func add(_ type: TypeID, at start: Bits, _ context: Context) {
        switch types[type] {
        case .record(let id): add(id, of: type, at: start, context)
        case .atomic(let inner): add(inner, at: start, context)
        case .array(let element, let count):
            let (bytes, isTooLong) = types.size(element).multipliedReportingOverflow(by: count)
            let length = isTooLong ? Layout.openEnd : bits(of: bytes)
            array(of: element, end: start + length, at: start, context)
        case .incompleteArray(let element):
            array(of: element, end: Layout.openEnd, at: start, context)
        default: leaf(type, at: start, width: width(type), context)
        }
    }

    private mutating func array(
        of element: TypeID, end: Bits, at start: Bits, _ context: Context
    ) {
        var inner = context
        inner.isElement = true
        inner.isWholeElement = true
        let stride = width(element)
        guard stride > 0 else { return leaf(element, at: start, width: 8, inner) }
        layout.regions.append(ArrayRegion(start: start, end: end, stride: stride))
        add(element, at: start, inner)
    }

    private mutating func add(
        _ id: RecordID, of type: TypeID, at start: Bits, _ context: Context
    ) {
        let record = types.records[id]
        if wholes.contains(id.index) {
            return leaf(
                type, at: start, width: width(type), context,
                holdsPointers: callables.contains(id.index))
        }
        let isWhole =
            record.kind == .union || !record.isComplete || context.depth > 64
            || layout.leaves.count > LayoutTable.leafLimit
        if isWhole {
            if layout.leaves.count > LayoutTable.leafLimit { isCapped = true }
            return leaf(type, at: start, width: width(type), context)
        }
        layout.parts.append((start, type))
        if let stored = types.storedType(of: id) { return add(stored, at: start, context) }
        let known = layout.leaves.count
        defer {
            beginning(from: known, at: start, isPolymorphic: record.isPolymorphic, context)
        }
        for base in record.bases {
            var inner = context
            inner.isWholeElement = false
            inner.depth += 1
            guard let baseType = types.find(.record(base.record)) else { continue }
            add(baseType, at: start + bits(of: base.offset), inner)
        }
        for (index, field) in record.fields.enumerated() {
            var inner = context
            inner.record = OptionalID(id)
            inner.field = UInt32(index)
            inner.isWholeElement = false
            inner.depth += 1
            let offset = start + Bits(clamping: field.bitOffset)
            guard let bits = field.bitWidth else {
                add(field.type, at: offset, inner)
                continue
            }
            if bits > 0 { leaf(field.type, at: offset, width: Bits(bits), inner) }
        }
    }

    /// A record that does not begin with a member begins with a table pointer, or with what has no
    /// name: a leaf of its own, so that the address of the record is that of a cell.
    private mutating func beginning(
        from known: Int, at start: Bits, isPolymorphic: Bool, _ context: Context
    ) {
        guard let void = types.find(.void) else { return }
        let first = layout.leaves[known...].map(\.start).min() ?? start + (isPolymorphic ? 64 : 0)
        guard first > start else { return }
        layout.leaves.append(
            Leaf(
                start: start, width: first - start, type: void, record: context.record,
                field: context.field, isElement: context.isElement, holdsPointers: false))
    }

    private mutating func leaf(
        _ type: TypeID, at start: Bits, width: Bits, _ context: Context,
        holdsPointers: Bool = true
    ) {
        let isBuffer = context.isWholeElement && width == 8 && types[type] != .bool
        layout.leaves.append(
            Leaf(
                start: start, width: width, type: type, record: context.record,
                field: context.field, isElement: context.isElement,
                holdsPointers: holdsPointers && (isBuffer || types.mayBePointer(type)),
                isBuffer: isBuffer))
    }

    /// Where two members share an offset (`[[no_unique_address]]`) the first has it.
    private mutating func dropOverlaps() {
        var kept: [Leaf] = []
        for leaf in layout.leaves {
            if let last = kept.last, last.start == leaf.start { continue }
            kept.append(leaf)
        }
        layout.leaves = kept
    }

    private func width(_ type: TypeID) -> Bits {
        let size = types.size(type)
        return size == TypeEntry.unknownSize ? 0 : bits(of: size)
    }
}
