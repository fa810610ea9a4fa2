/// A 64-bit hash that is the same in every run, process and machine: the finaliser of SplitMix64
/// (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) over words.
/// It is for tables and fingerprints, not against an adversary.
@frozen
public struct StableHash: Sendable {
    @usableFromInline var state: UInt64

    @inlinable
    public init(seed: UInt64 = 0x9E37_79B9_7F4A_7C15) { state = seed }

    @inlinable
    public mutating func combine(_ word: UInt64) {
        state = Self.mix(state ^ word &* 0xD6E8_FEB8_6659_FD93)
    }

    @inlinable
    public mutating func combine(_ word: UInt32) { combine(UInt64(word)) }

    @inlinable
    public mutating func combine(bytes: UnsafeBufferPointer<UInt8>) {
        var offset = 0
        let raw = UnsafeRawBufferPointer(bytes)
        while offset + 8 <= bytes.count {
            let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            combine(UInt64(littleEndian: word))
            offset += 8
        }
        var tail = UInt64(bytes.count) << 56
        var shift: UInt64 = 0
        while offset < bytes.count {
            tail ^= UInt64(bytes[offset]) << shift
            shift += 8
            offset += 1
        }
        combine(tail)
    }

    @inlinable
    public func finish() -> UInt64 { Self.mix(state) }

    @inlinable
    public static func mix(_ word: UInt64) -> UInt64 {
        var z = word &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    @inlinable
    public static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = StableHash()
        hash.combine(bytes: bytes)
        return hash.finish()
    }
}
