import MidasWire
import Testing

@Suite struct MessageTests {
    @Test(arguments: 0..<64 as Range<UInt64>)
    func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let message = random.message()
            #expect(try Message(bytes: message.encoded()) == message)
        }
    }

    @Test(arguments: 0..<16 as Range<UInt64>)
    func everyTruncationAndEveryExtensionIsRefused(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = random.message().encoded()
        for cut in 0..<bytes.count {
            #expect(throws: WireError.self) { try Message(bytes: [UInt8](bytes[..<cut])) }
        }
        #expect(throws: WireError.trailingBytes(1)) { try Message(bytes: bytes + [0]) }
    }

    /// Whatever is accepted has exactly these bytes: no two encodings mean the same.
    @Test(arguments: 0..<32 as Range<UInt64>)
    func damagedBytesAreRefusedOrMeanWhatTheySay(seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 1000)
        for _ in 0..<200 {
            var bytes = random.message().encoded()
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                bytes[at] = UInt8.random(in: 0...255, using: &random)
            }
            if let message = try? Message(bytes: bytes) { #expect(message.encoded() == bytes) }
        }
    }

    @Test(arguments: 0..<32 as Range<UInt64>)
    func noiseIsRefusedOrMeansWhatItSays(seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 2000)
        for _ in 0..<500 {
            var bytes = random.bytes(120)
            if !bytes.isEmpty { bytes[0] = bytes[0] % 11 }
            if let message = try? Message(bytes: bytes) { #expect(message.encoded() == bytes) }
        }
    }

    @Test func forgedCountsReserveNothing() {
        var writer = WireWriter()
        writer.write(9 as UInt8)
        writer.write(1 as UInt64)
        writer.write(UInt32.max)
        #expect(throws: WireError.invalid(.count)) { try Message(bytes: writer.bytes) }
    }
}

@Suite struct DrawLogTests {
    @Test func keepsOrderSitesAndSizes() throws {
        var log = DrawLog()
        log.append(site: 3, word: 42)
        [1, 2, 3].withUnsafeBytes {
            log.append(site: 9, UnsafeRawBufferPointer(rebasing: $0[..<3]))
        }
        log.append(site: 3, word: 43)
        var seen: [String] = []
        log.forEach { seen.append("\($0):\($1.count)") }
        #expect(seen == ["3:8", "9:3", "3:8"])
        #expect(log.bytes.count == 48)
        #expect(try DrawLog(bytes: log.bytes) == log)
    }

    @Test func refusesPaddingThatIsNotZero() {
        var log = DrawLog()
        [7 as UInt8].withUnsafeBytes { log.append(site: 1, $0) }
        var bytes = log.bytes
        bytes[15] = 1
        #expect(throws: WireError.invalid(.drawSize)) { try DrawLog(bytes: bytes) }
        #expect(throws: WireError.truncated) { try DrawLog(bytes: [UInt8](log.bytes[..<12])) }
    }

    @Test func wordsAreWalkedByOffset() {
        var log = DrawLog()
        log.append(site: 1, word: 10)
        log.append(site: 2, word: 20)
        let first = log.word(at: 0)
        #expect(first?.word == 10)
        let second = log.word(at: first?.end ?? 0)
        #expect(second?.site == 2)
        #expect(second?.word == 20)
        #expect(log.word(at: second?.end ?? 0) == nil)
    }
}
