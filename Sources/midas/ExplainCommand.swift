import ArgumentParser
import MidasDriver

/// `midas explain`
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explains a word of a report.",
        discussion: "Without a word it lists the words that it can explain.")

    @Argument(help: "A class, a category, a likelihood, a verdict.")
    var word: String?

    func run() throws {
        guard let word else {
            try Console.print(Array(Glossary.list().utf8))
            return
        }
        try Console.print(Array(try Glossary.explanation(of: word).utf8))
    }
}
