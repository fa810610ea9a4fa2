import CChecksum

/// CRC-32C (Castagnoli polynomial, reflected), as RFC 3720, appendix B.4 uses it.
///
/// By the processor's instruction (Intel SDM, `CRC32`) where there is one. Otherwise eight tables,
/// eight bytes a step (slicing-by-8: Kounavis and Berry, "Novel Table Lookup-Based
/// Algorithms for High-Performance CRC Generation", 2008).
public enum Checksum {
    private static let polynomial: UInt32 = 0x82F6_3B78

    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
            tables[byte] = value
        }
        for index in 256..<8 * 256 {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
        }
        return tables
    }()

    /// The checksum of `bytes`, or of all before and `bytes` when `previous` is theirs.
    public static func crc32c(_ bytes: UnsafeRawBufferPointer, previous: UInt32 = 0) -> UInt32 {
        guard hasInstruction, let start = bytes.baseAddress else {
            return crc32cByTables(bytes, previous: previous)
        }
        return midas_crc32c(start, bytes.count, previous)
    }

    private static let hasInstruction = midas_crc32c_is_there() != 0

    package static func crc32cByTables(
        _ bytes: UnsafeRawBufferPointer, previous: UInt32 = 0
    ) -> UInt32 {
        tables.withUnsafeBufferPointer { table in
            var crc = ~previous
            var offset = 0
            while offset + 8 <= bytes.count {
                let word = UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                crc = step(word ^ UInt64(crc), table)
                offset += 8
            }
            while offset < bytes.count {
                crc = crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[offset])]
                offset += 1
            }
            return ~crc
        }
    }

    public static func crc32c(_ bytes: [UInt8], previous: UInt32 = 0) -> UInt32 {
        bytes.withUnsafeBytes { crc32c($0, previous: previous) }
    }

    @inline(__always)
    private static func step(_ word: UInt64, _ table: UnsafeBufferPointer<UInt32>) -> UInt32 {
        @inline(__always)
        func entry(_ position: Int) -> UInt32 {
            let byte = Int(UInt8(truncatingIfNeeded: word >> UInt64(8 * position)))
            return table[(7 - position) << 8 | byte]
        }
        let low = entry(0) ^ entry(1) ^ entry(2) ^ entry(3)
        let high = entry(4) ^ entry(5) ^ entry(6) ^ entry(7)
        return low ^ high
    }
}
