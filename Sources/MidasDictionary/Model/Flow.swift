import MidasBase

/// A value that may differ between replicas enters here.
public struct NondeterministicOutput: Hashable, Sendable {
    /// What differs.
    public enum Cause: Hashable, Sendable {
        case refinement(Refinement)
        /// Whatever the channel in this argument yields, by the kind that it was opened as:
        /// `ChannelKind.contents`. Written `channel(0)`.
        case channel(argument: UInt8)
        /// As `channel`, for the receiver (`std::ifstream`). Written `channel(this)`.
        case receiverChannel
    }

    public var path: Path
    public var cause: Cause
    public var conditions: [Condition]
    /// Where it is not the refinement's own.
    public var likelihood: Likelihood?

    public init(
        _ path: Path, _ cause: Cause, when conditions: [Condition] = [],
        likelihood: Likelihood? = nil
    ) {
        self.path = path
        self.cause = cause
        self.conditions = conditions
        self.likelihood = likelihood
    }
}

/// How a flow's target depends on its origin.
public enum FlowKind: UInt8, Word {
    /// `->` the same value, moved: pointers keep what they point to.
    case copy
    /// `~>` computed from it.
    case derived
    /// `?>` it only decides which value.
    case selects
}

/// The target's value after the call comes from the origin's value before it.
public struct Flow: Hashable, Sendable {
    public var origin: Path
    public var target: Path
    public var kind: FlowKind
    public var conditions: [Condition]

    public init(
        _ origin: Path, _ kind: FlowKind, _ target: Path, when conditions: [Condition] = []
    ) {
        self.origin = origin
        self.target = target
        self.kind = kind
        self.conditions = conditions
    }
}

/// The order that a path had before the call is gone after it (`std::sort`, keyed insertion).
public struct OrderRemoval: Hashable, Sendable {
    public var path: Path
    public var conditions: [Condition]

    public init(_ path: Path, when conditions: [Condition] = []) {
        self.path = path
        self.conditions = conditions
    }
}

/// Every byte (or element) of the path is overwritten.
public struct Overwrite: Hashable, Sendable {
    public var path: Path
    /// Only when the call succeeds; otherwise on every return.
    public var onSuccessOnly: Bool
    public var conditions: [Condition]

    public init(_ path: Path, onSuccessOnly: Bool = false, when conditions: [Condition] = []) {
        self.path = path
        self.onSuccessOnly = onSuccessOnly
        self.conditions = conditions
    }
}
