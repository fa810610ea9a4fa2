import MidasBase

/// Appends what the binary form is made of: numbers in as few bytes as they need.
struct BinaryWriter {
    var bytes: [UInt8] = []

    /// LEB128 (DWARF 5, section 7.6).
    @inline(__always)
    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func number<T: UnsignedInteger & FixedWidthInteger>(_ value: T) {
        number(UInt64(truncatingIfNeeded: value))
    }

    /// A difference: small whatever its sign.
    mutating func signed(_ value: Int64) {
        number(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Eight bytes, where all are likely to be set.
    mutating func fixed(_ value: UInt64) {
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift * 8))) }
    }

    mutating func id<Tag>(_ id: ID<Tag>) { number(id.raw) }

    /// 0 for none.
    mutating func optional<Tag>(_ id: OptionalID<Tag>) { number(id.raw &+ 1) }

    mutating func count(_ count: Int) { number(UInt64(count)) }

    mutating func list<T>(_ elements: [T], _ write: (inout Self, T) -> Void) {
        count(elements.count)
        for element in elements { write(&self, element) }
    }

    mutating func slice(_ slice: Slice32) {
        number(slice.start)
        number(slice.count)
    }

    /// The kind in the lowest bits: 0 for none.
    mutating func operand(_ operand: Operand) {
        number(UInt64(operand.payload) << 2 | UInt64(operand.raw >> 30))
    }

    mutating func enumerator<T: RawRepresentable>(_ value: T) where T.RawValue == UInt8 {
        bytes.append(value.rawValue)
    }
}
