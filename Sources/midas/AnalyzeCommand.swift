import ArgumentParser
import MidasBase
import MidasDriver

/// `midas analyze`
struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Finds what may differ between replicas in a source tree.",
        usage: "midas analyze <path> ... [<options>] [-- <compiler flags>]",
        discussion: """
            Without -p a compile_commands.json is looked for in the tree, in its build* folders and \
            above, then compile_flags.txt; with none, include folders are found on demand. What \
            follows -- is given to every file and replaces any database.

            Examples:
              midas analyze .
              midas analyze src -p build --format json -o report.json
              midas analyze a.c b.c -- -std=c11 -Iinclude
            """)

    @Argument(help: "Files and folders.")
    var paths: [String]

    @Option(name: .customShort("p"), help: "The folder of compile_commands.json.")
    var database: String?

    @Option(help: "text or json.")
    var format: ReportFormat = .text

    @Option(name: .shortAndLong, help: "Write the report into this file.")
    var output: String?

    @Option(help: "replicated, strict or heterogeneous.")
    var profile: Profile?

    @Option(help: "Faults that count, separated by commas: io, resources, memory.")
    var faults: FaultList?

    @Flag(help: "List deterministic states too.")
    var all = false

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

    @Option(help: "End with 1 if this holds: incomplete.")
    var failOn: [Gate] = []

    @Flag(help: "Run the database's compilers to ask them where their headers are.")
    var probeDrivers = false

    @Flag(name: .shortAndLong, help: "No progress, no summary.")
    var quiet = false

    @Flag(help: "Print what each phase took: time, memory, sizes, steps.")
    var statistics = false

    @OptionGroup var compiler: CompilerFlags

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    }

    func run() throws {
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
        request.probesDrivers = probeDrivers
        request.isQuiet = quiet
        request.showsStatistics = statistics
        let output = ReportOutput(format: format, file: output, showsAll: all)
        let report = try Analyzer.run(request, output: output)
        try output.write(report)
        if report.isEmpty {
            Console.complain("nothing could be analysed")
            throw ExitCode(ExitStatus.nothingAnalysed)
        }
        if failOn.contains(where: { $0.fails(report) }) { throw ExitCode(ExitStatus.gate) }
    }
}

extension ReportFormat: ExpressibleByArgument {}
extension Gate: ExpressibleByArgument {}
extension Profile: ExpressibleByArgument {}

/// `io,resources`
struct FaultList: ExpressibleByArgument {
    var faults: [FaultKind]

    init?(argument: String) {
        let words = argument.split(separator: ",")
        faults = words.compactMap { FaultKind(rawValue: String($0)) }
        if faults.count != words.count { return nil }
    }
}
