import MidasProtocol
import MidasWire

/// What is simulated: tiers, clients and what they ask for, and how much may go wrong.
public struct Scenario: Sendable {
    public var name: String
    /// Replicas of each tier; the first tier is the one that clients ask.
    public var tiers: [Int]
    public var clients: [[ClientRequest]]
    public var technique: Technique = .reexecuteContaminated
    public var isLazy = false
    public var stability: Stability = .allReplicas
    public var faults = Faults()
    /// Repeated messages out are ordered; otherwise the sequencer drops them.
    public var ordersRepetitions = false
    /// The order announces views when replicas die. Lazy sending and stability by acknowledgements
    /// need it.
    public var announcesViews = false
    /// Foreign keys from which on ledgers look for those they can drop.
    public var collectsAt = 64
    /// Nil: each replica draws its own number. Otherwise draws are small and depend on this.
    public var drawSeed: UInt64?
    package var mutation = Mutation()
    /// Whether a run on places that are not compensated yet is reported as such (I5).
    package var checksCleanReads = true

    public init(_ name: String, tiers: [Int], clients: [[ClientRequest]]) {
        self.name = name
        self.tiers = tiers
        self.clients = clients
    }

    public struct ClientRequest: Hashable, Sendable {
        public var handler: HandlerID
        public var arguments: [UInt64]

        public init(_ handler: HandlerID, _ arguments: [UInt64]) {
            self.handler = handler
            self.arguments = arguments
        }
    }

    /// How many of each fault may happen.
    public struct Faults: Hashable, Sendable {
        public var crashes = 0
        public var retries = 0
        public var clientCrashes = 0
        /// A replica is cut off, and the others go on.
        public var cuts = 0
        /// Tiers of replicas that join while the rest runs.
        public var joins: [TierID] = []
        /// Crashed or cut replicas that come back as joiners.
        public var returns = 0
        /// A crash may lose what only the dead had delivered.
        public var losesTails = true

        public init() {}
    }

    public enum Stability: Hashable, Sendable {
        /// Read off the whole world: every live replica has delivered it.
        case allReplicas
        /// Every live replica of the first tier has.
        case firstTier
        /// More than half of all configured replicas have.
        case majority
        /// As the replicas themselves learn it, from acknowledgements in the order.
        case acknowledged
    }
}

extension Scenario {
    /// Leaves out of a message what no rule reads in this scenario, so that fewer states differ.
    func reduced(_ message: Message) -> Message {
        guard case .output(var output) = message, stability != .acknowledged, collectsAt == 64
        else {
            return message
        }
        output.delivered = .none
        return .output(output)
    }
}
