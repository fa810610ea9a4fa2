/// Everything that the total order carries.
public enum Message: Hashable, Sendable {
    case open(Open)
    case close(Close)
    case request(Request)
    case output(Output)
    case acknowledge(Acknowledge)
    case join(Join)
    case joined(Join)
    case tick(Tick)
    case view(View)

    /// A client asks for a session with a tier; the session's id is the order number of this
    /// message. `nonce` lets the client recognise its own.
    public struct Open: Hashable, Sendable {
        public var tier: TierID
        public var nonce: UInt64

        public init(tier: TierID, nonce: UInt64) {
            self.tier = tier
            self.nonce = nonce
        }
    }

    public struct Close: Hashable, Sendable {
        public var tier: TierID
        public var session: OrderNumber

        public init(tier: TierID, session: OrderNumber) {
            self.tier = tier
            self.session = session
        }
    }

    /// A client's request: number `number` of its session. The client has seen all replies below
    /// `seenBelow` and will not ask for them again.
    public struct Request: Hashable, Sendable {
        public var tier: TierID
        public var session: OrderNumber
        public var number: UInt64
        public var seenBelow: UInt64
        public var handler: HandlerID
        public var arguments: [UInt8]

        public init(
            tier: TierID, session: OrderNumber, number: UInt64, seenBelow: UInt64,
            handler: HandlerID, arguments: [UInt8]
        ) {
            self.tier = tier
            self.session = session
            self.number = number
            self.seenBelow = seenBelow
            self.handler = handler
            self.arguments = arguments
        }
    }

    /// The message that ends a segment. The first in the order with its key is the choice.
    public struct Output: Hashable, Sendable {
        /// The tier whose segment it ends.
        public var tier: TierID
        public var key: SegmentKey
        /// Order number of the client's request that all this belongs to.
        public var root: OrderNumber
        public var sender: ReplicaID
        public var view: UInt64
        public var kind: Kind
        public var payload: [UInt8]
        /// Nil only from segments without an effective source.
        public var record: Record?
        /// What the sender had delivered when it made this.
        public var delivered: OrderNumber
        public var addresses: TierSet

        public enum Kind: Hashable, Sendable {
            case call(tier: TierID, handler: HandlerID)
            case reply
        }

        public init(
            tier: TierID, key: SegmentKey, root: OrderNumber, sender: ReplicaID, view: UInt64,
            kind: Kind, payload: [UInt8], record: Record?, delivered: OrderNumber,
            addresses: TierSet
        ) {
            self.tier = tier
            self.key = key
            self.root = root
            self.sender = sender
            self.view = view
            self.kind = kind
            self.payload = payload
            self.record = record
            self.delivered = delivered
            self.addresses = addresses
        }
    }

    /// A replica has delivered everything up to `delivered`.
    public struct Acknowledge: Hashable, Sendable {
        public var replica: ReplicaID
        public var delivered: OrderNumber

        public init(replica: ReplicaID, delivered: OrderNumber) {
            self.replica = replica
            self.delivered = delivered
        }
    }

    public struct Join: Hashable, Sendable {
        public var tier: TierID
        public var replica: ReplicaID

        public init(tier: TierID, replica: ReplicaID) {
            self.tier = tier
            self.replica = replica
        }
    }

    /// The `count`-th run of a timer, with the value that goes to its handler. Timers and
    /// background work become requests, so that persistent state changes in the order only.
    public struct Tick: Hashable, Sendable {
        public var tier: TierID
        public var handler: HandlerID
        public var timer: UInt32
        public var count: UInt64
        public var value: [UInt8]

        public init(
            tier: TierID, handler: HandlerID, timer: UInt32, count: UInt64, value: [UInt8]
        ) {
            self.tier = tier
            self.handler = handler
            self.timer = timer
            self.count = count
            self.value = value
        }
    }

    /// Who is there from here on, in rank order.
    public struct View: Hashable, Sendable {
        public var number: UInt64
        public var members: [Member]

        public init(number: UInt64, members: [Member]) {
            self.number = number
            self.members = members
        }
    }

    public struct Member: Hashable, Sendable {
        public var replica: ReplicaID
        public var tier: TierID

        public init(replica: ReplicaID, tier: TierID) {
            self.replica = replica
            self.tier = tier
        }
    }
}
