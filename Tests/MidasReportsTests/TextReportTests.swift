import MidasFindings
import MidasReports
import TestSupport
import Testing

@Suite struct TextReportTests {
    private let report = sampleReport.canonical()

    @Test func sampleReportReadsAsRecorded() throws {
        let text = textReport(report) { file, line in
            file == "server.h" && line == 4 ? "    time_t stamp;\t/* last */" : nil
        }
        try expectGolden(text, "sample.txt")
    }

    @Test func deterministicStatesAreListedOnlyWhenAsked() {
        let plain = textReport(report) { _, _ in nil }
        let all = textReport(report, style: TextStyle(showsDeterministic: true)) { _, _ in nil }
        #expect(!plain.contains("counter: int"))
        #expect(all.contains("counter: int"))
    }

    @Test func colourOnlyAddsEscapeSequences() {
        let plain = textReport(report) { _, _ in nil }
        let coloured = textReport(report, style: TextStyle(color: true)) { _, _ in nil }
        #expect(coloured != plain)
        #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
    }

    @Test func inputCannotMoveTheCursor() {
        var hostile = report
        hostile.states[0].name = "a\u{1B}[2Jb"
        hostile.states[0].location.file = "x\ny\u{1B}.c"
        let text = textReport(hostile, style: TextStyle(showsDeterministic: true)) { _, _ in
            "\tevil\u{1B}[0m"
        }
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("x y .c:2:12: a [2Jb"))
    }
}
