import MidasBase

/// Names a source inside one report: `S1`, `S2`, … in the order of the report.
public struct SourceID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var number: Int

    public init(_ number: Int) { self.number = number }

    public static func < (a: SourceID, b: SourceID) -> Bool { a.number < b.number }

    public var description: String { "S\(number)" }
}

/// An occurrence in the code at which a value enters that may differ between replicas.
public struct SourceFinding: Hashable, Sendable {
    /// When the occurrence runs: before the request loop, or in one of its iterations.
    public enum Phase: String, CaseIterable, Sendable { case start, request }

    public enum Verdict: String, CaseIterable, Sendable {
        /// It makes some persistent state other than log output pure or contaminated.
        case effective
        case superficial
    }

    public var id: SourceID
    public var category: SourceCategory
    /// The function, macro or expression.
    public var what: String
    public var location: Location
    /// The qualified name of the function that contains it.
    public var function: String
    public var phase: Phase
    /// The refined category, in words.
    public var detail: String
    public var verdict: Verdict
    /// Why it is superficial; empty for an effective source.
    public var reason: String
    /// The states that it reaches.
    public var states: [StateID]
    /// The program it belongs to, where the tree holds several.
    public var program: String?

    public init(
        id: SourceID, category: SourceCategory, what: String, location: Location, function: String,
        phase: Phase, detail: String, verdict: Verdict, reason: String = "",
        states: [StateID] = [], program: String? = nil
    ) {
        self.id = id
        self.category = category
        self.what = what
        self.location = location
        self.function = function
        self.phase = phase
        self.detail = detail
        self.verdict = verdict
        self.reason = reason
        self.states = states
        self.program = program
    }
}
