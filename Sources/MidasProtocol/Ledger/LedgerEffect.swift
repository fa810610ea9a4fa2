import MidasWire

/// A segment that may run, in admission order.
public struct Admission: Hashable, Sendable {
    public var key: SegmentKey
    public var index: UInt64
    public var handler: HandlerID
    public var arguments: [UInt8]
    public var root: OrderNumber
    public var caller: TierID?
    public var input: Input

    public enum Input: Hashable, Sendable {
        /// The request itself.
        case request
        /// The reply to the call that ended the segment before.
        case reply([UInt8])
        /// The tier that was called has no member left.
        case tierLost
        /// No segment of the program: a copy of all state for a joiner.
        case snapshot(joiner: ReplicaID)
    }
}

/// What a delivered message means for every replica of the tier.
public enum LedgerEffect: Hashable, Sendable {
    case admitted(Admission)
    /// The message is the choice for this key of the tier's own.
    case decided(SegmentKey)
    /// The message is the final reply to a client.
    case finished(session: OrderNumber, number: UInt64)
    /// A client asks again for what is known.
    case repeated(session: OrderNumber, number: UInt64)
    /// The session of a request is unknown: it must not run.
    case expired(session: OrderNumber, number: UInt64)
    case opened(session: OrderNumber, nonce: UInt64)
    case membersChanged
    case joined(ReplicaID)
}
