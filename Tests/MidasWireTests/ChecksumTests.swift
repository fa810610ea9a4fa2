import MidasWire
import Testing

/// Test vectors of RFC 3720, appendix B.4.
@Suite struct ChecksumTests {
    static let published: [(bytes: [UInt8], checksum: UInt32)] = [
        ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
        ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
        ([UInt8](0..<32), 0x46DD_794E),
        ([UInt8]("123456789".utf8), 0xE306_9283),
    ]

    @Test(arguments: published)
    func publishedVectors(bytes: [UInt8], expected: UInt32) {
        #expect(Checksum.crc32c(bytes) == expected)
    }

    @Test func inPartsIsAsInOnePiece() {
        let bytes = [UInt8](0...200)
        for cut in [0, 1, 7, 8, 9, 100, 201] {
            let first = Checksum.crc32c([UInt8](bytes[..<cut]))
            #expect(
                Checksum.crc32c([UInt8](bytes[cut...]), previous: first)
                    == Checksum.crc32c(bytes))
        }
    }

    /// The processor's instruction and the tables agree for every length and position of a word.
    @Test(arguments: 0..<40) func bothWaysAgree(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 3) }
        bytes.withUnsafeBytes { raw in
            for previous in [0, 0x8A91_36AA, .max] as [UInt32] {
                #expect(
                    Checksum.crc32c(raw, previous: previous)
                        == Checksum.crc32cByTables(raw, previous: previous))
            }
        }
    }

    @Test func digestsTellOrderAndLengthApart() {
        func digest(_ parts: [[UInt8]]) -> UInt64 {
            var digest = Digest()
            for part in parts { digest.add(part) }
            return digest.value
        }
        #expect(digest([[1], [2]]) != digest([[2], [1]]))
        #expect(digest([[1, 2]]) != digest([[1], [2]]))
        #expect(digest([[0]]) != digest([[0, 0]]))
        #expect(digest([[1, 2, 3]]) == digest([[1, 2, 3]]))
    }
}
