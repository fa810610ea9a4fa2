import MidasWire

/// What a tier agrees on: at-most-once, decisions, admission order, fences, members.
///
/// A pure function of the delivered prefix: two ledgers of one tier that were given the same
/// messages are equal, and append the same effects. All that is bounded here is bounded by rules
/// that look at the prefix only. Rules L1 to L5 of the protocol are the methods of its extensions.
public struct Ledger: Hashable, Sendable {
    public let tier: TierID
    public let limits: Limits
    /// The last message that was delivered.
    public internal(set) var position: OrderNumber = .none
    /// Number of segments admitted so far; admission order is serialisation order.
    public internal(set) var admissions: UInt64 = 0
    /// Requests of this tier that are waiting or running.
    public internal(set) var requests = NumberedTable<Request>()
    /// Clients' sessions by their id.
    public internal(set) var sessions = NumberedTable<Session>()
    /// Decided keys of other tiers' requests that were addressed to this one.
    public internal(set) var foreign = NumberedTable<ForeignRequest>()
    /// Calls of this tier that wait for their reply, by the order number of the call.
    public internal(set) var calls = NumberedTable<OpenCall>()
    public internal(set) var members: [Member]
    public internal(set) var viewNumber: UInt64 = 0
    var fences: [Fence] = []
    var waiting: [OrderNumber] = []
    var timers: [Timer] = []
    var collectionMark: Int
    var mutation: Mutation
    /// Keys by kind and target, kept by a mutation only.
    var kindsSeen: [UInt64] = []

    /// - Parameter members: the first view, in rank order.
    public init(tier: TierID, members: [Message.Member], limits: Limits = Limits()) {
        self.init(tier: tier, members: members, limits: limits, mutation: Mutation())
    }

    package init(
        tier: TierID, members: [Message.Member], limits: Limits, mutation: Mutation
    ) {
        self.tier = tier
        self.limits = limits
        self.members = members.map { Member(replica: $0.replica, tier: $0.tier, isActive: true) }
        self.mutation = mutation
        collectionMark = limits.collectAt
    }

    /// Bounds that every replica of a ring must share.
    public struct Limits: Hashable, Sendable {
        /// Sessions of the tier; the one that was idle longest is closed for a new one.
        public var sessions = 65_536
        /// Requests of one session whose replies the client has not confirmed.
        public var requestsPerSession: UInt64 = 1024
        /// Foreign keys from which on the ledger looks for those it can drop.
        public var collectAt = 64

        public init() {}
    }

    public struct Request: Hashable, Sendable {
        public var handler: HandlerID
        public var arguments: [UInt8]
        public var root: OrderNumber
        /// The tier that called; nil for a client's request or a timer's.
        public var caller: TierID?
        /// The client's session and number, where a client asked.
        public var session: OrderNumber
        public var number: UInt64
        /// Points that are decided: the next key to decide has this point.
        public var decided: UInt32 = 0
        /// Admission number of its first segment; nil while a fence holds it.
        public var admission: UInt64?
    }

    public struct Session: Hashable, Sendable {
        public var nonce: UInt64
        /// Replies below this number were seen.
        public var low: UInt64 = 0
        public var lastUsed: OrderNumber
        /// In ascending order of their numbers.
        public var entries: [Entry] = []

        public struct Entry: Hashable, Sendable {
            public var number: UInt64
            public var request: OrderNumber
            /// Where the final reply was decided; none while the request runs.
            public var decidedAt: OrderNumber = .none
            public var reply: [UInt8] = []
        }
    }

    public struct ForeignRequest: Hashable, Sendable {
        public var tier: TierID
        /// Points below this are decided.
        public var decided: UInt32
        public var decidedAt: OrderNumber
        public var root: OrderNumber
    }

    public struct OpenCall: Hashable, Sendable {
        public var caller: SegmentKey
        public var target: TierID
    }

    public struct Member: Hashable, Sendable {
        public var replica: ReplicaID
        public var tier: TierID
        /// False from a joiner's JOIN to its JOINED.
        public var isActive: Bool
        /// What it had delivered when it made the last message that this ledger has seen.
        public var delivered: OrderNumber = .none
    }

    struct Fence: Hashable, Sendable {
        var number: OrderNumber
        var joiner: ReplicaID
    }

    struct Timer: Hashable, Sendable {
        var timer: UInt32
        var next: UInt64
    }
}
