import ArgumentParser
import MidasDriver

/// `midas dictionary coverage`
struct DictionaryCoverageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "Counts the external functions that are known, and lists those that are not.",
        discussion: """
            A binary shows which functions it takes from libraries; a source tree also how often
            they are called.

            Examples:
              midas dictionary coverage build/server
              midas dictionary coverage src -p build
            """)

    @Argument(help: "A binary, or files and folders of sources.")
    var paths: [String]

    @Option(name: .customShort("p"), help: "The folder of compile_commands.json.")
    var database: String?

    @OptionGroup var options: DictionaryOptions

    func run() throws {
        let queries = try DictionaryQueries(files: options.dictionary)
        try Console.print(Array(queries.coverage(paths, database: database).utf8))
    }
}
