import Foundation
import TestSupport
import Testing

/// Sources that kill or strain the parser cost themselves only.
@Suite struct DeadlySourceTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            "#include <time.h>\nlong g;\nint main(void) { g = time(0); }\n", to: "good.c")
    }

    /// The report of a tree with one bad file, which must not keep the rest from being analysed.
    private func report(with source: String) throws -> MidasTool.Report? {
        try folder.write(source, to: "bad.c")
        guard
            let result = try MidasTool.run(
                ["analyze", ".", "--format", "json", "--no-cache", "-q"], in: folder)
        else { return nil }
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        let report = try MidasTool.Report(result.output)
        #expect(report.states.contains { $0.name == "g" && $0.classification == "pure" })
        return report
    }

    private func expectNamed(_ report: MidasTool.Report) {
        #expect(report.summary.failedTranslationUnits <= 1)
        if report.summary.failedTranslationUnits == 1 {
            #expect(report.summary.status == "incomplete")
            #expect(report.diagnostics.contains { $0.location?.file == "bad.c" })
        } else {
            #expect(report.summary.translationUnits == 2)
        }
    }

    @Test func expressionsOfAHundredThousandTerms() throws {
        let sum = Array(repeating: "a", count: 100_000).joined(separator: "+")
        guard let report = try report(with: "int f(int a) { return \(sum); }\n") else { return }
        expectNamed(report)
    }

    @Test(arguments: [("(", ")"), ("{", "}"), ("if (a) {", "}")])
    func nestingOfFiveThousand(open: String, close: String) throws {
        let isExpression = open == "("
        let text =
            String(repeating: open, count: 5000) + (isExpression ? "a" : "a++;")
            + String(repeating: close, count: 5000)
        let body = isExpression ? "return \(text);" : "\(text) return a;"
        guard let report = try report(with: "int f(int a) { \(body) }\n") else { return }
        expectNamed(report)
    }

    @Test func initialisersAndTypesOfFiveThousandLevels() throws {
        let stars = String(repeating: "*", count: 5000)
        let braces = String(repeating: "{", count: 5000) + String(repeating: "}", count: 5000)
        guard let report = try report(with: "int \(stars)p;\nint list[] = \(braces);\n") else {
            return
        }
        expectNamed(report)
    }

    @Test func macrosThatDoubleForThirtyRounds() throws {
        let rounds = (1...30).map { "#define M\($0) M\($0 - 1) M\($0 - 1)" }
        let source = (["#define M0 +1"] + rounds).joined(separator: "\n")
        guard let report = try report(with: "\(source)\nint x = M12;\n") else { return }
        expectNamed(report)
    }
}
