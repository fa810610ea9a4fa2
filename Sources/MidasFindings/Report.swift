import MidasBase

/// What one analysis says: the boundary between deciding and telling. Every format is a function of
/// this value.
public struct Report: Hashable, Sendable {
    /// The version of the JSON document's form. The minor number grows when fields are added.
    public static let schemaVersion = "1.0"

    public var tool: ToolDescription
    /// The analysed root as the user named it; paths in the report are relative to it.
    public var root: String
    public var profile: Profile
    public var programs: [ProgramDescription]
    public var summary: Summary
    public var sources: [SourceFinding]
    public var states: [StateFinding]
    public var sharedState: [SharedState]
    public var unknownFunctions: [UnknownFunction]
    public var assumptions: [Assumption]
    /// Empty where no tiers are configured.
    public var tiers: [TierFinding] = []
    /// Adjacent tiers; those of `CompensationPair.all`.
    public var pairs: [CompensationPair] = []
    public var diagnostics: [Diagnostic]

    public init(
        tool: ToolDescription, root: String = ".", profile: Profile = .replicated,
        programs: [ProgramDescription] = [], summary: Summary = Summary(),
        sources: [SourceFinding] = [], states: [StateFinding] = [],
        sharedState: [SharedState] = [], unknownFunctions: [UnknownFunction] = [],
        assumptions: [Assumption] = [], diagnostics: [Diagnostic] = []
    ) {
        self.tool = tool
        self.root = root
        self.profile = profile
        self.programs = programs
        self.summary = summary
        self.sources = sources
        self.states = states
        self.sharedState = sharedState
        self.unknownFunctions = unknownFunctions
        self.assumptions = assumptions
        self.diagnostics = diagnostics
    }
}

/// What made the report.
public struct ToolDescription: Hashable, Sendable {
    public var version: String
    /// The version of libclang that parsed the units; trees and messages depend on it.
    public var libclang: String

    public init(version: String, libclang: String) {
        self.version = version
        self.libclang = libclang
    }
}

/// One program of the tree.
public struct ProgramDescription: Hashable, Sendable {
    public var name: String
    /// The definition of `main`; nil for a library.
    public var main: Location?
    /// How many translation units it is linked from.
    public var units: Int

    public init(name: String, main: Location?, units: Int) {
        self.name = name
        self.main = main
        self.units = units
    }
}

/// How much was analysed and how much was found.
public struct Summary: Hashable, Sendable {
    public enum Status: String, CaseIterable, Sendable {
        case complete
        /// A unit, a function or a call edge was not analysed as it should.
        case incomplete
    }

    public struct StateCounts: Hashable, Sendable {
        public var pure = 0
        public var contaminated = 0
        public var superficial = 0
        public var deterministic = 0

        public init() {}

        public subscript(_ classification: Classification) -> Int {
            get {
                switch classification {
                case .pure: pure
                case .contaminated: contaminated
                case .superficial: superficial
                case .deterministic: deterministic
                }
            }
            set {
                switch classification {
                case .pure: pure = newValue
                case .contaminated: contaminated = newValue
                case .superficial: superficial = newValue
                case .deterministic: deterministic = newValue
                }
            }
        }
    }

    public struct SourceCounts: Hashable, Sendable {
        public var effective = 0
        public var superficial = 0

        public init() {}
    }

    public var status = Status.complete
    /// Units that were analysed, failed ones not counted.
    public var translationUnits = 0
    public var failedTranslationUnits = 0
    public var functions = 0
    public var linesOfCode = 0
    public var states = StateCounts()
    public var sources = SourceCounts()
    public var unknownFunctions = 0

    public init() {}
}
