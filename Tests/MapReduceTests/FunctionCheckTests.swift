import Foundation
import TestSupport
import Testing

/// Whether a map or reduce function may be run again is `midas analyze`'s to say: shown on one that may
/// and one that may not.
@Suite struct FunctionCheckTests {
    private struct Report: Decodable {
        struct Summary: Decodable {
            let status: String
        }
        struct State: Decodable {
            let name: String
            let kind: String
            let classification: String
        }
        struct Source: Decodable {
            let category: String
            let verdict: String
        }

        let summary: Summary
        let states: [State]
        let sources: [Source]

        /// Nothing that differs between two runs gets into what the function leaves behind.
        var isDeterministic: Bool {
            states.allSatisfy { ["deterministic", "superficial"].contains($0.classification) }
        }

        /// The function keeps nothing from one run to the next: what it writes is the caller's.
        var isRepeatable: Bool { !states.contains { $0.kind == "variable" } }
    }

    private func report(_ function: String) throws -> Report {
        let tool = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "midas").path
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Functions/\(function)").path
        let result = try runProcess([
            tool, "analyze", file, "--format", "json", "--all", "--quiet", "--no-cache",
        ])
        #expect(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    }

    @Test func aFunctionOfItsInputAloneMayBeRepeated() throws {
        let report = try report("good.c")
        #expect(report.summary.status == "complete")
        #expect(report.isDeterministic)
        #expect(report.isRepeatable)
    }

    @Test func aFunctionThatDrawsAndRemembersMayNot() throws {
        let report = try report("bad.c")
        #expect(report.summary.status == "complete")
        #expect(!report.isDeterministic)
        #expect(!report.isRepeatable)
        #expect(report.sources.contains { $0.category == "clock" && $0.verdict == "effective" })
        #expect(report.states.contains { $0.name == "numbered" && $0.kind == "variable" })
    }
}
