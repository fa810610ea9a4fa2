import MidasBase

/// An external function without a dictionary entry: what goes in may come out.
public struct UnknownFunction: Hashable, Sendable {
    public var name: String
    /// How many calls of it there are.
    public var calls: Int
    /// Where it is called; at most the first `locationLimit` places.
    public var locations: [Location]

    /// How many places of one function a report lists.
    public static let locationLimit = 20

    public init(name: String, calls: Int, locations: [Location]) {
        self.name = name
        self.calls = calls
        self.locations = locations
    }
}

/// Something that a default of the profile leaves out, with the number of places it concerns.
public struct Assumption: Hashable, Sendable {
    /// The assumption in words.
    public var what: String
    public var category: SourceCategory
    public var places: Int

    public init(what: String, category: SourceCategory, places: Int) {
        self.what = what
        self.category = category
        self.places = places
    }
}

/// Something that went wrong with an input, or that limits what the report says.
public struct Diagnostic: Hashable, Sendable {
    public enum Severity: String, CaseIterable, Sendable { case error, warning, note }

    public var severity: Severity
    /// One line.
    public var message: String
    /// Where, if a place is known; line and column are 1 where only the file is.
    public var location: Location?

    public init(severity: Severity, message: String, location: Location? = nil) {
        self.severity = severity
        self.message = message
        self.location = location
    }
}
