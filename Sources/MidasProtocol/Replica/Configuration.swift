import MidasWire

/// How a replica of a tier that was not chosen becomes equal to the one that was.
public enum Technique: UInt8, Hashable, Sendable, CaseIterable {
    /// It does not: the program's own behaviour, for comparison.
    case vanilla
    /// It loads the chosen replica's whole state; segments run one after another.
    case transferCheckpoint
    /// It undoes its own writes and takes over the chosen replica's contaminated places.
    case transferContaminated
    /// It undoes its own writes and runs the segment again with the chosen replica's draws.
    case reexecuteContaminated
}

/// How one replica behaves. All replicas of a tier have equal configurations, identity apart.
public struct ReplicaConfiguration: Hashable, Sendable {
    public var identity: ReplicaID
    public var tier: TierID
    public var technique: Technique = .reexecuteContaminated
    /// Lazy: only the lowest live rank sends messages out; the others stand by.
    public var isLazy = false
    public var stability: Stability = .ownTier
    /// Messages that may be delivered before an acknowledgement is due.
    public var acknowledgeEvery: UInt64 = 32
    package var mutation = Mutation()

    public init(identity: ReplicaID, tier: TierID) {
        self.identity = identity
        self.tier = tier
    }

    /// When a message cannot be lost any more.
    public enum Stability: Hashable, Sendable {
        /// All live members of the own tier have delivered it. Enough on one host, where crashes
        /// are detected exactly and nothing is partitioned.
        case ownTier
        /// A majority of the ring's configured members has.
        case majority(of: Int)
        /// The caller says so with `Replica.markStable`.
        case external
    }
}
