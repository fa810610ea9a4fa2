import MidasBase
import MidasIR
import Testing

@Suite struct BinaryFormTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func encodedUnitsDecode(seed: UInt64) throws {
        let unit = RandomUnit.make(seed: seed)
        let bytes = BinaryForm.encode(unit)
        let decoded = try BinaryForm.decode(bytes)
        #expect(decoded == unit)
        #expect(BinaryForm.encode(decoded) == bytes)
    }

    @Test func theFormIsCompact() {
        let unit = RandomUnit.make(seed: 1)
        let text = UnitPrinter.print(unit)
        #expect(BinaryForm.encode(unit).count * 4 < text.utf8.count)
    }

    @Test func otherVersionsAreRefused() {
        var bytes = BinaryForm.encode(SampleUnit.counter)
        bytes[7] += 1
        #expect(throws: BinaryFormError.otherVersion) { try BinaryForm.decode(bytes) }
        #expect(throws: BinaryFormError.truncated) { try BinaryForm.decode([]) }
    }

    @Test func everyTruncationThrows() {
        let bytes = BinaryForm.encode(SampleUnit.counter)
        for count in bytes.indices {
            #expect(throws: BinaryFormError.self) { try BinaryForm.decode(Array(bytes[..<count])) }
            #expect(throws: (any Error).self) { try decodeUnchecked(Array(bytes[..<count])) }
        }
    }

    @Test func everyFlippedBitIsNoticed() {
        let bytes = BinaryForm.encode(SampleUnit.counter)
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit >> 3] ^= 1 << UInt8(bit & 7)
            #expect(throws: BinaryFormError.self) { try BinaryForm.decode(flipped) }
        }
    }

    /// Behind the checksum, hostile bytes throw or give a unit whose ids all name something.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func hostileBytesOnlyThrow(seed: UInt64) {
        let bytes = BinaryForm.encode(RandomUnit.make(seed: seed))
        var accepted = 0
        for step in 0..<3000 {
            var hostile = bytes
            for change in 0...(step & 3) {
                let hash = StableHash.mix(seed << 32 | UInt64(step * 4 + change))
                let position = 16 + Int(hash % UInt64(bytes.count - 16))
                hostile[position] = UInt8(truncatingIfNeeded: hash >> 40)
            }
            if let unit = try? decodeUnchecked(hostile) {
                accepted += 1
                #expect((try? UnitVerifier.checkReferences(of: unit)) != nil)
            }
        }
        #expect(accepted > 0)
    }

    private func decodeUnchecked(_ bytes: [UInt8]) throws -> Unit {
        try bytes.withUnsafeBufferPointer { try BinaryForm.decode($0, checkingSum: false) }
    }
}
