import Foundation
import MidasRPC
import MidasWire
import RPCTestKit
import Testing

/// Replays what fuzzing has kept, and streams that are nearly right.
@Suite struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Corpus")

    private func replay(_ name: String, _ take: (UnsafeRawBufferPointer) -> Void) throws -> Int {
        let folder = Self.corpus.appending(path: name)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        for file in files {
            try Data(contentsOf: folder.appending(path: file)).withUnsafeBytes(take)
        }
        return files.count
    }

    @Test func theServersCorpusIsTakenWithinBounds() throws {
        #expect(try replay("server", FuzzedServer.take) > 0)
    }

    @Test func theClientsCorpusIsTakenWithinBounds() throws {
        #expect(try replay("client", FuzzedClient.take) > 0)
    }

    @Test func theGreetingsCorpusIsReadAndWrittenAlike() throws {
        #expect(try replay("greeting", FuzzedGreeting.take) > 0)
    }

    @Test func theStoresCorpusIsExecutedOnce() throws {
        #expect(try replay("store", FuzzedStore.take) > 0)
    }

    /// A conversation that a client begins: greeting, calls, a repeated one, an unknown method.
    private var clientStream: [UInt8] {
        var bytes: [UInt8] = [255]
        RPCHello(client: 1, epoch: 1, session: 0, seenBelow: 1).appendFrame(to: &bytes)
        for (sequence, method) in [(1, 1), (2, 2), (1, 1), (3, 9), (4, 3), (12, 1)] {
            let header = RPCHeader(
                kind: .call, method: UInt32(method), sequence: UInt64(sequence), seenBelow: 1)
            [7, 8, 9].withUnsafeBytes { header.append(to: &bytes, payload: $0) }
        }
        return bytes
    }

    private var serverStream: [UInt8] {
        var bytes: [UInt8] = [255]
        RPCWelcome(
            isAccepted: true, session: 5, isResumed: false, maximumPayload: 4096, window: 8
        ).appendFrame(to: &bytes)
        for (sequence, status) in [(1, 0), (1, 0), (2, 1), (3, 4), (4, 99), (7, 0)] {
            let header = RPCHeader(
                kind: .reply, status: UInt8(status), sequence: UInt64(sequence))
            [1, 2].withUnsafeBytes { header.append(to: &bytes, payload: $0) }
        }
        return bytes
    }

    @Test func streamsThatAreNearlyRightAreTakenWithinBounds() {
        var generator = JitterGenerator(seed: 99)
        for (stream, take) in [
            (clientStream, FuzzedServer.take), (serverStream, FuzzedClient.take),
        ] {
            stream.withUnsafeBytes(take)
            for _ in 0..<5000 {
                mutated(stream, &generator).withUnsafeBytes(take)
            }
        }
    }

    /// The stream cut, with bytes changed, removed or repeated.
    private func mutated(_ stream: [UInt8], _ generator: inout JitterGenerator) -> [UInt8] {
        var bytes = stream
        for _ in 0...Int.random(in: 0..<4, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(max(1, place)...)
            case 2: bytes.remove(at: place)
            default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
            }
            if bytes.count < 2 { return stream }
        }
        return bytes
    }

    /// Writes the conversations as the first files of the corpus, where that is asked for.
    @Test func theConversationsAreInTheCorpus() throws {
        for (name, bytes) in [("server", clientStream), ("client", serverStream)] {
            let file = Self.corpus.appending(path: "\(name)/conversation")
            if ProcessInfo.processInfo.environment["MIDAS_RECORD"] != nil {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
            #expect(try Array(Data(contentsOf: file)) == bytes)
        }
    }
}
