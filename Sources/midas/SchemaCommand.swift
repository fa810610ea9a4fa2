import ArgumentParser
import MidasDriver

/// `midas schema`
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of the JSON report.")

    func run() throws { try Console.print(ReportOutput.schema()) }
}
