import Glibc

/// The body of a server's thread: sockets and their protection around a `ServerCore`.
struct ServerLoop: ~Copyable {
    private struct Connection {
        let channel: Channel
        let localPeer: Peer?
        /// What the queue waits for.
        var mode = Mode(reads: true, writes: false)
        /// Whether the core knows of it: the peer is known and is let in.
        var isAdmitted = false
    }

    private struct Mode: Equatable {
        var reads: Bool
        var writes: Bool
    }

    private var core: ServerCore
    private let limits: ServerLimits
    private let access: RPCServer.Access
    private let endpoint: Endpoint
    private let listener: StreamSocket
    private let queue: EventQueue
    private var connections: [Int: Connection] = [:]
    /// When each connection was made that has not said who it is.
    private var silent: [Int: UInt64] = [:]
    /// When each connection with replies that wait last took some.
    private var stalled: [Int: UInt64] = [:]
    private var clock = ElapsedTime()
    private var nextConnection = 1
    /// What the queue reported last.
    private var events: [EventQueue.Event] = []
    /// Whether no more connections are taken until one has gone.
    private var isFull = false
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    init(
        core: ServerCore, limits: ServerLimits, access: RPCServer.Access, endpoint: Endpoint,
        listener: consuming StreamSocket, queue: consuming EventQueue
    ) {
        self.core = core
        self.limits = limits
        self.access = access
        self.endpoint = endpoint
        self.listener = listener
        self.queue = queue
        self.queue.add(self.listener.descriptor, word: 0)
    }

    deinit { buffer.deallocate() }

    mutating func complete(_ ticket: Ticket, _ status: ReplyStatus, _ payload: [UInt8]) {
        if let connection = core.complete(ticket, status, payload) { send(connection) }
    }

    mutating func step() {
        var events: [EventQueue.Event] = []
        swap(&events, &self.events)
        events.removeAll(keepingCapacity: true)
        defer { swap(&events, &self.events) }
        queue.wait(milliseconds: silent.isEmpty && stalled.isEmpty && !isFull ? -1 : 100) {
            events.append($0)
        }
        for event in events {
            let connection = Int(event.word)
            if connection == 0 { accept() }
            if event.isWritable { send(connection) }
            if event.isReadable, connection != 0 { receive(connection) }
        }
        if !silent.isEmpty || !stalled.isEmpty { cutOffIdleConnections() }
        if isFull { takeConnectionsAgain() }
    }
}

/// Connections come and go.
extension ServerLoop {
    private mutating func accept() {
        while !isFull {
            guard connections.count < limits.connections else { return takeNoConnections() }
            guard let socket = listener.accepted() else {
                // Out of descriptors: the listener would be reported again and again.
                if errno == EMFILE || errno == ENFILE { takeNoConnections() }
                return
            }
            accept(socket)
        }
    }

    private mutating func accept(_ socket: consuming StreamSocket) {
        var session: (any ProtectedSession)?
        var peer: Peer?
        switch endpoint {
        case .path: peer = socket.peer
        case .machine(_, _, let protection):
            guard let made = try? protection.makeSession(.server) else { return }
            socket.prepareForMachines()
            session = made
        }
        if session == nil && !isAllowed(peer) { return }
        let channel = Channel(socket, session, isConnecting: false)
        let connection = nextConnection
        nextConnection += 1
        connections[connection] = Connection(channel: channel, localPeer: peer)
        silent[connection] = clock.advance(to: monotonicTime())
        queue.add(channel.descriptor, word: UInt64(connection))
        admit(connection)
    }

    /// Tells the core of a connection once its peer is known; false where the peer is not let in.
    @discardableResult
    private mutating func admit(_ number: Int) -> Bool {
        guard let connection = connections[number], !connection.isAdmitted,
            connection.channel.isReady
        else { return true }
        let peer = connection.channel.peer(connection.localPeer)
        guard isAllowed(peer) else { return false }
        connections[number]?.isAdmitted = true
        core.connect(number, peer: peer)
        return true
    }

    private func isAllowed(_ peer: Peer?) -> Bool {
        switch (access, peer) {
        case (.anyone, _): true
        case (.sameUser, .process(_, let user, _)): user == geteuid() || user == 0
        case (.users(let users), .process(_, let user, _)): users.contains(user)
        case (.names(let names), .certificate(let name)): names.contains(name)
        default: false
        }
    }

    private mutating func cutOff(_ number: Int) {
        guard let connection = connections.removeValue(forKey: number) else { return }
        queue.remove(connection.channel.descriptor)
        silent[number] = nil
        stalled[number] = nil
        if connection.isAdmitted { core.disconnect(number) }
    }

    private mutating func cutOffIdleConnections() {
        let now = clock.advance(to: monotonicTime())
        let unknown = silent.filter { now - $0.value > limits.greetingTime }.map(\.key)
        let full = stalled.filter { now - $0.value > limits.readingTime }.map(\.key)
        for connection in (unknown + full).sorted() { cutOff(connection) }
    }

    private mutating func takeNoConnections() {
        isFull = true
        queue.change(listener.descriptor, word: 0, reads: false, writes: false)
    }

    private mutating func takeConnectionsAgain() {
        guard connections.count < limits.connections else { return }
        isFull = false
        queue.change(listener.descriptor, word: 0, reads: true, writes: false)
    }
}

/// Bytes come and go.
extension ServerLoop {
    private mutating func receive(_ number: Int) {
        guard let channel = connections[number]?.channel else { return }
        var plain: [UInt8] = []
        var isReadable = true
        let isAdmitted = connections[number]?.isAdmitted ?? false
        let transfer = channel.read(into: buffer) { bytes in
            // The first bytes of a protected peer come before it is admitted.
            if isAdmitted {
                isReadable = (try? core.receive(bytes, on: number)) != nil
            } else {
                plain = Array(bytes)
            }
            return true
        }
        switch transfer {
        case .wouldBlock: return
        case .closed: return cutOff(number)
        case .bytes: break
        }
        guard admit(number) else { return cutOff(number) }
        if !plain.isEmpty {
            isReadable = plain.withUnsafeBytes { (try? core.receive($0, on: number)) != nil }
        }
        if core.hasGreeted(number) { silent[number] = nil }
        send(number)
        if !isReadable { cutOff(number) }
    }

    /// Sends what can be sent, and takes calls that waited for that.
    private mutating func send(_ number: Int) {
        guard let channel = connections[number]?.channel else { return }
        let before = core.outputCount(number)
        repeat {
            guard channel.flush(), write(number, channel) else { return cutOff(number) }
            if core.outputCount(number) > 0 { break }
            guard (try? core.resume(number)) != nil else { return cutOff(number) }
        } while core.outputCount(number) > 0
        noteProgress(number, channel, from: before)
        let waits = channel.wantsToWrite || (channel.isReady && core.outputCount(number) > 0)
        let mode = Mode(reads: !core.isCongested(number), writes: waits)
        guard connections[number]?.mode != mode else { return }
        connections[number]?.mode = mode
        queue.change(
            channel.descriptor, word: UInt64(number), reads: mode.reads, writes: mode.writes)
    }

    /// Notes since when a connection has taken none of what waits for it.
    private mutating func noteProgress(_ number: Int, _ channel: Channel, from before: Int) {
        let left = core.outputCount(number)
        guard left > 0 || channel.wantsToWrite else {
            if !stalled.isEmpty { stalled[number] = nil }
            return
        }
        if stalled[number] == nil || left < before {
            stalled[number] = clock.advance(to: monotonicTime())
        }
    }

    private mutating func write(_ number: Int, _ channel: Channel) -> Bool {
        var isOpen = true
        core.flush(number) { bytes in
            switch channel.write(bytes) {
            case .bytes(let count): return count
            case .wouldBlock: return 0
            case .closed:
                isOpen = false
                return 0
            }
        }
        return isOpen
    }
}
