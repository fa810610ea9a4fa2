import ArgumentParser
import MidasDriver

/// The root command.
@main
struct Midas: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "midas",
        abstract: "Finds and repairs nondeterminism in C and C++ programs.",
        discussion: """
            Examples:
              midas analyze src -p build       with build/compile_commands.json
              midas analyze server.c -- -O2    with these compiler flags
              midas explain contaminated       what a word of a report means

            Exit codes: 0 done, and every gate that was asked for holds; 1 a gate does not hold;
            2 wrong usage or configuration; 3 nothing could be analysed.
            """,
        version: MidasVersion.current,
        subcommands: [
            AnalyzeCommand.self, InstrumentCommand.self, SitesCommand.self, IRCommand.self,
            DoctorCommand.self, ExplainCommand.self, DictionaryCommand.self, SchemaCommand.self,
            VersionCommand.self,
            ParseUnitsCommand.self, CheckLabelsCommand.self, FactsCommand.self,
        ])

    /// As ArgumentParser's own, but that wrong usage ends with the exit code that midas promises.
    static func main() {
        do {
            ProcessMemory.prepare()
            let arguments = CompilerFlags.spelledOut(Array(CommandLine.arguments.dropFirst()))
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch let error as UsageError {
            Console.complain(error.description)
            exit(withCode: ExitStatus.usage)
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Console.complain(fullMessage(for: error))
            exit(withCode: ExitStatus.usage)
        }
    }

    private static func exit(withCode code: Int32) -> Never { exit(withError: ExitCode(code)) }
}

/// The exit codes that scripts rely on.
enum ExitStatus {
    static let gate: Int32 = 1
    static let usage: Int32 = 2
    static let nothingAnalysed: Int32 = 3
}
