import ArgumentParser
import MidasDriver

/// `midas dictionary reference`
struct DictionaryReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Prints the reference page: every entry, in Markdown.")

    @OptionGroup var options: DictionaryOptions

    func run() throws {
        try Console.print(Array(DictionaryQueries(files: options.dictionary).reference().utf8))
    }
}
