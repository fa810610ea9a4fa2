import ArgumentParser
import MidasDriver

/// `midas dictionary lint`
struct DictionaryLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Checks dictionary files; ends with 1 if any has a problem.")

    @Argument(help: "Dictionary files.", completion: .file())
    var files: [String]

    func run() throws {
        let problems = try files.flatMap { try DictionaryLoading.lint($0) }
        try Console.print(Array(problems.map { $0 + "\n" }.joined().utf8))
        if !problems.isEmpty { throw ExitCode(1) }
    }
}
