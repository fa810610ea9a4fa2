import Glibc
import MidasWire

/// Makes remote calls to a server at a Unix socket; safe to use from several threads.
///
/// A call is an object: it is started, tested for completion, waited for or cancelled. Whoever waits
/// does the client's reading and writing, so that a call from one thread needs no other. Without a
/// waiter somebody has to call `process`, or to run it in a thread of its own with `run`.
public final class RPCClient: @unchecked Sendable {
    // Every access to the fields below is under `lock`, but that the reader waits for the socket
    // without it; while it does, `isReading` keeps others from changing the connection.
    private let lock = ConditionLock()
    private var core: ClientCore<AnyGenerator>
    private let path: String
    private var socket: Int32 = -1
    private var nextConnect: UInt64 = 0
    private var isReading = false
    private var isClosed = false
    private let nudge: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    /// - Parameters:
    ///   - path: of the server's socket. It may come later: calls wait for it.
    ///   - client: names this client for the server; other clients have other numbers.
    ///   - epoch: higher each time that a client with this number is started.
    public init(
        path: String, client: UInt64, epoch: UInt64 = 0, retryPolicy: RetryPolicy = RetryPolicy(),
        generator: any RandomNumberGenerator & Sendable = JitterGenerator()
    ) {
        self.path = path
        core = ClientCore(
            client: client, epoch: epoch, retryPolicy: retryPolicy,
            generator: AnyGenerator(generator))
        nudge = makeNudge()
    }

    deinit {
        if socket >= 0 { Glibc.close(socket) }
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
                if socket >= 0 { write() }
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

    /// Ends all calls with `closed`; no more can be started.
    public func close() {
        lock.locked {
            isClosed = true
            pushNudge(nudge)
            lock.wakeAll()
        }
    }

    fileprivate func isComplete(_ sequence: UInt64) -> Bool {
        lock.locked { core.isComplete(sequence) || isClosed }
    }

    fileprivate func cancel(_ sequence: UInt64) {
        lock.locked {
            core.cancel(sequence)
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
        core.tick(at: now)
        if socket < 0 { connect(now) }
        if socket >= 0 { write() }
        var descriptors = [
            pollfd(fd: nudge, events: Int16(POLLIN), revents: 0),
            pollfd(
                fd: socket, events: Int16(POLLIN | (core.outputCount > 0 ? POLLOUT : 0)),
                revents: 0),
        ]
        isReading = true
        let limit = waitTime(milliseconds, now)
        lock.unlocked { _ = poll(&descriptors, nfds_t(socket >= 0 ? 2 : 1), limit) }
        isReading = false
        if descriptors[0].revents != 0 { drainNudge(nudge) }
        if descriptors[1].revents != 0 { read() }
        if socket >= 0 { write() }
        lock.wakeAll()
    }

    private func connect(_ now: UInt64) {
        guard now >= nextConnect else { return }
        do throws(SocketError) {
            let made = try UnixSocket.connected(to: path)
            socket = dup(made.descriptor)
            core.connected()
        } catch {
            nextConnect = now + 10_000_000
        }
    }

    private func disconnect() {
        Glibc.close(socket)
        socket = -1
        nextConnect = monotonicTime() + 1_000_000
        core.disconnected()
    }

    private func read() {
        while socket >= 0 {
            switch Descriptor.read(socket, into: buffer) {
            case .wouldBlock: return
            case .closed: return disconnect()
            case .bytes(let count):
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                guard (try? core.receive(bytes, at: monotonicTime())) != nil else {
                    return disconnect()
                }
                if count < buffer.count { return }
            }
        }
    }

    private func write() {
        let descriptor = socket
        var isLost = false
        core.flush { bytes in
            switch Descriptor.write(descriptor, bytes) {
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
        if socket < 0 { shorten(nextConnect) }
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

    /// Ends the call without a result. The server may execute it yet.
    public func cancel() { client.cancel(sequence) }
}
