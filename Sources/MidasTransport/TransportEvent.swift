import MidasProtocol
import MidasWire

/// What a transport hands up, in order.
public enum TransportEvent: Sendable {
    /// This member begins behind that message. Comes once, before anything is delivered.
    case joined(after: OrderNumber)
    /// The next message of the order. Views come as messages of `OrderedMessage.sequencer`.
    case delivered(OrderedMessage)
    /// Every member has delivered everything up to there.
    case stable(OrderNumber)
    /// A message to this member alone, outside the order.
    case received(from: ReplicaID, [UInt8])
    /// This member is out. It may join anew under another id.
    case left(TransportError)
}

/// Why a transport cannot start or go on.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A system call failed.
    case system(String, code: Int32)
    /// The sequencer does not want this member.
    case refused(Refusal)
    /// The sequencer sent what it must not send.
    case malformed(WireError)
    /// A message of the order is missing.
    case gap
    /// Another process holds this member's id.
    case identityTaken(ReplicaID)

    public enum Refusal: UInt32, Hashable, Sendable {
        /// The id belongs to a living member.
        case identityTaken = 1
        /// The member was given up during a take-over; what it lacks is kept no more.
        case tooLate = 2
        /// The member was built with another site table.
        case otherSiteTable = 3
    }

    public var description: String {
        switch self {
        case .system(let call, let code): "\(call) failed (errno \(code))"
        case .refused(let refusal): "refused by the sequencer: \(refusal)"
        case .malformed(let error): "the sequencer sent bytes that are wrong: \(error)"
        case .gap: "a message of the order is missing"
        case .identityTaken(let replica): "replica id \(replica.value) is in use"
        }
    }
}

/// What is counted, since nothing is printed.
public struct TransportCounters: Hashable, Sendable {
    /// Connections that were closed because of what came on them, or who made them.
    public var refusedPeers = 0
    public var ordered = 0
    public var delivered = 0
    public var takeOvers = 0
}
