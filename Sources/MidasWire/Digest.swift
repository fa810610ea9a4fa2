/// A 64-bit digest that is the same in every process and on every machine: for path digests, for
/// comparing states, for telling one build's site table from another's. It is not cryptographic.
///
/// Multiply-and-fold mixing in the manner of wyhash, 8 bytes a step.
@frozen
public struct Digest: Hashable, Sendable {
    public var value: UInt64

    @inlinable
    public init(seed: UInt64 = 0) { value = seed ^ 0x9E37_79B9_7F4A_7C15 }

    @inlinable
    public mutating func add(_ word: UInt64) {
        let product = (value ^ 0xA076_1D64_78BD_642F)
            .multipliedFullWidth(by: word ^ 0xE703_7ED1_A0B4_28DB)
        value = product.high ^ product.low ^ word.byteSwapped ^ value &* 0x8EBC_6AF0_9C88_C6E3
    }

    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(UInt64(bytes.count))
        var offset = 0
        while offset + 8 <= bytes.count {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        guard offset < bytes.count else { return }
        var last: UInt64 = 0
        while offset < bytes.count {
            last = last << 8 | UInt64(bytes[offset])
            offset += 1
        }
        add(last)
    }

    public mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }
}
