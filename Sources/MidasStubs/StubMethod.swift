public import MidasRPC
public import SwiftProtobuf

/// A method of a service, with the types of what it takes, gives and refuses with.
public struct StubMethod<Input: Message, Output: Message, Reason: Message>: Sendable {
    /// `package.Service/Method`
    public let name: String
    /// Under which it travels: `Service.number(of: name)`.
    public let number: UInt32
    public let semantics: Semantics

    public init(name: String, number: UInt32, semantics: Semantics) {
        self.name = name
        self.number = number
        self.semantics = semantics
    }
}

/// Thrown by a handler that does not do what it is asked for.
public struct Refusal<Reason: Message>: Error {
    public let reason: Reason

    public init(_ reason: Reason) { self.reason = reason }
}

/// Why a call of a stub has no result.
public enum StubError<Reason: Message & Equatable>: Error, Equatable {
    /// The handler refused.
    case refused(Reason)
    case failed(RPCError)
}
