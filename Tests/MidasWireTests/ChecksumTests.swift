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
