import Glibc
import MidasRPC
import MidasWire
import RPCTestKit
import Testing

@Suite struct SocketTests {
    private func echo() -> Service {
        var service = Service()
        service.add(1, .atMostOnce) { request, reply in
            reply.write(request.payload)
            return .done
        }
        service.add(2, .atMostOnce) { request, reply in
            reply.write([UInt8]("no".utf8))
            return .failed
        }
        service.add(3, .atLeastOnce) { request, reply in
            reply.write(Array(repeating: 7, count: 5000))
            return .done
        }
        return service
    }

    @Test func aCallComesBack() throws {
        let running = RunningServer(echo())
        defer { running.stop() }
        let client = RPCClient(path: running.path, client: 1)
        for size in [0, 1, 100, 70_000, 1 << 20] {
            let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            #expect(try client.call(1, payload) == payload)
        }
    }

    @Test func errorsAreTyped() throws {
        var limits = ServerLimits()
        limits.maximumPayload = 1000
        let running = RunningServer(echo(), limits: limits)
        defer { running.stop() }
        let client = RPCClient(path: running.path, client: 1)
        #expect(throws: RPCError.failed([UInt8]("no".utf8))) { try client.call(2, []) }
        #expect(throws: RPCError.unknownMethod) { try client.call(99, []) }
        #expect(throws: RPCError.replyTooLarge) { try client.call(3, []) }
        #expect(throws: RPCError.requestTooLarge(limit: 1000)) {
            try client.call(1, Array(repeating: 0, count: 1001))
        }
        #expect(try client.call(1, [5]) == [5])
    }

    @Test func manyCallsAreUnderWayAtOnce() throws {
        let running = RunningServer(echo())
        defer { running.stop() }
        let client = RPCClient(path: running.path, client: 1)
        _ = try client.call(1, [])
        let calls = try (0..<500).map { try client.start(1, [UInt8($0 & 255)]) }
        for (number, call) in calls.enumerated().reversed() {
            #expect(try call.wait() == [UInt8(number & 255)])
        }
    }

    @Test func aCallIsTestedForCompletion() throws {
        let running = RunningServer(echo())
        defer { running.stop() }
        let client = RPCClient(path: running.path, client: 1)
        let call = try client.start(1, [9])
        while !call.isComplete { client.process(milliseconds: 10) }
        #expect(try call.wait() == [9])
    }

    @Test func threadsShareAClient() async throws {
        let running = RunningServer(echo())
        defer { running.stop() }
        let client = RPCClient(path: running.path, client: 1)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<4 {
                group.addTask {
                    try (0..<200).reduce(0) { sum, _ in
                        sum + Int(try client.call(1, [UInt8(task)])[0])
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 200 * (0 + 1 + 2 + 3))
    }

    @Test func deferredCallsAreCompletedFromOtherThreads() throws {
        let pending = PendingTickets()
        var service = Service()
        service.add(1) { request, _ in
            pending.add(request.ticket)
            return .later
        }
        let running = RunningServer(service)
        defer { running.stop() }
        let client = RPCClient(path: running.path, client: 1)
        let calls = try (0..<3).map { _ in try client.start(1, []) }
        while pending.count < 3 { client.process(milliseconds: 1) }
        for (number, ticket) in pending.all.enumerated().reversed() {
            running.server.complete(ticket, .success, [UInt8(number)])
        }
        #expect(try calls.map { try $0.wait() } == [[0], [1], [2]])
    }

    @Test func aDeferredCallIsCompletedOnce() throws {
        let pending = PendingTickets()
        var service = Service()
        service.add(1) { request, _ in
            pending.add(request.ticket)
            return .later
        }
        let running = RunningServer(service)
        defer { running.stop() }
        let client = RPCClient(path: running.path, client: 1)
        let call = try client.start(1, [])
        while pending.count < 1 { client.process(milliseconds: 1) }
        for answer in 1...3 as ClosedRange<UInt8> {
            running.server.complete(pending.all[0], .success, [answer])
        }
        #expect(try call.wait() == [1])
    }

    @Test func aCallThatNobodyHoldsMakesRoomForOthers() throws {
        let client = RPCClient(path: "/tmp/midas-nobody-\(getpid()).sock", client: 1)
        for _ in 0..<5000 { _ = try client.start(1, []) }
    }

    @Test func callsWaitForAServerThatComesBack() throws {
        let first = RunningServer(echo())
        let client = RPCClient(path: first.path, client: 1)
        #expect(try client.call(1, [1]) == [1])
        first.stop()
        let call = try client.start(1, [2], .atLeastOnce)
        client.process(milliseconds: 20)
        let second = RunningServer(echo(), path: first.path)
        defer { second.stop() }
        #expect(try call.wait() == [2])
    }

    @Test func aCallThatMayHaveBeenExecutedSaysSo() throws {
        let pending = PendingTickets()
        var service = Service()
        service.add(1) { request, _ in
            pending.add(request.ticket)
            return .later
        }
        let first = RunningServer(service)
        let client = RPCClient(path: first.path, client: 1)
        let call = try client.start(1, [])
        while pending.count < 1 { client.process(milliseconds: 1) }
        first.stop()
        let second = RunningServer(service, path: first.path)
        defer { second.stop() }
        #expect(throws: RPCError.outcomeUnknown) { try call.wait() }
        #expect(pending.count == 1)
    }

    @Test func aCancelledCallHasNoResult() throws {
        let client = RPCClient(path: "/tmp/midas-nobody-\(getpid()).sock", client: 1)
        let call = try client.start(1, [])
        call.cancel()
        #expect(call.isComplete)
        #expect(throws: RPCError.cancelled) { try call.wait() }
    }

    @Test func aMissingServerMeetsTheDeadline() {
        let client = RPCClient(path: "/tmp/midas-nobody-\(getpid()).sock", client: 1)
        #expect(throws: RPCError.deadlineExceeded) {
            try client.call(1, [], timeout: 30_000_000)
        }
    }

    @Test func anOlderRunOfAClientIsNotLetIn() throws {
        let running = RunningServer(echo())
        defer { running.stop() }
        let new = RPCClient(path: running.path, client: 1, epoch: 2)
        #expect(try new.call(1, [1]) == [1])
        let old = RPCClient(path: running.path, client: 1, epoch: 1)
        #expect(throws: RPCError.notAccepted) { try old.call(1, [1]) }
    }

    @Test func garbageIsCutOffAndHurtsNobody() throws {
        let running = RunningServer(echo())
        defer { running.stop() }
        let client = RPCClient(path: running.path, client: 1)
        #expect(try client.call(1, [1]) == [1])
        for seed in 0..<20 as Range<UInt64> {
            var generator = JitterGenerator(seed: seed)
            let bytes = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(sendRaw(bytes, to: running.path) == 0)
        }
        #expect(try client.call(1, [2]) == [2])
    }
}

/// Tickets that handlers have kept.
private final class PendingTickets: @unchecked Sendable {
    private var mutex = pthread_mutex_t()
    private var tickets: [Ticket] = []

    var all: [Ticket] {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        return tickets
    }

    var count: Int { all.count }

    func add(_ ticket: Ticket) {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        tickets.append(ticket)
    }
}

/// Sends bytes that are no protocol; returns the number of bytes that came back before the end.
private func sendRaw(_ bytes: [UInt8], to path: String) -> Int {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard connected == 0 else { return -1 }
    _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count <= 0 { return total }
        total += count
    }
}
