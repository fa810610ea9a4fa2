import ArgumentParser
import MidasDriver

/// `midas dictionary list`
struct DictionaryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists entries with their kinds and causes, a line each.")

    @Option(help: "Only those that give this category (clock) or refinement (clock.wall).")
    var category: String?

    @OptionGroup var options: DictionaryOptions

    func run() throws {
        try Console.print(
            Array(DictionaryQueries(files: options.dictionary).list(category: category).utf8))
    }
}
