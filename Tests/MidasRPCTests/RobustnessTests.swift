import Glibc
import MidasRPC
import MidasWire
import RPCTestKit
import Synchronization
import Testing

/// Peers that read slowly, say half of what they have to say, or vanish; clocks that jump. None of them
/// holds up others, and what they cost is bounded.
@Suite(.serialized) struct RobustnessTests {
    private func service() -> Service {
        var service = Service()
        service.add(1) { request, reply in
            reply.write(request.payload)
            return .done
        }
        // A short request with a long answer.
        service.add(2, .atLeastOnce) { _, reply in
            reply.write(Array(repeating: 7, count: 100_000))
            return .done
        }
        return service
    }

    private func greeting(client: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        RPCHello(client: client, epoch: 0, session: 0, seenBelow: 1).appendFrame(to: &bytes)
        return bytes
    }

    private func calls(_ method: UInt32, _ numbers: ClosedRange<UInt64>) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in numbers {
            RPCHeader(kind: .call, method: method, sequence: number, seenBelow: 1)
                .append(to: &bytes, payload: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        return bytes
    }

    /// The server keeps a bounded number of replies for one that does not read, whatever it asks for,
    /// and takes up the rest when it reads.
    @Test func aSlowReaderGetsAllWithBoundedMemory() throws {
        var limits = ServerLimits()
        limits.outputBytes = 1 << 18
        var server = ServerCore(service: service(), incarnation: 1, limits: limits)
        server.connect(1)
        try (greeting(client: 1) + calls(2, 1...200)).withUnsafeBytes {
            try server.receive($0, on: 1)
        }
        var taken = 0
        var largest = 0
        while server.outputCount(1) > 0 {
            largest = max(largest, server.outputCount(1))
            server.flush(1) { bytes in
                let count = min(bytes.count, 5000)
                taken += count
                return count
            }
            try server.resume(1)
        }
        #expect(largest <= limits.outputBytes + 100_000 + RPCHeader.size)
        #expect(taken > 200 * 100_000)
        #expect(server.executionCount == 200)
    }

    @Test func aSlowReaderHoldsUpNobody() throws {
        let running = RunningServer(service())
        defer { running.stop() }
        let slow = try #require(RawSocket(connectedTo: running.path))
        slow.send(greeting(client: 1) + calls(2, 1...100))
        let client = RPCClient(path: running.path, client: 2)
        for number in 0..<100 as Range<UInt8> {
            #expect(try client.call(1, [number], timeout: 10_000_000_000) == [number])
        }
        let all = 100 * (100_000 + RPCHeader.size) + RPCHeader.size + 20
        #expect(slow.receive(atLeast: all).count == all)
    }

    @Test func oneThatReadsNothingIsCutOff() throws {
        var limits = ServerLimits()
        limits.readingTime = 200_000_000
        let running = RunningServer(service(), limits: limits)
        defer { running.stop() }
        let slow = try #require(RawSocket(connectedTo: running.path))
        slow.send(greeting(client: 1) + calls(2, 1...100))
        usleep(800_000)
        let received = slow.receive(atLeast: .max).count
        #expect(received < 100 * 100_000)
        let client = RPCClient(path: running.path, client: 2)
        #expect(try client.call(1, [1], timeout: 10_000_000_000) == [1])
    }

    @Test(arguments: [0, 1, 31, 40])
    func oneThatNeverSaysWhoItIsIsCutOff(bytes: Int) throws {
        var limits = ServerLimits()
        limits.greetingTime = 100_000_000
        let running = RunningServer(service(), limits: limits)
        defer { running.stop() }
        let silent = try #require(RawSocket(connectedTo: running.path))
        silent.send(Array(greeting(client: 1).prefix(bytes)))
        #expect(silent.isEnded)
    }

    /// Half a call costs the bytes of that half, and the connection's end frees them.
    @Test func halfACallHoldsUpNobody() throws {
        let running = RunningServer(service())
        defer { running.stop() }
        let halves = try (1...50 as ClosedRange<UInt64>).map { number in
            let socket = try #require(RawSocket(connectedTo: running.path))
            socket.send(greeting(client: number) + calls(1, 1...1).prefix(20))
            return socket
        }
        let client = RPCClient(path: running.path, client: 99)
        #expect(try client.call(1, [1], timeout: 10_000_000_000) == [1])
        #expect(halves.count == 50)
    }

    @Test func connectionsOverTheLimitWaitUntilOneHasGone() throws {
        var limits = ServerLimits()
        limits.connections = 3
        let running = RunningServer(service(), limits: limits)
        defer { running.stop() }
        var held = try (1...3 as ClosedRange<UInt64>).map { number in
            let socket = try #require(RawSocket(connectedTo: running.path))
            socket.send(greeting(client: number))
            _ = socket.receive(atLeast: RPCHeader.size + 20)
            return socket
        }
        let client = RPCClient(path: running.path, client: 99)
        #expect(throws: RPCError.deadlineExceeded) {
            try client.call(1, [1], timeout: 100_000_000)
        }
        held.removeLast()
        #expect(try client.call(1, [2], timeout: 20_000_000_000) == [2])
    }

    /// A server that has stopped answering without ending the connection is left for another.
    @Test func aDeadConnectionIsMadeAnew() throws {
        let path = "/tmp/midas-dead-\(getpid()).sock"
        let listener = try #require(RawListener(at: path))
        let client = RPCClient(to: .path(path), client: 1, silenceLimit: 100_000_000)
        let call = try client.start(1, [5], .atLeastOnce)
        client.process(milliseconds: 20)
        let dead = try #require(listener.accept())
        let running = RunningServer(service(), path: path)
        defer { running.stop() }
        #expect(try call.wait() == [5])
        #expect(dead.descriptor >= 0)
    }

    @Test func aReplyThatIsTooLongEndsItsCallAlone() throws {
        let running = RunningServer(service())
        defer { running.stop() }
        let client = RPCClient(to: .path(running.path), client: 1, maximumReply: 50_000)
        #expect(throws: RPCError.replyTooLarge) { try client.call(2, [], .atLeastOnce) }
        #expect(try client.call(1, [1]) == [1])
    }

    @Test func resultsAreAwaitedAndCancelled() async throws {
        let running = RunningServer(service())
        defer { running.stop() }
        let client = RPCClient(path: running.path, client: 1)
        #expect(try await client.start(1, [4]).result() == [4])
        let nobody = RPCClient(path: "/tmp/midas-nobody-\(getpid()).sock", client: 1)
        let call = try nobody.start(1, [])
        let task = Task {
            await withResult { () async throws(RPCError) in try await call.result() }
        }
        task.cancel()
        #expect(await task.value == .failure(.cancelled))
    }

    // MARK: Clocks

    /// A client with one call on a connection that stands.
    private func client(timeout: UInt64?) throws -> (ClientCore<JitterGenerator>, UInt64) {
        var client = ClientCore(
            client: 1, epoch: 0, retryPolicy: RetryPolicy(firstDelay: 100, largestDelay: 1000),
            silenceLimit: 100_000, generator: JitterGenerator(seed: 1))
        let call = try client.start(1, [1], timeout: timeout, at: 1_000_000)
        client.connected()
        var welcome: [UInt8] = []
        RPCWelcome(
            isAccepted: true, session: 1, isResumed: false, maximumPayload: 100, window: 4
        ).appendFrame(to: &welcome)
        try welcome.withUnsafeBytes { try client.receive($0, at: 1_000_000) }
        client.flush { $0.count }
        return (client, call)
    }

    @Test func aClockThatJumpsBackDelaysNothing() throws {
        var (client, call) = try client(timeout: 5000)
        client.tick(at: 10)
        #expect(client.outputCount == 0)
        // The time that the first repetition waits for passes on the clock that jumped.
        let next = try #require(client.nextTick)
        #expect(next > 10 && next <= 110)
        client.tick(at: next)
        #expect(client.outputCount > 0)
        client.tick(at: 6000)
        #expect(client.take(call) == .failure(.deadlineExceeded))
    }

    @Test func aClockThatJumpsForwardEndsDeadlinesAndNothingElse() throws {
        var (client, call) = try client(timeout: nil)
        client.tick(at: .max)
        #expect(!client.isComplete(call))
        #expect(client.isServerSilent)
        client.disconnected()
        client.connected()
        #expect(!client.isServerSilent)
        var (other, late) = try self.client(timeout: 5000)
        other.tick(at: .max)
        #expect(other.take(late) == .failure(.deadlineExceeded))
    }

    @Test func timeoutsBeyondTheEndOfTimeAreForEver() throws {
        var (client, call) = try client(timeout: .max)
        client.tick(at: 2_000_000)
        #expect(!client.isComplete(call))
    }

    /// A server that does not read is not sent the same again and again.
    @Test func whatIsSentAgainIsBounded() throws {
        var client = ClientCore(
            client: 1, epoch: 0, retryPolicy: RetryPolicy(firstDelay: 100, largestDelay: 200),
            generator: JitterGenerator(seed: 1))
        client.connected()
        var welcome: [UInt8] = []
        RPCWelcome(
            isAccepted: true, session: 1, isResumed: false, maximumPayload: 1 << 20, window: 4
        ).appendFrame(to: &welcome)
        try welcome.withUnsafeBytes { try client.receive($0, at: 0) }
        for _ in 0..<4 { _ = try client.start(1, Array(repeating: 0, count: 1 << 19), at: 0) }
        for time in 1...500 as ClosedRange<UInt64> { client.tick(at: time * 100) }
        #expect(client.outputCount <= 5 * (1 << 19 + RPCHeader.size))
    }
}

private func withResult<Success, Failure>(
    _ body: () async throws(Failure) -> Success
) async -> Result<Success, Failure> {
    do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
}
