import Glibc
import MidasWire

/// Makes remote calls to a server at a Unix socket or, protected, at a machine; safe to use from several threads.
///
/// A call is an object: it is started, tested for completion, waited for or cancelled. Whoever waits
/// does the client's reading and writing, so that a call from one thread needs no other. Without a
/// waiter somebody has to call `process`, or to await results: then the client has its own thread.
public final class RPCClient: @unchecked Sendable {
    // Every access to the fields below is under `lock`, but that the reader waits for the socket
    // without it; while it does, `isReading` keeps others from changing the connection.
    private let lock = ConditionLock()
    private var core: ClientCore<AnyGenerator>
    private let endpoint: Endpoint
    private var channel: Channel?
    private var nextConnect: UInt64 = 0
    private var isReading = false
    private var isClosed = false
    /// Tasks that await outcomes.
    private var waiters: [UInt64: CheckedContinuation<Result<[UInt8], RPCError>, Never>] = [:]
    private var hasPump = false
    /// How long a reply is waited for in the read itself, in microseconds.
    private static let soon = 2000
    private let nudge: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    /// - Parameters:
    ///   - endpoint: the server may come later: calls wait for it.
    ///   - client: names this client for the server; other clients have other numbers.
    ///   - epoch: higher each time that a client with this number is started.
    ///   - maximumReply: the most bytes of one reply that are taken.
    ///   - silenceLimit: after so many nanoseconds without a word from the server, with calls under
    ///     way, the connection is made anew.
    public init(
        to endpoint: Endpoint, client: UInt64, epoch: UInt64 = 0,
        retryPolicy: RetryPolicy = RetryPolicy(), maximumReply: Int = 64 << 20,
        silenceLimit: UInt64 = 30_000_000_000,
        generator: any RandomNumberGenerator & Sendable = JitterGenerator()
    ) {
        self.endpoint = endpoint
        core = ClientCore(
            client: client, epoch: epoch, retryPolicy: retryPolicy, maximumReply: maximumReply,
            silenceLimit: silenceLimit, generator: AnyGenerator(generator))
        nudge = makeNudge()
    }

    /// A client of a server at a Unix socket.
    public convenience init(
        path: String, client: UInt64, epoch: UInt64 = 0, retryPolicy: RetryPolicy = RetryPolicy(),
        generator: any RandomNumberGenerator & Sendable = JitterGenerator()
    ) {
        self.init(
            to: .path(path), client: client, epoch: epoch, retryPolicy: retryPolicy,
            generator: generator)
    }

    deinit {
        Glibc.close(nudge)
        buffer.deallocate()
    }

    /// Starts a call.
    /// - Parameter timeout: in nanoseconds; nil to wait for ever.
    /// - Throws: `tooManyCalls`, `requestTooLarge`, `closed`, or why the server refuses this client.
    public func start(
        _ method: UInt32, _ payload: [UInt8], _ semantics: Semantics = .atMostOnce,
        timeout: UInt64? = nil
    ) throws(RPCError) -> RemoteCall {
        let started: Result<UInt64, RPCError> = lock.locked {
            guard !isClosed else { return .failure(.closed) }
            do throws(RPCError) {
                let sequence = try core.start(
                    method, payload, semantics, timeout: timeout, at: monotonicTime())
                write()
                if isReading { pushNudge(nudge) }
                return .success(sequence)
            } catch {
                return .failure(error)
            }
        }
        return RemoteCall(client: self, sequence: try started.get())
    }

    /// Starts a call and waits for its result.
    public func call(
        _ method: UInt32, _ payload: [UInt8], _ semantics: Semantics = .atMostOnce,
        timeout: UInt64? = nil
    ) throws(RPCError) -> [UInt8] {
        try start(method, payload, semantics, timeout: timeout).wait()
    }

    /// Reads what has come and sends what waits.
    /// - Parameter milliseconds: how long to wait for something to come; zero not at all.
    public func process(milliseconds: Int32 = 0) {
        lock.locked { if !isReading { step(milliseconds) } }
    }

    /// Reads and writes, or waits while another thread does; false once the client is closed.
    fileprivate func pump(milliseconds: Int32) -> Bool {
        lock.locked {
            if isClosed { return false }
            if isReading { lock.wait() } else { step(milliseconds) }
            return !isClosed
        }
    }

    /// Ends all calls with `closed`; no more can be started.
    public func close() {
        lock.locked {
            isClosed = true
            resumeWaiters()
            pushNudge(nudge)
            lock.wakeAll()
        }
    }

    /// Starts a thread that reads and writes for this client as long as somebody holds it.
    private func startPump() {
        guard !hasPump else { return }
        hasPump = true
        ClientPump.start(for: self)
    }

    fileprivate func outcome(_ sequence: UInt64) async -> Result<[UInt8], RPCError> {
        await withCheckedContinuation { continuation in
            lock.locked {
                if let outcome = core.take(sequence) {
                    continuation.resume(returning: outcome)
                } else if core.isComplete(sequence) || isClosed {
                    continuation.resume(returning: .failure(isClosed ? .closed : .cancelled))
                } else {
                    waiters[sequence] = continuation
                    startPump()
                    pushNudge(nudge)
                }
            }
        }
    }

    /// Hands outcomes to those who await them; the lock is held.
    private func resumeWaiters() {
        guard !waiters.isEmpty else { return }
        for (sequence, waiter) in waiters where core.isComplete(sequence) || isClosed {
            waiters[sequence] = nil
            let outcome = core.take(sequence) ?? .failure(isClosed ? .closed : .cancelled)
            waiter.resume(returning: outcome)
        }
    }

    fileprivate func isComplete(_ sequence: UInt64) -> Bool {
        lock.locked { core.isComplete(sequence) || isClosed }
    }

    fileprivate func cancel(_ sequence: UInt64) {
        lock.locked {
            core.cancel(sequence)
            resumeWaiters()
            _ = core.take(sequence)
            lock.wakeAll()
        }
    }

    fileprivate func wait(_ sequence: UInt64) -> Result<[UInt8], RPCError> {
        lock.locked {
            while true {
                if let outcome = core.take(sequence) { return outcome }
                if core.isComplete(sequence) { return .failure(.cancelled) }
                if isClosed { return .failure(.closed) }
                if isReading { lock.wait() } else { step(-1) }
            }
        }
    }
}

/// Reading and writing; the lock is held.
extension RPCClient {
    private func step(_ milliseconds: Int32) {
        let now = monotonicTime()
        let count = core.outstandingCount
        core.tick(at: now)
        // Whoever waits for a call whose time is over must not wait for the socket first.
        if core.outstandingCount != count {
            resumeWaiters()
            return lock.wakeAll()
        }
        if core.isServerSilent { disconnect() }
        if channel == nil { connect(now) }
        write()
        if milliseconds != 0, readSoon(now) { return lock.wakeAll() }
        var descriptors = (
            pollfd(fd: nudge, events: Int16(POLLIN), revents: 0),
            pollfd(
                fd: channel?.descriptor ?? -1, events: Int16(POLLIN | (wantsToWrite ? POLLOUT : 0)),
                revents: 0)
        )
        isReading = true
        let limit = waitTime(milliseconds, now)
        // A negative descriptor is passed over (poll(2)).
        lock.unlocked {
            withUnsafeMutableBytes(of: &descriptors) {
                _ = poll($0.bindMemory(to: pollfd.self).baseAddress, 2, limit)
            }
        }
        isReading = false
        if descriptors.0.revents != 0 { drainNudge(nudge) }
        if descriptors.1.revents != 0 { read() }
        write()
        resumeWaiters()
        lock.wakeAll()
    }

    /// Waits a little for a reply in the read itself, which saves asking first whether there is one.
    /// Nudges wait meanwhile: there is nothing that they could be about but closing.
    /// - Returns: whether something came.
    private func readSoon(_ now: UInt64) -> Bool {
        let end = now.saturatingAdd(UInt64(RPCClient.soon) * 1000)
        guard let channel, channel.isPlain, core.outputCount == 0, core.nextTick ?? .max > end
        else { return false }
        var transfer = Transfer.wouldBlock
        isReading = true
        lock.unlocked {
            transfer = Descriptor.read(channel.descriptor, into: buffer, waits: true)
        }
        isReading = false
        switch transfer {
        case .wouldBlock: return false
        case .closed: disconnect()
        case .bytes(let count):
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            guard (try? core.receive(bytes, at: monotonicTime())) != nil else {
                disconnect()
                break
            }
            if count == buffer.count { read() }
            write()
        }
        resumeWaiters()
        return true
    }

    private var wantsToWrite: Bool {
        guard let channel else { return false }
        return channel.wantsToWrite || (channel.isReady && core.outputCount > 0)
    }

    private func connect(_ now: UInt64) {
        guard now >= nextConnect else { return }
        do {
            var session: (any ProtectedSession)?
            if case .machine(let host, _, let protection) = endpoint {
                session = try protection.makeSession(.client(host: host))
            }
            let socket = try StreamSocket.connected(to: endpoint)
            if session == nil { socket.letWait(microseconds: RPCClient.soon) }
            channel = Channel(socket, session, isConnecting: session != nil)
            core.connected()
        } catch {
            nextConnect = now.saturatingAdd(10_000_000)
        }
    }

    private func disconnect() {
        guard channel != nil else { return }
        channel = nil
        nextConnect = monotonicTime().saturatingAdd(1_000_000)
        core.disconnected()
    }

    private func read() {
        while let channel {
            let transfer = channel.read(into: buffer) { bytes in
                (try? core.receive(bytes, at: monotonicTime())) != nil
            }
            switch transfer {
            case .wouldBlock: return
            case .closed:
                if let failure = channel.failure { core.distrust(failure.description) }
                return disconnect()
            case .bytes(let count): if count < buffer.count { return }
            }
        }
    }

    private func write() {
        guard let channel else { return }
        var isLost = !channel.flush()
        core.flush { bytes in
            switch channel.write(bytes) {
            case .bytes(let count): return count
            case .wouldBlock: return 0
            case .closed:
                isLost = true
                return 0
            }
        }
        if isLost && !isReading { disconnect() }
    }

    /// How long to wait for the socket, given what the timers want.
    private func waitTime(_ milliseconds: Int32, _ now: UInt64) -> Int32 {
        var limit = milliseconds
        func shorten(_ time: UInt64) {
            let left = Int32(clamping: time > now ? (time - now + 999_999) / 1_000_000 : 0)
            limit = limit < 0 ? left : min(limit, left)
        }
        if let tick = core.nextTick { shorten(tick) }
        if channel == nil { shorten(nextConnect) }
        return limit
    }
}

/// A remote call under way or ended. One that nobody holds any more is cancelled.
public final class RemoteCall: Sendable {
    private let client: RPCClient
    private let sequence: UInt64

    fileprivate init(client: RPCClient, sequence: UInt64) {
        self.client = client
        self.sequence = sequence
    }

    deinit { client.cancel(sequence) }

    /// Whether the call has ended: `wait` will not block. A condition of a rule may test it.
    public var isComplete: Bool { client.isComplete(sequence) }

    /// Waits for the call to end. The result is given once.
    public func wait() throws(RPCError) -> [UInt8] { try client.wait(sequence).get() }

    /// Awaits the end of the call; where the task is cancelled, so is the call. The result is given
    /// once. The client then has a thread of its own that reads and writes.
    public func result() async throws(RPCError) -> [UInt8] {
        let outcome = await withTaskCancellationHandler {
            await client.outcome(sequence)
        } onCancel: {
            client.cancel(sequence)
        }
        return try outcome.get()
    }

    /// Ends the call without a result. The server may execute it yet.
    public func cancel() { client.cancel(sequence) }
}

/// A thread that does a client's reading and writing.
private final class ClientPump: @unchecked Sendable {
    // Read by the pump's thread alone, once it has started.
    private weak var client: RPCClient?

    private init(_ client: RPCClient) { self.client = client }

    static func start(for client: RPCClient) {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let pump = Unmanaged<ClientPump>.fromOpaque(context).takeRetainedValue()
                while pump.step() {}
                return nil
            }, Unmanaged.passRetained(ClientPump(client)).toOpaque())
        pthread_detach(thread)
    }

    /// Returns false once nobody holds the client, or it is closed.
    private func step() -> Bool { client?.pump(milliseconds: 500) ?? false }
}
