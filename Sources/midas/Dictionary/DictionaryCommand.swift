import ArgumentParser

/// `midas dictionary`
struct DictionaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dictionary",
        abstract: "Shows and checks what midas knows of functions outside the tree.",
        subcommands: [
            DictionaryShowCommand.self, DictionaryListCommand.self, DictionaryExplainCommand.self,
            DictionaryLintCommand.self, DictionaryCoverageCommand.self,
            DictionaryUnknownCommand.self, DictionaryReferenceCommand.self,
        ])
}

/// Options of every command that looks entries up.
struct DictionaryOptions: ParsableArguments {
    @Option(help: "A dictionary to add; may be repeated.", completion: .file())
    var dictionary: [String] = []
}
