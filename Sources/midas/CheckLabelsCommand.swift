import ArgumentParser
import MidasDriver

/// `midas check-labels`: compares what is found in files with the labels in their comments.
struct CheckLabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-labels",
        abstract: "Compares findings with the labels in the comments of files.",
        shouldDisplay: false)

    @Argument(help: "Files with labels.", completion: .file())
    var files: [String]

    @Option(name: .shortAndLong, help: "How many files are analysed at a time.")
    var jobs = 2

    @Flag(help: "Mark files whose labels do not hold as known gaps, and unmark the others.")
    var updateGaps = false

    func run() throws {
        let results = try FixtureCheck().results(of: files, jobs: jobs)
        if updateGaps {
            let changed = try results.filter { try GapMarks.update($0) }
            try Console.print(Array("\(changed.count) of \(results.count) files changed\n".utf8))
            return
        }
        Console.complain(lines: results.flatMap(\.complaints))
        let wrong = results.count { !$0.isAsExpected }
        try Console.print(Array("\(results.count - wrong) of \(results.count) as expected\n".utf8))
        if wrong > 0 { throw ExitCode(ExitStatus.gate) }
    }
}
