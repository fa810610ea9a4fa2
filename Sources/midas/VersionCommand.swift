import ArgumentParser
import MidasDriver

/// `midas version`
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Prints the version.")

    func run() throws { try Console.print(Array("midas \(MidasVersion.current)\n".utf8)) }
}
