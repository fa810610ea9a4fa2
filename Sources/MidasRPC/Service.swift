/// The methods that a server offers.
public struct Service: Sendable {
    /// What a handler has to say at once.
    public enum Outcome: Sendable {
        /// The reply is written.
        case done
        /// The request is refused; what was written says why.
        case failed
        /// The request cannot be read.
        case malformed
        /// The handler keeps the ticket and completes the call later.
        case later
    }

    /// Runs on the server's thread and must not block: long work is handed off and completed with
    /// the ticket.
    public typealias Handler =
        @Sendable (_ request: Request, _ reply: inout ReplyWriter) -> Outcome

    struct Method: Sendable {
        let semantics: Semantics
        let handler: Handler
    }

    private(set) var methods: [UInt32: Method] = [:]

    public init() {}

    /// Adds a method.
    public mutating func add(
        _ number: UInt32, _ semantics: Semantics = .atMostOnce, _ handler: @escaping Handler
    ) {
        methods[number] = Method(semantics: semantics, handler: handler)
    }

    /// The number under which a method travels: FNV-1a of its full name, `package.Service/Method`.
    public static func number(of name: String) -> UInt32 {
        name.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}

/// One call as a handler sees it. It must not be kept: the payload is borrowed.
public struct Request {
    /// The bytes, valid while the handler runs.
    public let payload: UnsafeRawBufferPointer
    public let ticket: Ticket
    /// How long the caller will wait from now, in milliseconds; zero for ever.
    public let timeoutMilliseconds: UInt32
    /// Who calls, as the socket or a certificate attests.
    public let peer: Peer?
    let mailbox: Mailbox?

    /// The way to a reply that is given later; nil without an `RPCServer`. The handler returns
    /// `later`.
    public var pendingReply: PendingReply? {
        mailbox.map { PendingReply(ticket: ticket, mailbox: $0) }
    }
}

/// Names a call that is completed later.
public struct Ticket: Hashable, Sendable {
    public let session: UInt64
    public let sequence: UInt64
    let semantics: Semantics
    let connection: Int
}

/// Takes the bytes of a reply, straight into what is sent.
public struct ReplyWriter: ~Copyable {
    var bytes: [UInt8]
    let start: Int

    /// An empty reply, to look at what a handler writes.
    public init() { self.init(bytes: [], start: 0) }

    init(bytes: [UInt8], start: Int) {
        self.bytes = bytes
        self.start = start
    }

    /// What has been written so far.
    public var written: ArraySlice<UInt8> { bytes[start...] }

    public mutating func write(_ payload: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: payload)
    }

    public mutating func write(_ payload: [UInt8]) { bytes.append(contentsOf: payload) }

    /// The number of bytes written so far.
    public var count: Int { bytes.count - start }
}
