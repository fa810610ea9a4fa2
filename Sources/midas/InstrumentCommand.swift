import ArgumentParser
import MidasDriver

/// `midas instrument`
struct InstrumentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instrument",
        abstract: "Makes a program record what differs between replicas.",
        usage: "midas instrument <path> ... (--diff | --out <folder> | --in-place) [<options>]",
        discussion: """
            Calls that are effective sources are wrapped into macros of midas_record.h, which is \
            written into the root of the tree. Lines keep their numbers. Without a runtime the \
            program behaves as before. What cannot be recorded is left as it is and named, and the \
            exit code is 1.

            Examples:
              midas instrument src -p build --diff
              midas instrument . --out ../instrumented
            """)

    @Flag(help: "Print the changes for patch -p1.")
    var diff = false

    @Option(name: .customLong("out"), help: "Write a changed copy of the tree here.")
    var folder: String?

    @Flag(help: "Change the files themselves.")
    var inPlace = false

    @Flag(help: "Generate functions that make replicas equal after the handlers of tiers.")
    var compensate = false

    @OptionGroup var choices: AnalysisChoices

    func validate() throws {
        let count = [diff, folder != nil, inPlace].count { $0 }
        if count != 1 { throw ValidationError("give one of --diff, --out and --in-place") }
    }

    func run() throws {
        let plan = try InstrumentationRun.plan(
            choices.request, compensates: compensate)
        if plan.isEmpty {
            Console.complain("nothing could be analysed")
            throw ExitCode(ExitStatus.nothingAnalysed)
        }
        if diff { try Console.write(plan.diff, to: nil) }
        if let folder { try plan.write(to: folder) }
        if inPlace { try plan.writeInPlace() }
        let refusals = plan.refusals
        for line in refusals + (choices.quiet ? [] : plan.remarks) { Console.complain(plain: line) }
        if !choices.quiet { Console.complain(plain: plan.summary) }
        if !refusals.isEmpty { throw ExitCode(ExitStatus.gate) }
    }
}
