import Foundation
import MidasBase
import MidasFindings
import MidasReports
import TestSupport
import Testing

@Suite struct UnifiedDiffTests {
    private func diff(_ old: String, _ new: String) -> String {
        unifiedDiff(path: "a.c", old: Array(old.utf8), new: Array(new.utf8))
    }

    @Test func equalFilesHaveNoDifference() { #expect(diff("a\nb\n", "a\nb\n") == "") }

    @Test func changesStandInHunksWithTheirContext() {
        let old = (1...20).map { "line \($0)\n" }.joined()
        let new =
            "top\n"
            + old.replacing("line 10\n", with: "ten\n").replacing("line 20\n", with: "twenty")
        #expect(
            diff(old, new) == """
                --- a/a.c
                +++ b/a.c
                @@ -1,3 +1,4 @@
                +top
                 line 1
                 line 2
                 line 3
                @@ -7,7 +8,7 @@
                 line 7
                 line 8
                 line 9
                -line 10
                +ten
                 line 11
                 line 12
                 line 13
                @@ -17,4 +18,4 @@
                 line 17
                 line 18
                 line 19
                -line 20
                +twenty
                \\ No newline at end of file

                """)
    }

    @Test func patchMakesTheNewFromTheOld() throws {
        let old = (1...50).map { "\($0 % 7) \($0)\n" }.joined()
        let new = "a\n" + old.replacing("6 ", with: "six ") + "end\n"
        let folder = try TemporaryFolder()
        let file = try folder.write(old, to: "a.c")
        try folder.write(diff(old, new), to: "a.diff")
        guard let result = try? runProcess(["patch", "-p1", "-i", "a.diff"], in: folder.url),
            result.status == 0
        else { return print("skipped: patch is not installed") }
        #expect(try String(contentsOf: file, encoding: .utf8) == new)
    }
}

@Suite struct SiteTableTests {
    private let sites = [
        Site(
            id: 7, location: Location(file: "a \"b\".c", line: 3, column: 9),
            function: "on_request",
            what: "time", category: .clock, type: "time_t", classification: .pure,
            states: ["stamp"], handlers: ["front.on_request"]),
        Site(
            id: 3, location: Location(file: "b.c", line: 1, column: 1), function: "ü",
            what: "random", category: .random),
        Site(
            id: 9, location: Location(file: "c.c", line: 2, column: 5), function: "f",
            what: "getenv", category: .environment, technique: .refused, reason: "a pointer"),
    ]

    @Test func theListHasTheRecordedBytes() throws {
        try expectGolden(String(decoding: jsonSiteTable(sites), as: UTF8.self), "sites.json")
    }

    @Test func theArrayHoldsWhatIsRecordedByNumber() {
        let text = String(decoding: cSiteTable(sites), as: UTF8.self)
        #expect(
            text.contains(
                """
                    {3u, 1, 1, "b.c", "\\303\\274", "random", "random", "deterministic"},
                    {7u, 3, 9, "a \\"b\\".c", "on_request", "time", "clock", "pure"},
                    {0, 0, 0, 0, 0, 0, 0, 0},
                """))
    }
}
