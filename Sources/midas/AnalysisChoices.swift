import ArgumentParser
import MidasBase
import MidasDriver

/// What is analysed and how: the options of all commands that begin with an analysis.
struct AnalysisChoices: ParsableArguments {
    @Argument(help: "Files and folders.")
    var paths: [String]

    @Option(name: .customShort("p"), help: "The folder of compile_commands.json.")
    var database: String?

    @Option(help: "replicated, strict or heterogeneous.")
    var profile: Profile?

    @Option(help: "Faults that count, separated by commas: io, resources, memory.")
    var faults: FaultList?

    @Option(name: .shortAndLong, help: "How many files are parsed at a time.")
    var jobs: Int?

    @Flag(help: "Neither read nor write the cache.")
    var noCache = false

    @Option(help: "Where parsed files are kept.", completion: .directory)
    var cacheDir: String?

    @Option(help: "The configuration, instead of the nearest .midas.yml.", completion: .file())
    var config: String?

    @Option(help: "A dictionary to add; may be repeated.", completion: .file())
    var dictionary: [String] = []

    @Flag(name: .shortAndLong, help: "No progress, no summary.")
    var quiet = false

    @OptionGroup var compiler: CompilerFlags

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    }

    var request: AnalysisRequest {
        var request = AnalysisRequest()
        request.paths = paths
        request.databaseFolder = database
        request.flags = compiler.flags
        request.profile = profile
        request.faults = faults?.faults
        request.jobs = jobs
        request.usesCache = !noCache
        request.cacheFolder = cacheDir
        request.configurationFile = config
        request.dictionaryFiles = dictionary
        request.isQuiet = quiet
        return request
    }
}
