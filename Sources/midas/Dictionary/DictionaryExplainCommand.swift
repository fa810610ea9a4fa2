import ArgumentParser
import MidasDriver

/// `midas dictionary explain`
struct DictionaryExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says in words what an entry states and what that rests on.")

    @Argument(help: "Functions, types, macros, system calls or constructs.")
    var names: [String]

    @OptionGroup var options: DictionaryOptions

    func run() throws {
        try Console.print(Array(DictionaryQueries(files: options.dictionary).explain(names).utf8))
    }
}
