import ArgumentParser

/// What follows `--` on the command line: flags for the compiler, given to every file.
struct CompilerFlags: ParsableArguments {
    @Option(
        name: .customLong(Self.option), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(visibility: .hidden))
    var flags: [String] = []

    private static let option = "compiler-flag"

    /// The arguments with each one after `--` as the value of an option: ArgumentParser takes no
    /// second list of positional arguments.
    static func spelledOut(_ arguments: [String]) -> [String] {
        guard let dashes = arguments.firstIndex(of: "--") else { return arguments }
        return arguments[..<dashes] + arguments[(dashes + 1)...].flatMap { ["--\(option)", $0] }
    }
}
