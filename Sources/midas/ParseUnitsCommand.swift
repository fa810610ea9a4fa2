import ArgumentParser
import MidasDriver

/// The process that `midas` starts to parse in; not for people.
struct ParseUnitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: ParserService.commandName, abstract: "Parses units for another midas.",
        shouldDisplay: false)

    func run() throws { try ParserService.run() }
}
