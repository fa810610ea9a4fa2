import MidasBase
import MidasIR

/// Lengths and offsets in bits: bit-fields are cells of their own.
typealias Bits = Int64

/// Bytes in bits. What is longer than any object, as unknown sizes are, ends at `Layout.openEnd`.
func bits(of bytes: UInt64) -> Bits {
    bytes < UInt64(Layout.openEnd / 8) ? Bits(bytes) * 8 : Layout.openEnd
}

/// A part of a type that becomes one cell of every object of the type.
struct Leaf {
    /// From the start of the object; inside arrays, of the first element.
    var start: Bits
    var width: Bits
    var type: TypeID
    /// The innermost declared field.
    var record: OptionalID<RecordTag>
    var field: UInt32
    var isElement: Bool
    /// A pointer may be kept in it.
    var holdsPointers: Bool
    /// An array of bytes, which may be used as memory for anything. A member of one byte of records
    /// that lie in an array is none.
    var isBuffer = false
}

/// An array inside a layout. Its leaves are those of the first element.
struct ArrayRegion {
    var start: Bits
    var end: Bits
    var stride: Bits
}

/// The leaves of a type in order, and how any offset finds its leaf. A type without members has one
/// leaf, so that its objects have an address.
struct Layout {
    static let openEnd = Bits.max / 4

    var leaves: [Leaf] = []
    /// Outer arrays before those inside them.
    var regions: [ArrayRegion] = []
    /// 0 where it is not known.
    var size: Bits = 0
    /// Records, and single members, by where they begin; arrays count as their first elements.
    var parts: [(start: Bits, type: TypeID)] = []

    /// Bytes, as many as there are.
    static func buffer(of byte: TypeID) -> Layout {
        var layout = Layout()
        layout.leaves = [
            Leaf(
                start: 0, width: 8, type: byte, record: .none, field: 0, isElement: true,
                holdsPointers: true, isBuffer: true)
        ]
        layout.regions = [ArrayRegion(start: 0, end: Layout.openEnd, stride: 8)]
        layout.parts = [(0, byte)]
        return layout
    }

    /// The types of what begins at an offset, a struct and its first member both.
    func parts(at start: Bits) -> [TypeID] {
        var low = 0
        var high = parts.count
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].start < start { low = middle + 1 } else { high = middle }
        }
        return parts[low...].prefix { $0.start == start }.map(\.type)
    }

    /// Where the bytes of a leaf that has no inner order end.
    func blobEnd(_ index: Int) -> Bits {
        let leaf = leaves[index]
        var end = leaf.start + leaf.width
        for region in regions where leaf.start >= region.start && leaf.start < region.end {
            end = max(end, region.end)
        }
        return end
    }

    /// The leaf at or around an offset; nil where it lies outside: a pointer to another type of
    /// object than this one was taken for.
    func leaf(at offset: Bits) -> Int? {
        guard isInside(offset) else { return nil }
        return lastLeaf(startingBy: folded(offset))
    }

    /// The leaves that `width` bits at an offset touch.
    func leaves(at offset: Bits, width: Bits) -> Range<Int> {
        guard isInside(offset) else { return 0..<0 }
        if leaves.count == 1 { return 0..<1 }
        let place = folded(offset)
        guard var first = lastLeaf(startingBy: place) else { return 0..<0 }
        var end = firstLeaf(startingFrom: place + width)
        for region in regions
        where place >= region.start && place < region.end
            && place + width > region.start + region.stride
        {
            first = min(first, lastLeaf(startingBy: region.start) ?? first)
            end = max(end, firstLeaf(startingFrom: min(region.end, region.start + region.stride)))
            if offset + width > region.end {
                end = max(end, firstLeaf(startingFrom: offset + width))
            }
        }
        return first..<max(end, first + 1)
    }

    private func isInside(_ offset: Bits) -> Bool {
        if size == 0 { return true }
        if offset < 0 { return false }
        return offset < size || regions.contains { offset <= $0.end && offset >= $0.start }
    }

    /// The same offset in the first elements of the arrays that it lies in.
    func folded(_ offset: Bits) -> Bits {
        var offset = offset
        if let exact = lastLeaf(startingBy: offset), leaves[exact].start == offset { return offset }
        for region in regions where offset >= region.start && offset < region.end {
            offset = region.start + (offset - region.start) % region.stride
        }
        return offset
    }

    private func lastLeaf(startingBy offset: Bits) -> Int? {
        let next = firstLeaf(startingFrom: offset + 1)
        return next == 0 ? (leaves.isEmpty ? nil : 0) : next - 1
    }

    private func firstLeaf(startingFrom offset: Bits) -> Int {
        var low = 0
        var high = leaves.count
        while low < high {
            let middle = (low + high) / 2
            if leaves[middle].start < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The layouts of a program's types, made when they are first asked for.
struct LayoutTable {
    /// A type with more leaves keeps its innermost parts whole. Records of real programs have some
    /// hundreds.
    static let leafLimit = 4096

    let types: TypeTable
    private var known: [Layout?]
    /// Types that reached the limit, ascending.
    private(set) var capped: [TypeID] = []
    /// One byte of anything: objects whose type is not known.
    let untyped: Layout
    /// Records that are one leaf, by number.
    private let wholes: BitSet
    /// Those of them that may keep a pointer.
    private let callables: BitSet

    init(
        types: TypeTable, void: TypeID, wholes: BitSet = BitSet(), callables: BitSet = BitSet()
    ) {
        self.types = types
        self.wholes = wholes
        self.callables = callables
        known = Array(repeating: nil, count: types.entries.count)
        var untyped = Layout()
        untyped.leaves = [
            Leaf(
                start: 0, width: Layout.openEnd, type: void, record: .none, field: 0,
                isElement: true, holdsPointers: true)
        ]
        self.untyped = untyped
    }

    mutating func layout(of type: TypeID?) -> Layout {
        guard let type else { return untyped }
        if let layout = known[type.index] { return layout }
        var builder = LayoutBuilder(types: types, wholes: wholes, callables: callables)
        let layout = builder.build(type)
        if builder.isCapped { capped.append(type) }
        known[type.index] = layout
        return layout
    }

    /// The size of a type in bits; a byte where it has none, everything that follows for an array
    /// without bound.
    func width(of type: TypeID) -> Bits {
        switch types[type] {
        case .incompleteArray: return Layout.openEnd
        default:
            let size = types.size(type)
            return size == TypeEntry.unknownSize || size == 0 ? 8 : bits(of: size)
        }
    }

    /// Whether a value of the type may be, or hide, a pointer: pointers, integers as wide, what is
    /// not known.
    func mayBePointer(_ type: TypeID) -> Bool { types.mayBePointer(type) }
}

extension TypeTable {
    /// Whether a function takes a parameter by reference, as classes that are not copied bit by bit
    /// always are.
    func passesReference(_ function: TypeID, _ index: Int) -> Bool {
        guard case .function(let id) = self[function],
            index < functionTypes[id].parameters.count
        else { return false }
        switch self[functionTypes[id].parameters[index]] {
        case .reference, .record: return true
        default: return false
        }
    }

    /// What a record is room for: one whose only member is bytes, as many as its only template argument
    /// has, holds a value of that type.
    func storedType(of record: RecordID) -> TypeID? {
        let known = records[record]
        guard known.typeArguments.count == 1, known.fields.count == 1,
            self.record(known.typeArguments[0]) != nil,
            known.size == size(known.typeArguments[0]), known.fields[0].bitOffset == 0
        else { return nil }
        switch self[known.fields[0].type] {
        case .record(let id): return records[id].kind == .union ? known.typeArguments[0] : nil
        case .array(let element, _): return size(element) == 1 ? known.typeArguments[0] : nil
        default: return nil
        }
    }

    func mayBePointer(_ type: TypeID) -> Bool {
        switch self[type] {
        case .pointer, .reference, .memberPointer, .nullPointer, .opaque: true
        case .integer(let bits, _): bits >= 64
        case .enumeration(_, let underlying): mayBePointer(underlying)
        case .atomic(let inner): mayBePointer(inner)
        case .record, .array, .incompleteArray: true
        case .void, .bool, .floating, .complex, .vector, .function: false
        }
    }
}
