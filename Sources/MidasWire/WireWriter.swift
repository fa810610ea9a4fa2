/// Appends values in their wire layout to a byte array.
public struct WireWriter: Sendable {
    public private(set) var bytes: [UInt8]

    public init(reserving capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    @inlinable
    public mutating func write(_ value: UInt8) { append(value) }

    @inlinable
    public mutating func write(_ value: UInt16) { append(value) }

    @inlinable
    public mutating func write(_ value: UInt32) { append(value) }

    @inlinable
    public mutating func write(_ value: UInt64) { append(value) }

    public mutating func write(_ value: Bool) { append(value ? 1 as UInt8 : 0) }

    public mutating func write(_ number: OrderNumber) { append(number.value) }

    public mutating func write(_ tier: TierID) { append(tier.value) }

    public mutating func write(_ replica: ReplicaID) { append(replica.value) }

    public mutating func write(_ handler: HandlerID) { append(handler.value) }

    /// A byte string: its length in 32 bits, then its bytes.
    public mutating func write(_ string: [UInt8]) {
        append(UInt32(string.count))
        bytes.append(contentsOf: string)
    }

    /// Bytes without a length.
    public mutating func writeRaw(_ raw: UnsafeRawBufferPointer) { bytes.append(contentsOf: raw) }

    /// Overwrites four bytes that were written before.
    public mutating func patch(_ value: UInt32, at offset: Int) {
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
        }
    }

    @usableFromInline
    mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
