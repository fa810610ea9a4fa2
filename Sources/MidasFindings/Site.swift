import MidasBase

/// A place in the code where replicas record what an effective source gives, or would have to.
public struct Site: Hashable, Sendable {
    /// What is done there at run time.
    public enum Technique: String, CaseIterable, Sendable {
        /// The values that come out of a call are recorded, and replaced by those of the chosen
        /// replica.
        case record
        /// Nothing: the source has a shape that cannot be recorded by itself.
        case refused
    }

    /// Stable while the function keeps its name and the order of such calls in it.
    public var id: UInt32
    public var location: Location
    /// The qualified name of the function that contains it.
    public var function: String
    /// What differs: a function, macro or expression.
    public var what: String
    public var category: SourceCategory
    /// The type of the recorded result as C spells it; empty where no result is recorded.
    public var type: String
    /// The worst class of what it reaches.
    public var classification: Classification
    /// The states that it reaches, by name.
    public var states: [String]
    /// Handlers of tiers that run it, `tier.handler`.
    public var handlers: [String]
    public var technique: Technique
    /// For a refused site: why, and what to do instead.
    public var reason: String

    public init(
        id: UInt32, location: Location, function: String, what: String, category: SourceCategory,
        type: String = "", classification: Classification = .deterministic, states: [String] = [],
        handlers: [String] = [], technique: Technique = .record, reason: String = ""
    ) {
        self.id = id
        self.location = location
        self.function = function
        self.what = what
        self.category = category
        self.type = type
        self.classification = classification
        self.states = states
        self.handlers = handlers
        self.technique = technique
        self.reason = reason
    }
}
