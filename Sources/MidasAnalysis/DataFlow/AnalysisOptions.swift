import MidasBase
import MidasFindings

/// What a run of the analysis counts as a source.
public struct AnalysisOptions: Sendable, Hashable {
    public var profile: Profile
    public var faults: Set<FaultKind>
    /// What the report says that made it.
    public var tool: ToolDescription

    public init(
        profile: Profile = .replicated, faults: Set<FaultKind> = [],
        tool: ToolDescription = ToolDescription(version: "", libclang: "")
    ) {
        self.profile = profile
        self.faults = faults
        self.tool = tool
    }
}
