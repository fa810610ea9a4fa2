import Foundation
import TestSupport

/// The command-line tool that was built beside the tests.
enum MidasTool {
    static let path: String? = {
        let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let file = folder.appending(path: "midas").path(percentEncoded: false)
        return FileManager.default.isExecutableFile(atPath: file) ? file : nil
    }()

    /// Runs the tool; nil where it was not built.
    static func run(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) throws -> ProcessResult? {
        guard let path else {
            print("skipped: the midas tool is not beside the tests")
            return nil
        }
        let own = ProcessInfo.processInfo.environment
        return try runProcess(
            [path] + arguments, in: folder.url,
            environment: own.merging(environment) { $1 })
    }

    /// The parts of a JSON report that tests look at.
    struct Report: Decodable {
        struct Summary: Decodable {
            var status: String
            var translationUnits: Int
            var failedTranslationUnits: Int
        }
        struct Place: Decodable { var file: String }
        struct Diagnostic: Decodable {
            var message: String
            var location: Place?
        }
        struct Program: Decodable { var name: String }
        struct Source: Decodable {
            var what: String
            var category: String
        }
        struct State: Decodable {
            var name: String
            var kind: String
            var classification: String
            var channel: String?
        }
        var summary: Summary
        var diagnostics: [Diagnostic]
        var programs: [Program]
        var sources: [Source]
        var states: [State]

        init(_ json: String) throws {
            self = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
        }
    }
}
