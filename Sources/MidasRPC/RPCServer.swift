import Glibc
import MidasWire
import Synchronization

/// Serves remote calls at a Unix socket, on one thread.
///
/// A client that reads slowly is not read from until it has caught up; one that sends what is not a
/// request is cut off; one that says nothing at all is cut off after a while. None holds up others.
public final class RPCServer: Sendable {
    /// Who may connect.
    public enum Access: Sendable {
        /// Processes of the user that the server runs as, and of root.
        case sameUser
        case users(Set<UInt32>)
        case anyone
    }

    private struct Completion: Sendable {
        let ticket: Ticket
        let status: ReplyStatus
        let payload: [UInt8]
    }

    private struct Shared: Sendable {
        var completions: [Completion] = []
        var isStopping = false
        var nudger: Nudger?
    }

    private let path: String
    private let service: Service
    private let limits: ServerLimits
    private let access: Access
    private let incarnation: UInt32
    private let shared = Mutex(Shared())

    /// - Parameters:
    ///   - path: of the socket; a file that is there is replaced.
    ///   - incarnation: differs between runs of the server at one path; the process number and the
    ///     time make it by default.
    public init(
        path: String, service: Service, limits: ServerLimits = ServerLimits(),
        access: Access = .sameUser, incarnation: UInt32? = nil
    ) {
        self.path = path
        self.service = service
        self.limits = limits
        self.access = access
        self.incarnation =
            incarnation ?? UInt32(truncatingIfNeeded: monotonicTime() >> 10)
            ^ UInt32(bitPattern: getpid()) &* 0x9E37_79B9
    }

    /// Completes a call that its handler kept; from any thread.
    public func complete(_ ticket: Ticket, _ status: ReplyStatus = .success, _ payload: [UInt8]) {
        shared.withLock {
            $0.completions.append(Completion(ticket: ticket, status: status, payload: payload))
            $0.nudger?.nudge()
        }
    }

    /// Ends `run`; from any thread.
    public func stop() {
        shared.withLock {
            $0.isStopping = true
            $0.nudger?.nudge()
        }
    }

    /// Serves until `stop` is called.
    /// - Parameter ready: is called once clients can connect.
    /// - Throws: where the socket cannot be made.
    public func run(ready: () -> Void = {}) throws(SocketError) {
        let mode: mode_t =
            switch access {
            case .sameUser: 0o600
            case .users, .anyone: 0o666
            }
        let listener = try UnixSocket.listening(at: path, mode: mode)
        let queue = try EventQueue()
        shared.withLock { $0.nudger = queue.nudger }
        var loop = ServerLoop(
            core: ServerCore(service: service, incarnation: incarnation, limits: limits),
            access: access, listener: listener, queue: queue)
        ready()
        while takeCompletions(&loop) { loop.step() }
        shared.withLock { $0.nudger = nil }
        unlink(path)
    }

    /// Returns false once the server is to stop.
    private func takeCompletions(_ loop: inout ServerLoop) -> Bool {
        let (completions, isStopping) = shared.withLock { state in
            defer { state.completions = [] }
            return (state.completions, state.isStopping)
        }
        for completion in completions {
            loop.complete(completion.ticket, completion.status, completion.payload)
        }
        return !isStopping
    }
}

/// The body of a server's thread.
private struct ServerLoop: ~Copyable {
    private var core: ServerCore
    private let access: RPCServer.Access
    private let listener: UnixSocket
    private let queue: EventQueue
    private var descriptors: [Int: Int32] = [:]
    /// When each silent connection was made.
    private var silent: [Int: UInt64] = [:]
    private var modes: [Int: (reads: Bool, writes: Bool)] = [:]
    private var nextConnection = 1
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    /// A connection that has not said who it is after this long is cut off.
    private static let greetingTime: UInt64 = 10_000_000_000

    init(
        core: ServerCore, access: RPCServer.Access, listener: consuming UnixSocket,
        queue: consuming EventQueue
    ) {
        self.core = core
        self.access = access
        self.listener = listener
        self.queue = queue
        self.queue.add(self.listener.descriptor, word: 0)
    }

    deinit {
        for descriptor in descriptors.values { close(descriptor) }
        buffer.deallocate()
    }

    mutating func complete(_ ticket: Ticket, _ status: ReplyStatus, _ payload: [UInt8]) {
        if let connection = core.complete(ticket, status, payload) { send(connection) }
    }

    mutating func step() {
        var events: [EventQueue.Event] = []
        queue.wait(milliseconds: silent.isEmpty ? -1 : 1000) { events.append($0) }
        for event in events {
            let connection = Int(event.word)
            if connection == 0 { accept() }
            if event.isWritable { send(connection) }
            if event.isReadable, connection != 0 { receive(connection) }
        }
        cutOffSilentConnections()
    }

    private mutating func accept() {
        while let socket = listener.accepted() {
            let peer = socket.peer
            guard isAllowed(peer) else { continue }
            let descriptor = dup(socket.descriptor)
            guard descriptor >= 0 else { continue }
            let connection = nextConnection
            nextConnection += 1
            descriptors[connection] = descriptor
            modes[connection] = (true, false)
            silent[connection] = monotonicTime()
            core.connect(connection, peer: peer)
            queue.add(descriptor, word: UInt64(connection))
        }
    }

    private func isAllowed(_ peer: Peer?) -> Bool {
        switch access {
        case .anyone: true
        case .sameUser: peer.map { $0.user == geteuid() || $0.user == 0 } ?? false
        case .users(let users): peer.map { users.contains($0.user) } ?? false
        }
    }

    private mutating func receive(_ connection: Int) {
        guard let descriptor = descriptors[connection] else { return }
        switch Descriptor.read(descriptor, into: buffer) {
        case .wouldBlock: return
        case .closed: return cutOff(connection)
        case .bytes(let count):
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            guard (try? core.receive(bytes, on: connection)) != nil else {
                send(connection)
                return cutOff(connection)
            }
            if core.hasGreeted(connection) { silent[connection] = nil }
            send(connection)
        }
    }

    private mutating func send(_ connection: Int) {
        guard let descriptor = descriptors[connection] else { return }
        var isClosed = false
        core.flush(connection) { bytes in
            switch Descriptor.write(descriptor, bytes) {
            case .bytes(let count): return count
            case .wouldBlock: return 0
            case .closed:
                isClosed = true
                return 0
            }
        }
        if isClosed { return cutOff(connection) }
        let mode = (!core.isCongested(connection), core.outputCount(connection) > 0)
        guard let old = modes[connection], old != mode else { return }
        modes[connection] = mode
        queue.change(descriptor, word: UInt64(connection), reads: mode.0, writes: mode.1)
    }

    private mutating func cutOff(_ connection: Int) {
        guard let descriptor = descriptors.removeValue(forKey: connection) else { return }
        queue.remove(descriptor)
        close(descriptor)
        modes[connection] = nil
        silent[connection] = nil
        core.disconnect(connection)
    }

    private mutating func cutOffSilentConnections() {
        guard !silent.isEmpty else { return }
        let now = monotonicTime()
        for (connection, time) in silent.sorted(by: { $0.key < $1.key })
        where now - time > ServerLoop.greetingTime { cutOff(connection) }
    }
}
