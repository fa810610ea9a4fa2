/// Takes values in their wire layout from bytes, each checked against what is left.
///
/// The reader borrows the bytes: it must not outlive the call that gave them.
public struct WireReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Decodes one value that fills `bytes` entirely.
    ///
    /// - Throws: what `body` throws, and `trailingBytes` where it leaves any.
    public static func decode<Value>(
        _ bytes: [UInt8], _ body: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> Value {
        let result: Result<Value, WireError> = bytes.withUnsafeBytes { raw in
            var reader = WireReader(raw)
            do throws(WireError) {
                let value = try body(&reader)
                try reader.finish()
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    public var remaining: Int { bytes.count - offset }

    /// Refuses bytes that are left over.
    public func finish() throws(WireError) {
        if remaining != 0 { throw .trailingBytes(remaining) }
    }

    public mutating func readUInt8() throws(WireError) -> UInt8 { try integer() }

    public mutating func readUInt16() throws(WireError) -> UInt16 { try integer() }

    public mutating func readUInt32() throws(WireError) -> UInt32 { try integer() }

    public mutating func readUInt64() throws(WireError) -> UInt64 { try integer() }

    public mutating func readBool() throws(WireError) -> Bool {
        switch try readUInt8() {
        case 0: return false
        case 1: return true
        default: throw .invalid(.flag)
        }
    }

    public mutating func readOrderNumber() throws(WireError) -> OrderNumber {
        OrderNumber(try integer())
    }

    public mutating func readTier() throws(WireError) -> TierID {
        let value = try readUInt8()
        guard value < TierID.limit else { throw .invalid(.tier) }
        return TierID(value)
    }

    public mutating func readReplica() throws(WireError) -> ReplicaID { ReplicaID(try integer()) }

    public mutating func readHandler() throws(WireError) -> HandlerID { HandlerID(try integer()) }

    /// A byte string.
    public mutating func readBytes() throws(WireError) -> [UInt8] {
        let count = Int(try readUInt32())
        return [UInt8](try readRaw(count))
    }

    /// The next `count` bytes, borrowed.
    public mutating func readRaw(_ count: Int) throws(WireError) -> UnsafeRawBufferPointer {
        guard count <= remaining else { throw .truncated }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    /// The length of a list whose items take at least `itemSize` bytes each, so that a forged
    /// length cannot make the reader reserve memory.
    public mutating func readCount(itemSize: Int) throws(WireError) -> Int {
        let count = Int(try readUInt32())
        guard count <= remaining / max(1, itemSize) else { throw .invalid(.count) }
        return count
    }

    private mutating func integer<Value: FixedWidthInteger>() throws(WireError) -> Value {
        guard MemoryLayout<Value>.size <= remaining else { throw .truncated }
        defer { offset += MemoryLayout<Value>.size }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
