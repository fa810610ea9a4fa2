import MidasWire
import Testing

@Suite struct FrameTests {
    /// Frames cut into pieces of random size come out whole and in order.
    @Test(arguments: 0..<16 as Range<UInt64>)
    func framesSurviveAnyCutting(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var encoder = FrameEncoder(cluster: 5)
        var decoder = FrameDecoder(cluster: 5)
        let payloads = (0..<30).map { _ in random.bytes(300) }
        var stream = payloads.flatMap { payload in
            encoder.frame(kind: 2) { writer in payload.withUnsafeBytes { writer.writeRaw($0) } }
        }
        var received: [[UInt8]] = []
        while !stream.isEmpty {
            let count = Int.random(in: 1...min(200, stream.count), using: &random)
            Array(stream[..<count]).withUnsafeBytes { decoder.append($0) }
            stream.removeFirst(count)
            while let frame = try decoder.next() {
                #expect(frame.kind == 2)
                received.append(decoder.withPayload(of: frame) { [UInt8]($0) })
            }
        }
        #expect(received == payloads)
        #expect(decoder.buffered == 0)
    }

    /// A longer length only makes the decoder wait for the rest; the checksum is checked then.
    @Test(arguments: 0..<60)
    func everyDamagedByteIsNoticed(position: Int) {
        var encoder = FrameEncoder(cluster: 5)
        var bytes = encoder.frame(kind: 1) { $0.write([UInt8](0..<24)) }
        #expect(bytes.count == 60)
        bytes[position] ^= 0x10
        #expect(refusal(of: bytes) != nil || position >= 8 && position < 12)
    }

    @Test func strangersAreRefusedByName() {
        var encoder = FrameEncoder(cluster: 5)
        let frame = encoder.frame(kind: 1) { $0.write(1 as UInt8) }
        #expect(refusal(of: frame, cluster: 6) == .wrongCluster(5))
        #expect(refusal(of: frame + frame) == .outOfSequence(expected: 2, found: 1))
        var other = frame
        other[4] = 9
        #expect(refusal(of: other) == .unsupportedVersion(9))
        other = frame
        other[11] = 0xFF
        #expect(refusal(of: other) == .tooLong(0xFF00_0001))
        #expect(refusal(of: [UInt8]("GET / HTTP/1.1\r\nHost: example.org".utf8)) == .notAFrame)
        #expect(refusal(of: [UInt8](frame[..<20])) == nil)
    }

    @Test func aFailedStreamStaysFailed() {
        var decoder = FrameDecoder(cluster: 5)
        [UInt8](repeating: 7, count: 40).withUnsafeBytes { decoder.append($0) }
        for _ in 0..<2 {
            #expect(throws: WireError.notAFrame) { try decoder.next() }
        }
    }

    private func refusal(of bytes: [UInt8], cluster: UInt64 = 5) -> WireError? {
        var decoder = FrameDecoder(cluster: cluster)
        bytes.withUnsafeBytes { decoder.append($0) }
        do throws(WireError) {
            while try decoder.next() != nil {}
            return nil
        } catch {
            return error
        }
    }
}
