import ArgumentParser
import MidasDriver

/// `midas sites`
struct SitesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sites",
        abstract: "Lists where replicas have to record what differs.",
        usage: "midas sites <path> ... [<options>] [-- <compiler flags>]",
        discussion: """
            A site is an effective source. Its number stays the same while lines move; a source \
            that cannot be recorded stands in the JSON list with the reason.

            Examples:
              midas sites src -p build
              midas sites src --format c -o midas_sites.c
            """)

    @Option(help: "json or c.")
    var format: SiteTableFormat = .json

    @Option(name: .shortAndLong, help: "Write the list into this file.")
    var output: String?

    @OptionGroup var choices: AnalysisChoices

    func run() throws {
        let plan = try InstrumentationRun.plan(choices.request)
        try Console.write(plan.table(format), to: output)
        if plan.isEmpty { throw ExitCode(ExitStatus.nothingAnalysed) }
    }
}

extension SiteTableFormat: ExpressibleByArgument {}
