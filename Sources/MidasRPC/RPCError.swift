/// How a call ended, as it travels in a reply.
public enum ReplyStatus: UInt8, Sendable, CaseIterable {
    case success = 0
    /// The handler refused; the payload says why.
    case failed
    /// The server has no such method.
    case unknownMethod
    /// The payload is not what the method takes.
    case malformedRequest
    /// The server will not take more at this time; the call was not executed.
    case overloaded
    /// The call is older than what the server remembers; it is not executed (again).
    case expired
    /// The reply is larger than the client takes.
    case replyTooLarge
}

/// Why a call has no result.
public enum RPCError: Error, Hashable, Sendable {
    /// The handler refused, with these bytes.
    case failed([UInt8])
    case unknownMethod
    case malformedRequest
    case malformedReply
    case overloaded
    case replyTooLarge
    /// The request is larger than the server takes; it was not sent.
    case requestTooLarge(limit: Int)
    /// Too many calls are under way; this one was not started.
    case tooManyCalls(limit: Int)
    /// No reply came before the deadline. The call may have been executed.
    case deadlineExceeded
    /// The server lost its memory of this client while the call was under way: it was executed
    /// once or not at all, and will not be executed now.
    case outcomeUnknown
    /// The server speaks another version.
    case wrongVersion(UInt16)
    /// The server does not let this client in.
    case notAccepted
    /// One side does not trust the other's certificate; the call was not sent.
    case untrusted(String)
    /// The client was closed.
    case closed
    case cancelled
}

extension RPCError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .failed(let bytes): "the call failed: \(String(decoding: bytes, as: UTF8.self))"
        case .unknownMethod: "the server has no such method"
        case .malformedRequest: "the server cannot read the request"
        case .malformedReply: "the reply cannot be read"
        case .overloaded: "the server has too much to do"
        case .replyTooLarge: "the reply is too large"
        case .requestTooLarge(let limit): "the request is larger than \(limit) bytes"
        case .tooManyCalls(let limit): "more than \(limit) calls are under way"
        case .deadlineExceeded: "no reply came in time"
        case .outcomeUnknown: "whether the call was executed is not known"
        case .wrongVersion(let version): "the server speaks version \(version)"
        case .notAccepted: "the server does not accept this client"
        case .untrusted(let reason): "the connection is not trusted: \(reason)"
        case .closed: "the client is closed"
        case .cancelled: "the call was cancelled"
        }
    }
}

/// What a call promises about its execution.
public enum Semantics: UInt8, Sendable {
    /// The call may be executed again when a reply is lost: for what changes nothing when repeated.
    case atLeastOnce
    /// The call is executed once or, where an error says so, perhaps not at all; never twice.
    case atMostOnce
}
