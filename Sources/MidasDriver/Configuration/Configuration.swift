import MidasBase
import MidasBuildDatabase

/// What `.midas.yml` says.
public struct Configuration: Equatable, Sendable {
    /// One program of the tree: the files that are linked into it.
    public struct Program: Equatable, Sendable {
        public var name: String
        /// Patterns over paths relative to the root.
        public var files: [Glob]
    }

    public var profile: Profile?
    public var faults: [FaultKind] = []
    /// What is left out of the tree.
    public var excludes: [Glob] = []
    /// Flags added to every unit, as the user writes them.
    public var flags: [String] = []
    public var programs: [Program] = []
    /// Functions that write nothing but log output.
    public var logging: [String] = []
    /// Functions that the outside calls.
    public var entries: [String] = []
    public var tiers: [Tier] = []
    /// Dictionary files, relative to the configuration's folder.
    public var dictionaries: [String] = []

    public init() {}

    /// The name of the file that is looked for.
    public static let fileName = ".midas.yml"
}

/// What is wrong with a configuration, and where.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    public var file: String
    public var line: Int
    public var column: Int
    public var message: String

    public init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    public var description: String { "\(file):\(line):\(column): error: \(message)" }
}
