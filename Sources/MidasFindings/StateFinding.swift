import MidasBase

/// Names a state inside one report: `V1`, `V2`, … in the order of the report.
public struct StateID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var number: Int

    public init(_ number: Int) { self.number = number }

    public static func < (a: StateID, b: StateID) -> Bool { a.number < b.number }

    public var description: String { "V\(number)" }
}

/// What may be in a persistent state at quiescence, from the worst down.
public enum Classification: String, CaseIterable, Sendable, Hashable, Comparable {
    /// Some execution leaves a value in it that came from a source with no load from a persistent
    /// location in between.
    case pure
    /// Not pure, and its value depends on a source some other way.
    case contaminated
    /// Nondeterministic execution touches it and yet its value at quiescence cannot differ.
    case superficial
    case deterministic

    private var rank: Int {
        switch self {
        case .pure: 0
        case .contaminated: 1
        case .superficial: 2
        case .deterministic: 3
        }
    }

    /// `pure < contaminated < superficial < deterministic`: the worst of several is their minimum.
    public static func < (a: Classification, b: Classification) -> Bool { a.rank < b.rank }
}

/// One step of the way from a source to a state.
public struct PathStep: Hashable, Sendable {
    public var location: Location
    /// The qualified name of the function that contains the step.
    public var function: String
    /// A few words.
    public var step: String

    public init(location: Location, function: String, step: String) {
        self.location = location
        self.function = function
        self.step = step
    }
}

/// A persistent state and its class.
public struct StateFinding: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable { case variable, field, output }

    /// What an output is for: log output has a class but makes no source effective.
    public enum Channel: String, CaseIterable, Sendable { case data, log }

    public var id: StateID
    /// Qualified: `server.cache.hits`, `Order::stamp`.
    public var name: String
    public var kind: Kind
    /// Set for outputs.
    public var channel: Channel?
    /// The type as the source spells it.
    public var type: String
    /// The declaration; for an output the call that formats or writes it.
    public var location: Location
    public var classification: Classification
    /// That of the surest path; nil for a deterministic state, which has none.
    public var likelihood: Likelihood?
    /// The tier it belongs to, where tiers are configured.
    public var tier: String?
    /// The sources that reach it.
    public var sources: [SourceID]
    /// The shortest witness, from the source to this state.
    public var path: [PathStep]
    /// The program it belongs to, where the tree holds several.
    public var program: String?

    public init(
        id: StateID, name: String, kind: Kind, channel: Channel? = nil, type: String,
        location: Location, classification: Classification, likelihood: Likelihood? = nil,
        tier: String? = nil, sources: [SourceID] = [], path: [PathStep] = [],
        program: String? = nil
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.channel = channel
        self.type = type
        self.location = location
        self.classification = classification
        self.likelihood = likelihood
        self.tier = tier
        self.sources = sources
        self.path = path
        self.program = program
    }
}
