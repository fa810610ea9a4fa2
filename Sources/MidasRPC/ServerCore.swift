import MidasWire

/// What a server spends on its clients.
public struct ServerLimits: Sendable {
    /// The largest request and reply, in bytes.
    public var maximumPayload = 1 << 20
    /// The most calls that a client may have under way.
    public var window = 1024
    /// The most clients whose calls are remembered.
    public var sessions = 4096
    /// Bytes of replies that wait for a slow reader before no more of its calls are read.
    public var outputBytes = 1 << 20
    /// Calls that handlers have kept for later.
    public var deferredCalls = 65_536
    /// Connections at a time; further clients wait until one has gone.
    public var connections = 8192
    /// How long a connection may go without saying who it is, in nanoseconds.
    public var greetingTime: UInt64 = 10_000_000_000
    /// How long a connection may take none of its replies, in nanoseconds.
    public var readingTime: UInt64 = 60_000_000_000

    public init() {}
}

/// The server's side of remote calls: bytes in, bytes out, no I/O.
public struct ServerCore: Sendable {
    struct Connection: Sendable {
        var input: RPCFrameBuffer
        var output: [UInt8] = []
        var session: UInt64?
        let peer: Peer?
    }

    let service: Service
    let limits: ServerLimits
    private(set) var sessions: SessionTable
    private let mailbox: Mailbox?
    private var connections: [Int: Connection] = [:]
    /// The connection that a session's client uses now.
    private var connectionOfSession: [UInt64: Int] = [:]
    /// Calls that handlers have kept.
    private var deferred: Set<Ticket> = []
    /// Calls handed to a handler so far.
    public private(set) var executionCount: UInt64 = 0

    /// The number of calls that are remembered, so that they are not executed twice.
    public var rememberedCallCount: Int {
        sessions.sessions.values.reduce(0) { $0 + $1.table.count }
    }

    /// - Parameter incarnation: differs between runs of the server.
    public init(service: Service, incarnation: UInt32, limits: ServerLimits = ServerLimits()) {
        self.init(service: service, incarnation: incarnation, limits: limits, mailbox: nil)
    }

    init(service: Service, incarnation: UInt32, limits: ServerLimits, mailbox: Mailbox?) {
        self.mailbox = mailbox
        self.service = service
        self.limits = limits
        sessions = SessionTable(
            incarnation: incarnation, limit: limits.sessions, window: limits.window)
    }

    /// A client has connected.
    public mutating func connect(_ connection: Int, peer: Peer? = nil) {
        connections[connection] = Connection(
            input: RPCFrameBuffer(maximumPayload: limits.maximumPayload), peer: peer)
    }

    /// A connection has gone. The session stays, for the client to come back to.
    public mutating func disconnect(_ connection: Int) {
        guard let session = connections.removeValue(forKey: connection)?.session else { return }
        if connectionOfSession[session] == connection { connectionOfSession[session] = nil }
    }

    /// Bytes have come. Calls are executed, and replies stand in the connection's output. Once that
    /// is congested, what is left waits for `resume`.
    /// - Throws: what makes the stream unreadable; the connection is to be closed.
    public mutating func receive(
        _ bytes: UnsafeRawBufferPointer, on number: Int
    ) throws(WireError) {
        connections[number]?.input.append(bytes)
        try resume(number)
    }

    /// Takes calls that have come and were left because the client read too slowly.
    /// - Throws: what makes the stream unreadable; the connection is to be closed.
    public mutating func resume(_ number: Int) throws(WireError) {
        guard let index = connections.index(forKey: number), !isCongested(number) else { return }
        var connection = Connection(input: RPCFrameBuffer(maximumPayload: 0), peer: nil)
        swap(&connection, &connections.values[index])
        defer { swap(&connection, &connections.values[index]) }
        var input = RPCFrameBuffer(maximumPayload: 0)
        swap(&input, &connection.input)
        defer { swap(&input, &connection.input) }
        try input.forEachFrame { (header, payload) throws(WireError) in
            try take(header, payload, number, &connection)
            return connection.output.count <= limits.outputBytes
        }
    }

    /// Whether the client reads too slowly for more of its calls to be taken.
    public func isCongested(_ connection: Int) -> Bool {
        (connections[connection]?.output.count ?? 0) > limits.outputBytes
    }

    /// Whether the client has said who it is.
    public func hasGreeted(_ connection: Int) -> Bool { connections[connection]?.session != nil }

    /// Gives what is to be sent to `body`, which says how much of it was sent.
    public mutating func flush(
        _ connection: Int, _ body: (UnsafeRawBufferPointer) -> Int
    ) {
        guard let index = connections.index(forKey: connection),
            !connections.values[index].output.isEmpty
        else { return }
        connections.values[index].output.send(body)
    }

    /// The bytes that wait to be sent.
    public func outputCount(_ connection: Int) -> Int {
        connections[connection]?.output.count ?? 0
    }

    /// Completes a call that its handler kept; once, further completions are ignored. Returns the
    /// connection that has something to send.
    @discardableResult
    public mutating func complete(
        _ ticket: Ticket, _ status: ReplyStatus, _ payload: [UInt8]
    ) -> Int? {
        guard deferred.remove(ticket) != nil else { return nil }
        let fits = payload.count <= limits.maximumPayload
        let reply = DuplicateTable.Reply(
            status: fits ? status : .replyTooLarge, payload: fits ? payload : [])
        if ticket.semantics == .atMostOnce {
            sessions.finish(ticket.session, ticket.sequence, reply)
        }
        let connection = connectionOfSession[ticket.session] ?? ticket.connection
        guard connections[connection]?.session == ticket.session else { return nil }
        // A client that does not read asks again, and the reply is remembered.
        if ticket.semantics == .atMostOnce, isCongested(connection) { return nil }
        connections[connection]?.append(reply, to: ticket.sequence)
        return connection
    }
}

/// What comes in.
extension ServerCore {
    private mutating func take(
        _ header: RPCHeader, _ payload: UnsafeRawBufferPointer, _ number: Int,
        _ connection: inout Connection
    ) throws(WireError) {
        switch header.kind {
        case .hello:
            try greet(RPCHello(payload), number, &connection)
        case .call:
            guard let session = connection.session else { throw .invalid(.order) }
            call(header, payload, session, number, &connection)
        case .welcome, .reply:
            throw .invalid(.kind)
        }
    }

    private mutating func greet(
        _ hello: RPCHello, _ number: Int, _ connection: inout Connection
    ) throws(WireError) {
        guard connection.session == nil else { throw .invalid(.order) }
        var welcome = RPCWelcome(
            isAccepted: false, session: 0, isResumed: false,
            maximumPayload: UInt32(limits.maximumPayload), window: UInt32(limits.window))
        if hello.version == RPCHello.version, let opened = sessions.open(hello) {
            welcome.isAccepted = true
            welcome.session = opened.session
            welcome.isResumed = opened.isResumed
            connection.session = opened.session
            connectionOfSession[opened.session] = number
        }
        welcome.appendFrame(to: &connection.output)
    }

    private mutating func call(
        _ header: RPCHeader, _ payload: UnsafeRawBufferPointer, _ session: UInt64, _ number: Int,
        _ connection: inout Connection
    ) {
        guard let method = service.methods[header.method] else {
            return connection.append(.unknownMethod, to: header.sequence)
        }
        guard deferred.count < limits.deferredCalls else {
            return connection.append(.overloaded, to: header.sequence)
        }
        if method.semantics == .atMostOnce {
            guard
                let admission = sessions.admit(
                    session, header.sequence, seenBelow: header.seenBelow)
            else { return connection.append(.expired, to: header.sequence) }
            switch admission {
            case .execute: break
            case .replay(let reply): return connection.append(reply, to: header.sequence)
            case .inProgress: return
            case .stale: return connection.append(.expired, to: header.sequence)
            case .beyondWindow: return connection.append(.overloaded, to: header.sequence)
            }
        }
        let ticket = Ticket(
            session: session, sequence: header.sequence, semantics: method.semantics,
            connection: number)
        execute(method, ticket, header, payload, &connection)
    }

    private mutating func execute(
        _ method: Service.Method, _ ticket: Ticket, _ header: RPCHeader,
        _ payload: UnsafeRawBufferPointer, _ connection: inout Connection
    ) {
        executionCount += 1
        let frame = connection.output.count
        var output: [UInt8] = []
        swap(&output, &connection.output)
        RPCHeader(kind: .reply, sequence: ticket.sequence).appendHeader(to: &output)
        let start = output.count
        var writer = ReplyWriter(bytes: output, start: start)
        output = []
        let request = Request(
            payload: payload, ticket: ticket, timeoutMilliseconds: header.timeoutMilliseconds,
            peer: connection.peer, mailbox: mailbox)
        let outcome = method.handler(request, &writer)
        connection.output = writer.bytes
        if case .later = outcome {
            connection.output.removeLast(connection.output.count - frame)
            deferred.insert(ticket)
            return
        }
        let status = connection.closeReply(
            frame, outcome.status, maximumPayload: limits.maximumPayload)
        guard ticket.semantics == .atMostOnce else { return }
        let reply = DuplicateTable.Reply(
            status: status, payload: Array(connection.output[start...]))
        sessions.finish(ticket.session, ticket.sequence, reply)
    }
}

extension Service.Outcome {
    fileprivate var status: ReplyStatus {
        switch self {
        case .done, .later: .success
        case .failed: .failed
        case .malformed: .malformedRequest
        }
    }
}

extension ServerCore.Connection {
    fileprivate mutating func append(_ status: ReplyStatus, to sequence: UInt64) {
        RPCHeader(kind: .reply, status: status.rawValue, sequence: sequence)
            .appendHeader(to: &output)
    }

    fileprivate mutating func append(_ reply: DuplicateTable.Reply, to sequence: UInt64) {
        let header = RPCHeader(kind: .reply, status: reply.status.rawValue, sequence: sequence)
        reply.payload.withUnsafeBytes { header.append(to: &output, payload: $0) }
    }

    /// Puts length and status into a reply that a handler has written.
    fileprivate mutating func closeReply(
        _ frame: Int, _ status: ReplyStatus, maximumPayload: Int
    ) -> ReplyStatus {
        var status = status
        if output.count - frame - RPCHeader.size > maximumPayload {
            output.removeLast(output.count - frame - RPCHeader.size)
            status = .replyTooLarge
        }
        RPCHeader.setLength(output.count - frame - RPCHeader.size, ofFrameAt: frame, in: &output)
        output[frame + 5] = status.rawValue
        return status
    }
}

extension [UInt8] {
    /// Gives what is to be sent to `body`, and drops as much as it says was sent.
    mutating func send(_ body: (UnsafeRawBufferPointer) -> Int) {
        let sent = withUnsafeBytes(body)
        if sent == count {
            removeAll(keepingCapacity: count <= 1 << 18)
        } else if sent > 0 {
            removeFirst(sent)
        }
    }
}
