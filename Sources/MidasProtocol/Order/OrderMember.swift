import MidasWire

/// A member's side of the fixed sequencer: what it sent, what it delivered, what it keeps.
///
/// Every member keeps what may not have reached everybody, so that each of them can take the
/// sequencer's place and refill the others.
public struct OrderMember: Sendable {
    public let identity: ReplicaID
    /// Submissions that may be on their way at the same time.
    public let window: Int
    public private(set) var delivered: OrderNumber
    /// The last submission of each sender that is in the order.
    public private(set) var lastSubmissions: [Sender] = []
    private var retained: ArraySlice<OrderedMessage> = []
    private var outstanding: ArraySlice<Submission> = []
    private var submissions: UInt64 = 0

    public struct Sender: Hashable, Sendable {
        public var replica: ReplicaID
        public var submission: UInt64

        public init(replica: ReplicaID, submission: UInt64) {
            self.replica = replica
            self.submission = submission
        }
    }

    public struct Submission: Hashable, Sendable {
        public var number: UInt64
        public var bytes: [UInt8]

        public init(number: UInt64, bytes: [UInt8]) {
            self.number = number
            self.bytes = bytes
        }
    }

    public enum Receipt: Hashable, Sendable {
        /// The next message: hand it up.
        case deliver
        /// It came before.
        case known
        /// Messages before it are missing.
        case gap
    }

    /// - Parameter delivered: the message before the first that this member will get.
    public init(identity: ReplicaID, delivered: OrderNumber = .none, window: Int = 1024) {
        self.identity = identity
        self.delivered = delivered
        self.window = window
    }

    // MARK: Sending

    /// Whether another message may be submitted now.
    public var hasCredit: Bool { outstanding.count < window }

    /// Takes a message into the window; nil where it is full, and the caller must wait.
    public mutating func submit(_ bytes: [UInt8]) -> Submission? {
        guard hasCredit else { return nil }
        submissions += 1
        let submission = Submission(number: submissions, bytes: bytes)
        outstanding.append(submission)
        return submission
    }

    /// What a new sequencer has to be told again, in order.
    public var unordered: ArraySlice<Submission> { outstanding }

    // MARK: Delivering

    public mutating func receive(_ message: OrderedMessage) -> Receipt {
        guard message.number > delivered else { return .known }
        guard message.number == delivered.next else { return .gap }
        delivered = message.number
        retained.append(message)
        note(message.sender, message.submission)
        if message.sender == identity {
            while let first = outstanding.first, first.number <= message.submission {
                outstanding.removeFirst()
            }
        }
        return .deliver
    }

    private mutating func note(_ sender: ReplicaID, _ submission: UInt64) {
        if let index = lastSubmissions.firstIndex(where: { $0.replica == sender }) {
            lastSubmissions[index].submission = submission
        } else {
            lastSubmissions.append(Sender(replica: sender, submission: submission))
        }
    }

    /// A joiner begins behind `number`.
    public mutating func start(after number: OrderNumber, _ known: [Sender]) {
        guard number > delivered else { return }
        delivered = number
        lastSubmissions = known
        retained = []
    }

    // MARK: Keeping

    /// The first message that this member can still give to others.
    public var firstRetained: OrderNumber { retained.first?.number ?? delivered.next }

    /// Everybody has delivered up to `number`: nobody will ask for it again.
    public mutating func forget(through number: OrderNumber) {
        while let first = retained.first, first.number <= number { retained.removeFirst() }
        // A slice keeps its whole buffer alive; take what is left out of it now and then.
        if retained.startIndex > 4096 { retained = ArraySlice(Array(retained)) }
        if outstanding.startIndex > 4096 { outstanding = ArraySlice(Array(outstanding)) }
    }

    /// What a member lacks that has delivered up to `number`; nil where it is kept no more.
    public func refill(after number: OrderNumber) -> ArraySlice<OrderedMessage>? {
        guard number.next >= firstRetained else { return nil }
        let skipped = Int(number.value + 1 - firstRetained.value)
        return retained.dropFirst(skipped)
    }
}
