/// A run of a backup server: one that crashed and came back is another.
public struct ServerID: Hashable, Sendable, Comparable {
    public let number: Int
    public let incarnation: Int

    public init(number: Int, incarnation: Int) {
        self.number = number
        self.incarnation = incarnation
    }

    public static func < (left: ServerID, right: ServerID) -> Bool {
        (left.number, left.incarnation) < (right.number, right.incarnation)
    }
}

/// One copy of a log segment on a backup server: the state of one task.
public struct Replica: Hashable, Sendable {
    public var server: ServerID?
    public var headerIsCommitted = false
    /// How many of the segment's bytes the backup has confirmed.
    public var committedBytes = 0
    public var footerIsCommitted = false
    /// The call under way, or one that has ended and has not been looked at.
    public var call: Call?

    public init() {}
}

/// A remote write as the replica manager sees it.
public struct Call: Hashable, Sendable {
    public let request: WriteRequest
    /// Nil while the call is under way.
    public var outcome: WriteOutcome?
}

/// What is written to a backup. Repeating it changes nothing, so a reply stands for every call with
/// the same request.
public struct WriteRequest: Hashable, Sendable {
    public enum Part: Hashable, Sendable {
        case header
        /// The segment's data up to this offset.
        case data(end: Int)
        case footer
    }

    public let replica: Int
    public let segment: Int
    public let server: ServerID
    public let part: Part
}

public enum WriteOutcome: Hashable, Sendable {
    case written
    /// The server is not, or no longer, the one that was meant.
    case rejected
    /// No reply came in time; the write may have been done.
    case failed
}
