/// What a `CompactReader` throws: the bytes end early, or hold what no writer wrote.
public enum CompactReaderError: Error, Hashable, Sendable {
    case truncated
    case malformed(offset: Int)
}

/// Reads what a `CompactWriter` wrote, from bytes that outlive it. Every read is checked, hostile
/// bytes only throw. All of it may be inlined: it runs once for every field of every instruction.
@frozen
public struct CompactReader {
    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    @usableFromInline var position = 0

    @inlinable
    public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    @inlinable
    public var isAtEnd: Bool { offset == bytes.count }

    @inlinable
    public var malformed: CompactReaderError { .malformed(offset: offset) }

    @inlinable
    public var offset: Int { position }

    @inlinable
    public mutating func byte() throws(CompactReaderError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        defer { position &+= 1 }
        return bytes[offset]
    }

    @inlinable
    public mutating func number() throws(CompactReaderError) -> UInt64 {
        let first = try byte()
        if first < 0x80 { return UInt64(first) }
        return try longNumber(UInt64(first & 0x7F))
    }

    @usableFromInline
    mutating func longNumber(_ low: UInt64) throws(CompactReaderError) -> UInt64 {
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

    @inlinable
    public mutating func word() throws(CompactReaderError) -> UInt32 {
        let value = try number()
        guard value >> 32 == 0 else { throw malformed }
        return UInt32(truncatingIfNeeded: value)
    }

    @inlinable
    public mutating func halfWord() throws(CompactReaderError) -> UInt16 {
        let value = try number()
        guard value >> 16 == 0 else { throw malformed }
        return UInt16(truncatingIfNeeded: value)
    }

    @inlinable
    public mutating func signed() throws(CompactReaderError) -> Int64 {
        let value = try number()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    @inlinable
    public mutating func flag() throws(CompactReaderError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw malformed
        }
    }

    public mutating func fixed() throws(CompactReaderError) -> UInt64 {
        guard bytes.count - offset >= 8 else { throw .truncated }
        defer { position += 8 }
        let value = UnsafeRawBufferPointer(bytes).loadUnaligned(
            fromByteOffset: offset, as: UInt64.self)
        return UInt64(littleEndian: value)
    }

    @inlinable
    public mutating func id<Tag>(_: Tag.Type = Tag.self) throws(CompactReaderError) -> ID<Tag> {
        ID(try word())
    }

    /// 0 for none.
    @inlinable
    public mutating func optional<Tag>(
        _: Tag.Type = Tag.self
    ) throws(CompactReaderError) -> OptionalID<Tag> {
        OptionalID(raw: try word() &- 1)
    }

    @inlinable
    public mutating func enumerator<T: RawRepresentable>(
        _: T.Type = T.self
    ) throws(CompactReaderError) -> T where T.RawValue == UInt8 {
        guard let value = T(rawValue: try byte()) else { throw malformed }
        return value
    }

    public mutating func slice() throws(CompactReaderError) -> Slice32 {
        Slice32(start: try word(), count: try word())
    }

    /// A count of elements that take at least a byte each: more than remain is refused before
    /// anything is allocated.
    @inlinable
    public mutating func count() throws(CompactReaderError) -> Int {
        let count = try number()
        guard count <= UInt64(bytes.count - offset) else { throw .truncated }
        return Int(count)
    }

    /// A count, then so many elements.
    @inlinable
    public mutating func list<T>(_ read: (inout Self) throws -> T) throws -> [T] {
        let count = try count()
        guard count > 0 else { return [] }
        return try [T](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let element = try read(&self)
                (buffer.baseAddress! + initialized).initialize(to: element)
                initialized += 1
            }
        }
    }

    /// The next `count` bytes, without a copy.
    public mutating func raw(_ count: Int) throws(CompactReaderError) -> UnsafeBufferPointer<UInt8>
    {
        guard count >= 0, count <= bytes.count - offset else { throw .truncated }
        defer { position += count }
        return UnsafeBufferPointer(rebasing: bytes[offset..<offset + count])
    }
}
