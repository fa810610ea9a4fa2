import MidasWire

/// One replica of a tier: what it has run, what it waits for, what it has to do next.
///
/// Events are its mutating methods; they append to `actions` what the shell must do, in order.
/// It keeps no clock and draws no random numbers. Rules R1 to R15 of the protocol are the methods
/// of its extensions.
public struct Replica: Sendable {
    public let configuration: ReplicaConfiguration
    public let catalog: any SegmentCatalog
    public internal(set) var ledger: Ledger
    /// Admitted segments that are not settled here, in admission order.
    public internal(set) var pending: ContiguousArray<Work> = []
    /// Everything up to here cannot be lost any more.
    public internal(set) var stable: OrderNumber = .none
    /// Without a quorum nothing is run, sent or answered.
    public internal(set) var isHalted = false
    /// What the last message out or acknowledgement of this replica said was delivered.
    package internal(set) var acknowledged: OrderNumber = .none
    /// The last delivered message that is worth an acknowledgement.
    package internal(set) var worthAcknowledging: OrderNumber = .none
    /// Final replies that wait for stability, by ascending position.
    var unanswered: [Answer] = []
    var offers: [SnapshotOffer] = []
    var effects: [LedgerEffect] = []
    /// Requests of this tier that were admitted and are unfinished here; kept by a mutation only.
    var wholeRequests: [WholeRequest] = []

    /// A replica that starts with the tier, or one that continues from a snapshot's ledger.
    public init(configuration: ReplicaConfiguration, catalog: any SegmentCatalog, ledger: Ledger) {
        self.configuration = configuration
        self.catalog = catalog
        self.ledger = ledger
        acknowledged = ledger.position
    }

    public struct Work: Hashable, Sendable {
        public var admission: Admission
        public var access: AccessSet
        public var phase: Phase = .waiting
        /// What this replica made of it.
        public var own: Message.Output?
        /// Whether that was given to the transport.
        public var isSent = false
        /// What the tier uses.
        public var chosen: Message.Output?
        /// Where it was chosen.
        public var chosenAt: OrderNumber = .none
        /// The ledger as of the snapshot's place in the order.
        var ledger: Ledger?

        public enum Phase: UInt8, Hashable, Sendable {
            case waiting, started, executed, compensating
        }
    }

    struct Answer: Hashable, Sendable {
        var decidedAt: OrderNumber
        var session: OrderNumber
        var number: UInt64
    }

    struct WholeRequest: Hashable, Sendable {
        var request: OrderNumber
        var root: OrderNumber
        var access: AccessSet
    }

    var mutation: Mutation { configuration.mutation }

    /// Where the work on `key` is in `pending`.
    func index(of key: SegmentKey) -> Int? {
        pending.firstIndex { $0.admission.key == key && !$0.isSnapshot }
    }

    /// Whether the segment was run here and what came of it is final here.
    public func isSettled(_ key: SegmentKey) -> Bool { index(of: key) == nil }
}

extension Replica.Work {
    var isSnapshot: Bool {
        if case .snapshot = admission.input { true } else { false }
    }
}
