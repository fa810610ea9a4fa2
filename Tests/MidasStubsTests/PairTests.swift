import Foundation
import MidasRPC
import MidasWire
import RPCTestKit
import TestSupport
import Testing

/// One service in three languages: every client calls every server.
@Suite(.serialized, .enabled(if: PeerPrograms.isUsable)) struct PairTests {
    private static let conversation = [
        "anna has 1 2 3", "refused: 1, 7 left", "refused: 2, 7 left", "later: fewer are left",
        "bob has 4 5", "bob has 6 7", "bob has 8 9", "left: 1", "unknown method",
        "malformed request",
    ]

    private static let pairs = PeerPrograms.languages.flatMap { server in
        PeerPrograms.languages.map { (server, $0) }
    }

    private func lines(_ language: String, _ mode: String, _ path: String) throws -> [String] {
        let programs = try #require(PeerPrograms.shared)
        let result = try runProcess(["timeout", "60", programs.program(language), mode, path])
        #expect(result.status == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test(arguments: pairs)
    func aClientIsServedInEveryWay(server: String, client: String) throws {
        let programs = try #require(PeerPrograms.shared)
        let running = try PeerServer(programs.program(server))
        #expect(try lines(client, "client", running.path) == PairTests.conversation)
    }

    /// Tasks take the calls in any order.
    @Test(arguments: PeerPrograms.languages)
    func aServerOfTasksServesAllClients(client: String) throws {
        let programs = try #require(PeerPrograms.shared)
        let running = try PeerServer(programs.program("swift"), mode: "async-server")
        let mode = client == "swift" ? "async-client" : "client"
        #expect(try lines(client, mode, running.path).sorted() == PairTests.conversation.sorted())
    }

    @Test(arguments: PeerPrograms.languages)
    func aServerOfAnotherVersionIsNamed(client: String) throws {
        let server = try LaterServer()
        defer { server.stop() }
        #expect(try lines(client, "once", server.path) == ["wrong version"])
    }

    @Test(arguments: PeerPrograms.languages)
    func aClientOfAnotherVersionIsToldAndOthersAreServed(server: String) throws {
        let programs = try #require(PeerPrograms.shared)
        let running = try PeerServer(programs.program(server))
        let welcome = try #require(try greet(running.path, version: 7))
        #expect(welcome.version == RPCHello.version)
        #expect(!welcome.isAccepted)
        #expect(try lines("c", "once", running.path) == ["anna has 1 2 3"])
    }

    /// A request of a later version of the service: fields that this one does not know are passed
    /// over, by proto3's rules.
    @Test(arguments: PeerPrograms.languages)
    func fieldsOfALaterServiceArePassedOver(server: String) throws {
        let programs = try #require(PeerPrograms.shared)
        let running = try PeerServer(programs.program(server))
        let client = RPCClient(path: running.path, client: 9)
        // name (1) "eve", seats (2) 1, and a string 15.
        let request: [UInt8] = [0x0A, 3, 0x65, 0x76, 0x65, 0x10, 1, 0x7A, 2, 0x68, 0x69]
        let reply = try client.call(
            Service.number(of: "tickets.Shop/Reserve"), request, timeout: 20_000_000_000)
        #expect(reply == [0x0A, 1, 1, 0x12, 3, 0x65, 0x76, 0x65])
    }

    private func greet(_ path: String, version: UInt16) throws -> RPCWelcome? {
        let socket = try #require(RawSocket(connectedTo: path))
        var hello: [UInt8] = []
        RPCHello(version: version, client: 5, epoch: 0, session: 0, seenBelow: 1)
            .appendFrame(to: &hello)
        socket.send(hello)
        let frame = socket.receive(atLeast: RPCHeader.size + 20)
        guard frame.count >= RPCHeader.size else { return nil }
        return try frame[RPCHeader.size...].withUnsafeBytes { try RPCWelcome($0) }
    }
}

/// A server that speaks version 2: it tells clients so and does not let them in.
private final class LaterServer: Sendable {
    let path: String
    private let listener: RawListener

    init() throws {
        path = "/tmp/midas-later-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        listener = try #require(RawListener(at: path))
        let listener = listener
        Thread.detachNewThread {
            while let socket = listener.accept() {
                _ = socket.receive(atLeast: RPCHeader.size + 38)
                var welcome: [UInt8] = []
                RPCWelcome(
                    version: 2, isAccepted: false, session: 0, isResumed: false,
                    maximumPayload: 0, window: 0
                ).appendFrame(to: &welcome)
                socket.send(welcome)
            }
        }
    }

    func stop() { listener.stop() }
}
