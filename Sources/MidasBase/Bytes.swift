/// Appends little-endian values to a byte array.
public struct ByteWriter: Sendable {
    public var bytes: [UInt8] = []

    public init() {}

    @inlinable
    public mutating func write<T: FixedWidthInteger & UnsignedInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A number in as few bytes as it needs (LEB128, DWARF 5 section 7.6).
    @inlinable
    public mutating func writeVariable(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    public mutating func write(bytes text: [UInt8]) {
        writeVariable(UInt64(text.count))
        bytes.append(contentsOf: text)
    }

    public mutating func write(_ string: String) { write(bytes: Array(string.utf8)) }
}

/// What a `ByteReader` throws: the bytes end early, or hold what no writer wrote.
public enum ByteReaderError: Error, Equatable, Sendable {
    case truncated(offset: Int)
    case malformed(offset: Int)
}

/// Reads what a `ByteWriter` wrote. Every read is checked; hostile bytes only throw.
public struct ByteReader: Sendable {
    public let bytes: [UInt8]
    public private(set) var offset = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var isAtEnd: Bool { offset == bytes.count }
    public var remaining: Int { bytes.count - offset }

    @inlinable
    public mutating func read<T: FixedWidthInteger & UnsignedInteger>(_: T.Type = T.self) throws
        -> T
    {
        let size = MemoryLayout<T>.size
        try require(size)
        var value: T = 0
        for index in 0..<size { value |= T(bytes[offset + index]) << T(index * 8) }
        advance(size)
        return value
    }

    @inlinable
    public mutating func readVariable() throws -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte: UInt8 = try read()
            if shift == 63 && byte > 1 { throw ByteReaderError.malformed(offset: offset) }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
            if shift > 63 { throw ByteReaderError.malformed(offset: offset) }
        }
    }

    /// A count of elements that take at least `minimumSize` bytes each: more than remain is refused
    /// before anything is allocated.
    public mutating func readCount(minimumSize: Int = 1) throws -> Int {
        let count = try readVariable()
        guard count <= UInt64(remaining / max(1, minimumSize)) else {
            throw ByteReaderError.truncated(offset: offset)
        }
        return Int(count)
    }

    public mutating func readBytes() throws -> [UInt8] {
        let count = try readCount()
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    @usableFromInline
    func require(_ count: Int) throws {
        guard remaining >= count else { throw ByteReaderError.truncated(offset: offset) }
    }

    @usableFromInline
    mutating func advance(_ count: Int) { offset += count }
}
