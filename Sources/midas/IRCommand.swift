import ArgumentParser
import MidasDriver

/// `midas ir`
struct IRCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ir", abstract: "Prints what a file is lowered to.",
        usage: "midas ir <path> ... [<options>] [-- <compiler flags>]",
        discussion: """
            Examples:
              midas ir server.c --function main -- -Iinclude
              midas ir src -p build --coverage
            """)

    @Argument(help: "Files and folders.")
    var paths: [String]

    @Option(name: .customShort("p"), help: "The folder of compile_commands.json.")
    var database: String?

    @Option(help: "Only this function.")
    var function: String?

    @Flag(help: "Count expressions and functions that were lowered, and those that were not.")
    var coverage = false

    @Flag(help: "Link, and print which programs the units form. Uses the cache.")
    var programs = false

    @Flag(help: "Neither read nor write the cache.")
    var noCache = false

    @Option(help: "Where parsed files are kept.", completion: .directory)
    var cacheDir: String?

    @Flag(help: "Check the invariants of the form and print what is violated.")
    var verify = false

    @Option(name: .shortAndLong, help: "How many files are parsed at a time.")
    var jobs: Int?

    @OptionGroup var compiler: CompilerFlags

    func run() throws {
        var request = AnalysisRequest()
        request.paths = paths
        request.databaseFolder = database
        request.flags = compiler.flags
        request.jobs = jobs
        request.isQuiet = true
        if programs {
            request.usesCache = !noCache
            request.cacheFolder = cacheDir
            return try Console.print(Array(IRListing.programs(of: request).utf8))
        }
        let listing = try IRListing.of(request)
        Console.complain(lines: listing.problems)
        if verify {
            let violations = listing.violations()
            try Console.print(Array(violations.map { $0 + "\n" }.joined().utf8))
            if !violations.isEmpty { throw ExitCode(ExitStatus.gate) }
            if !coverage && function == nil { return }
        }
        let text = coverage ? listing.coverageTable() : listing.text(function: function)
        guard let text else { throw UsageError("no function '\(function ?? "")' in these files") }
        try Console.print(Array(text.utf8))
        if listing.isEmpty { throw ExitCode(ExitStatus.nothingAnalysed) }
    }
}
