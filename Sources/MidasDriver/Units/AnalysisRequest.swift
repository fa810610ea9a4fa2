import MidasBase

/// What the user asks for, as the command line says it.
public struct AnalysisRequest: Sendable {
    /// Files and folders, as they were given.
    public var paths: [String] = []
    /// `-p`: the folder of the database.
    public var databaseFolder: String?
    /// Flags after `--`.
    public var flags: [String] = []
    public var profile: Profile?
    public var faults: [FaultKind]?
    /// How many units are parsed at a time; nil for as many as there are cores.
    public var jobs: Int?
    /// Where parsed units are kept; nil for the user's cache folder.
    public var cacheFolder: String?
    public var usesCache = true
    /// `--config`
    public var configurationFile: String?
    /// `--dictionary`: added to what midas knows, the last one first.
    public var dictionaryFiles: [String] = []
    /// `--probe-drivers`: compilers of the database are run to ask them for their header folders.
    public var probesDrivers = false
    public var isQuiet = false
    /// `--statistics`: a table of phases on standard error.
    public var showsStatistics = false

    public init() {}
}

/// Why an analysis could not begin: wrong usage, or a wrong configuration.
public struct UsageError: Error, Equatable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
