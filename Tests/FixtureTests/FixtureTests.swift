import Foundation
import MidasDriver
import TestSupport
import Testing

/// Every labelled file is analysed, and its labels are compared with what is found.
@Suite struct FixtureTests {
    private static let cases = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/cases")

    private static let jobs = ProcessInfo.processInfo.activeProcessorCount

    private static func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: cases.path).sorted()
            .filter { name in [".c", ".cc", ".cpp"].contains { name.hasSuffix($0) } }
            .map { cases.appending(path: $0).path }
    }

    private static func check(_ files: [String]) throws -> [FixtureCheck.Result] {
        try FixtureCheck(parser: UnitParser()).results(of: files, jobs: jobs)
    }

    @Test func labelsHoldAndKnownGapsAreStillGaps() throws {
        let results = try Self.check(Self.files())
        #expect(results.count > 100)
        for result in results where !result.isAsExpected {
            // A gap that closed is said, so that its mark is taken out, and breaks nothing.
            let text = result.complaints.joined(separator: "\n")
            Issue.record("\(text)", severity: result.gap == nil ? .error : .warning)
        }
        let gaps = results.filter { $0.gap != nil }
        print("fixtures: \(results.count - gaps.count) hold, \(gaps.count) are known gaps")
    }

    /// The harness itself: what it says of one program under right, wrong and excused labels.
    @Test(arguments: [
        ("int g; // midas: deterministic", [], true),
        ("int g; // midas: pure", ["a.c:2: expected pure, found deterministic"], false),
        ("int g; // midas: purr", ["a.c:2: expected a label, found 'purr'"], false),
        ("// midas-gap: later\nint g; // midas: pure", [], true),
        (
            "// midas-gap: later\nint g; // midas: deterministic",
            ["a.c:1: all labels hold, so 'midas-gap: later' can go"], false
        ),
        (
            "int g // midas: deterministic", ["a.c:3: expected ';' after top level declarator"],
            false
        ),
    ])
    func wrongLabelsAreNoticed(declaration: String, complaints: [String], holds: Bool) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "/* one */\n\(declaration)\nint main(void) { return 0; }\n", to: "a.c"
        ).path
        let result = try #require(try Self.check([file]).first)
        #expect(result.isAsExpected == holds)
        let shown = result.complaints.map { $0.replacing(folder.path + "/", with: "") }
        #expect(shown.count == complaints.count)
        if holds || complaints[0].contains("label") || complaints[0].contains("found") {
            #expect(shown == complaints)
        }
    }

    @Test func marksFollowTheResult() throws {
        let folder = try TemporaryFolder()
        let text = "int g; // midas: pure\nint main(void) { return 0; }\n"
        let file = try folder.write(text, to: "a.c")
        #expect(try GapMarks.update(#require(Self.check([file.path]).first)))
        let marked = try String(contentsOf: file, encoding: .utf8)
        #expect(marked == "// midas-gap: line 2, expected pure, found deterministic\n" + text)
        #expect(try !GapMarks.update(#require(Self.check([file.path]).first)))
        try folder.write(marked.replacing("midas: pure", with: "midas: deterministic"), to: "a.c")
        #expect(try GapMarks.update(#require(Self.check([file.path]).first)))
        #expect(
            try String(contentsOf: file, encoding: .utf8)
                == text.replacing("midas: pure", with: "midas: deterministic"))
    }

    @Test func filesThatBelongTogetherAreOneProgram() throws {
        let folder = try TemporaryFolder()
        let main = try folder.write(
            "// midas-with: b.c\nextern int g; int main(void) { return g; }\n", to: "a.c")
        let other = try folder.write("int g; // midas: contaminated\n", to: "b.c")
        let results = try Self.check([main.path, other.path])
        #expect(results.count == 1)
        #expect(
            results[0].mismatches
                == [folder.path + "/b.c:1: expected contaminated, found deterministic"])
    }
}
