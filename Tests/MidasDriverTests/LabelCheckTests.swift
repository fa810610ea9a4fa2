import MidasBase
import MidasDriver
import MidasFindings
import Testing

/// The comparison itself: labels that hold, and wrong ones, against a report that is known.
@Suite struct LabelCheckTests {
    private func place(_ line: Int) -> Location { Location(file: "a.c", line: line, column: 1) }

    private var report: Report {
        var report = Report(tool: ToolDescription(version: "", libclang: ""))
        report.states = [
            state(1, "server.stamp", .field, line: 1, .pure),
            state(2, "a", .variable, line: 2, .contaminated),
            state(3, "b", .variable, line: 2, .deterministic),
            state(4, "printf", .output, line: 3, .superficial),
        ]
        report.sources = [
            SourceFinding(
                id: SourceID(1), category: .clock, what: "time", location: place(3), function: "f",
                phase: .request, detail: "", verdict: .effective)
        ]
        let access = SharedState.Access(
            location: place(4), function: "f", kind: .write, threads: [], locks: [], race: true)
        report.sharedState = [SharedState(state: "a", verdict: .racy, accesses: [access])]
        return report
    }

    private func state(
        _ id: Int, _ name: String, _ kind: StateFinding.Kind, line: Int, _ found: Classification
    ) -> StateFinding {
        StateFinding(
            id: StateID(id), name: name, kind: kind, type: "int", location: place(line),
            classification: found)
    }

    private func complaints(_ lines: [String]) -> [String] {
        let source = LabelledSource(lines.joined(separator: "\n"))
        return LabelCheck(report, file: "a.c").mismatches(source).map(\.description)
    }

    @Test func labelsThatHoldSayNothing() {
        #expect(
            complaints([
                "time_t stamp; // midas: pure",
                "int a, b; // midas: a=contaminated, b=deterministic",
                "printf(); // midas: output superficial; source clock effective",
                "a++; // midas: race; no-source", "int c; // midas: deterministic; no-race",
                "puts(); // midas: output deterministic",
            ]) == [])
    }

    @Test func wrongLabelsAreNamedWithWhatWasFound() {
        #expect(
            complaints([
                "time_t stamp; // midas: contaminated", "int a, b; // midas: a=pure, b=superficial",
                "printf(); // midas: output pure; source random effective; no-source",
                "a++; // midas: no-race; source scheduling effective",
                "int c; // midas: pure; race",
            ]) == [
                "a.c:1: expected contaminated, found pure",
                "a.c:2: expected a=pure, found contaminated",
                "a.c:2: expected b=superficial, found deterministic",
                "a.c:3: expected no-source, found source clock effective",
                "a.c:3: expected output pure, found output superficial",
                "a.c:3: expected source random effective, found source clock effective",
                "a.c:4: expected no-race, found race",
                "a.c:4: expected source scheduling effective, found no-source",
                "a.c:5: expected pure, found deterministic",
                "a.c:5: expected race, found no access to shared state",
            ])
    }

    @Test func aMisspeltLabelIsAMismatch() {
        #expect(complaints(["int c; // midas: purr"]) == ["a.c:1: expected a label, found 'purr'"])
    }

    @Test func aVerdictCountsToo() {
        #expect(
            complaints(["", "", "x = time(0); // midas: source clock superficial"]) == [
                "a.c:3: expected source clock superficial, found source clock effective"
            ])
    }
}
