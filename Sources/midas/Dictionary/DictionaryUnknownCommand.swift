import ArgumentParser
import MidasDriver

/// `midas dictionary unknown`
struct DictionaryUnknownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unknown",
        abstract: "Prints entries to fill in for the functions that nothing is known of.",
        discussion: """
            These are the functions that the sources call, less those they define, less those the
            dictionary knows. Functions that only wrap known ones are understood by their bodies.

            Example:
              midas dictionary unknown src -p build > mine.yml
            """)

    @Argument(help: "A binary, or files and folders of sources.")
    var paths: [String]

    @Option(name: .customShort("p"), help: "The folder of compile_commands.json.")
    var database: String?

    @OptionGroup var options: DictionaryOptions

    func run() throws {
        let queries = try DictionaryQueries(files: options.dictionary)
        try Console.print(Array(queries.unknown(paths, database: database).utf8))
    }
}
