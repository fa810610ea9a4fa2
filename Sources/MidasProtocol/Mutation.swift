/// A rule of the protocol that a checker switches off, to show that it notices the difference.
///
/// A production replica has none: only targets of this package can name one.
public struct Mutation: Hashable, Sendable {
    private var bits: UInt32 = 0

    /// The unbroken protocol.
    public init() {}

    package init(_ kinds: [Kind]) {
        for kind in kinds { bits |= 1 << kind.rawValue }
    }

    @inline(__always)
    package func has(_ kind: Kind) -> Bool { bits & 1 << kind.rawValue != 0 }

    package enum Kind: UInt32, CaseIterable, Sendable {
        // The ledger
        case forgetsLowWater
        case dropsNestedKeysAtFinalReply
        case keysByKindAndTarget
        case joinsWithoutFence
        case fenceStopsNestedCalls
        // Rules of a replica
        case answersBeforeStability
        case answersOwnReply
        case sendsNoRecord
        case addressesOnlyTarget
        case startsWithoutHold
        case holdsWholeRequests
        case exemptsDescendants
        case checkpointsConcurrently
        // What a replica's shell does
        case keepsLocals
        case skipsUndo
        case cancelsOnHearsay
        case joinsWithoutLedger
        case leavesJoinersUncounted
        case restartsFromItsDisk
        case ignoresQuorum
    }
}
