import ArgumentParser
import MidasDriver

/// `midas doctor`
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Prints what midas found on this machine, and what would be better.")

    func run() throws {
        let findings = Doctor.examine()
        try Console.print(Array(findings.text.utf8))
        if !findings.canAnalyse { throw ExitCode(ExitStatus.nothingAnalysed) }
    }
}
