import MidasBase
import MidasFindings

/// What a run of the analysis counts as a source.
public struct AnalysisOptions: Sendable, Hashable {
    public var profile: Profile
    public var faults: Set<FaultKind>
    /// What the report says that made it.
    public var tool: ToolDescription
    /// Functions, by qualified name, that write nothing but log output; so does what only they call.
    public var loggingFunctions: [String]
    /// Functions, by qualified name, that the outside calls as handlers of requests.
    public var entryFunctions: [String]
    /// Tiers that the program holds.
    public var tiers: [TierOptions] = []
    /// For tests of tests.
    package var mistakes: AnalysisFaults = []

    public init(
        profile: Profile = .replicated, faults: Set<FaultKind> = [],
        tool: ToolDescription = ToolDescription(version: "", libclang: ""),
        loggingFunctions: [String] = [], entryFunctions: [String] = [], tiers: [TierOptions] = []
    ) {
        self.profile = profile
        self.faults = faults
        self.tool = tool
        self.loggingFunctions = loggingFunctions
        self.entryFunctions = entryFunctions
        self.tiers = tiers
    }
}
