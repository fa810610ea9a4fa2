/// Appends numbers in as few bytes as they need.
@frozen
public struct CompactWriter {
    public var bytes: [UInt8]

    @inlinable
    public init(bytes: [UInt8] = []) { self.bytes = bytes }

    /// LEB128 (DWARF 5, section 7.6).
    @inlinable
    public mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    @inlinable
    public mutating func number<T: UnsignedInteger & FixedWidthInteger>(_ value: T) {
        number(UInt64(truncatingIfNeeded: value))
    }

    /// A difference: small whatever its sign.
    @inlinable
    public mutating func signed(_ value: Int64) {
        number(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    @inlinable
    public mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Eight bytes, where all are likely to be set.
    @inlinable
    public mutating func fixed(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    @inlinable
    public mutating func id<Tag>(_ id: ID<Tag>) { number(id.raw) }

    /// 0 for none.
    @inlinable
    public mutating func optional<Tag>(_ id: OptionalID<Tag>) { number(id.raw &+ 1) }

    @inlinable
    public mutating func count(_ count: Int) { number(UInt64(count)) }

    @inlinable
    public mutating func list<T>(_ elements: [T], _ write: (inout Self, T) -> Void) {
        count(elements.count)
        for element in elements { write(&self, element) }
    }

    @inlinable
    public mutating func slice(_ slice: Slice32) {
        number(slice.start)
        number(slice.count)
    }

    @inlinable
    public mutating func enumerator<T: RawRepresentable>(_ value: T) where T.RawValue == UInt8 {
        bytes.append(value.rawValue)
    }
}
