import ArgumentParser
import MidasDriver

/// `midas dictionary show`
struct DictionaryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Prints entries as they are written.",
        discussion: """
            Examples:
              midas dictionary show clock_gettime
              midas dictionary show std::unordered_map::begin syscall:read
            """)

    @Argument(help: "Functions, types, macros, system calls or constructs.")
    var names: [String]

    @OptionGroup var options: DictionaryOptions

    func run() throws {
        try Console.print(Array(DictionaryQueries(files: options.dictionary).show(names).utf8))
    }
}
