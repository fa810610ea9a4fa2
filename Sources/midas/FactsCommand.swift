import ArgumentParser
import MidasDriver

/// `midas facts`: what the analyses below the report found, for those who work on them.
struct FactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facts",
        abstract: "Prints what points-to and the analysis of entries found.",
        shouldDisplay: false)

    @Argument(help: "Files and folders, or one file that --keep wrote.")
    var paths: [String]

    @Option(name: .customShort("p"), help: "The folder of compile_commands.json.")
    var database: String?

    @Option(help: "Only this program.")
    var program: String?

    @Option(help: "How many of the widest accesses and calls to list.")
    var widest = 0

    @Flag(help: "Entries, loops and phases.")
    var entries = false

    @Flag(help: "Everything that points-to knows.")
    var pointers = false

    @Option(help: "Explain why this cell or value (function:number) points to --target.")
    var pointer: String?

    @Option(help: "The beginning of a cell's name.")
    var target = ""

    @Option(help: "Explain how this function comes to call --callee.")
    var caller: String?

    @Option(help: "The function that is called.")
    var callee = ""

    @Option(help: "Write the lowered units into this file.")
    var keep: String?

    @OptionGroup var compiler: CompilerFlags

    func run() throws {
        var request = AnalysisRequest()
        request.paths = paths
        request.databaseFolder = database
        request.flags = compiler.flags
        let listing = try FactsListing.of(request)
        if let keep { return try listing.keep(in: keep) }
        var wanted = FactsListing.Wanted()
        wanted.program = program
        wanted.widest = widest
        wanted.entries = entries
        wanted.pointers = pointers
        wanted.pointer = pointer
        wanted.target = target
        wanted.calls = caller.map { ($0, callee) }
        try Console.print(Array(listing.text(wanted).utf8))
    }
}
