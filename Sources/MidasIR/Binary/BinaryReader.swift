import MidasBase

/// Why bytes are not a unit.
public enum BinaryFormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another version of the form, or no unit at all.
    case otherVersion
    /// The bytes are not those that were written.
    case checksum
    case truncated
    case malformed(offset: Int)

    public var description: String {
        switch self {
        case .otherVersion: "not a unit of this version"
        case .checksum: "the checksum does not fit"
        case .truncated: "the bytes end early"
        case .malformed(let offset): "malformed at byte \(offset)"
        }
    }
}

/// Reads what a `BinaryWriter` wrote, from bytes that outlive it. Every read is checked.
struct BinaryReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    var malformed: BinaryFormError { .malformed(offset: offset) }

    @inline(__always)
    mutating func byte() throws -> UInt8 {
        guard offset < bytes.count else { throw BinaryFormError.truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    @inline(__always)
    mutating func number() throws -> UInt64 {
        let first = try byte()
        if first < 0x80 { return UInt64(first) }
        return try longNumber(UInt64(first & 0x7F))
    }

    private mutating func longNumber(_ low: UInt64) throws -> UInt64 {
        var value = low
        var shift: UInt64 = 7
        while true {
            let byte = try byte()
            if shift == 63 && byte > 1 { throw malformed }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
            if shift > 63 { throw malformed }
        }
    }

    @inline(__always)
    mutating func number<T: UnsignedInteger & FixedWidthInteger>(_: T.Type) throws -> T {
        let value = try number()
        guard let narrow = T(exactly: value) else { throw malformed }
        return narrow
    }

    @inline(__always)
    mutating func word() throws -> UInt32 { try number(UInt32.self) }

    mutating func signed() throws -> Int64 {
        let value = try number()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func flag() throws -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw malformed
        }
    }

    mutating func fixed() throws -> UInt64 {
        guard bytes.count - offset >= 8 else { throw BinaryFormError.truncated }
        var value: UInt64 = 0
        for shift in 0..<8 { value |= UInt64(bytes[offset + shift]) << UInt64(shift * 8) }
        offset += 8
        return value
    }

    @inline(__always)
    mutating func id<Tag>() throws -> ID<Tag> { ID(try word()) }

    mutating func optional<Tag>() throws -> OptionalID<Tag> {
        OptionalID(raw: try word() &- 1)
    }

    /// A count of elements that take at least a byte each: more than remain is refused before
    /// anything is allocated.
    mutating func count() throws -> Int {
        let count = try number()
        guard count <= UInt64(bytes.count - offset) else { throw BinaryFormError.truncated }
        return Int(count)
    }

    @inline(__always)
    mutating func list<T>(_ read: (inout Self) throws -> T) throws -> [T] {
        let count = try count()
        var elements: [T] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    mutating func slice() throws -> Slice32 { Slice32(start: try word(), count: try word()) }

    @inline(__always)
    mutating func operand() throws -> Operand {
        let value = try number()
        guard value >> 32 == 0 else { throw malformed }
        return Operand(raw: UInt32(value & 3) << 30 | UInt32(value >> 2))
    }

    @inline(__always)
    mutating func enumerator<T: RawRepresentable>(_: T.Type = T.self) throws -> T
    where T.RawValue == UInt8 {
        guard let value = T(rawValue: try byte()) else { throw malformed }
        return value
    }

    /// The next `count` bytes, without a copy.
    mutating func raw(_ count: Int) throws -> UnsafeBufferPointer<UInt8> {
        guard count <= bytes.count - offset else { throw BinaryFormError.truncated }
        defer { offset += count }
        return UnsafeBufferPointer(rebasing: bytes[offset..<offset + count])
    }
}
