import MidasBase
import MidasFindings
import Testing

@Suite struct CanonicalReportTests {
    private func state(_ id: Int, line: Int, _ classification: Classification) -> StateFinding {
        StateFinding(
            id: StateID(id), name: "g\(line)", kind: .variable, type: "int",
            location: Location(file: "a.c", line: line, column: 5), classification: classification,
            sources: [SourceID(2), SourceID(1), SourceID(2)])
    }

    private func source(_ id: Int, line: Int, states: [Int]) -> SourceFinding {
        SourceFinding(
            id: SourceID(id), category: .clock, what: "time",
            location: Location(file: "a.c", line: line, column: 9), function: "f", phase: .request,
            detail: "wall clock", verdict: .effective, states: states.map(StateID.init))
    }

    private var report: Report {
        Report(
            tool: ToolDescription(version: "1", libclang: "21"),
            sources: [source(1, line: 30, states: [8, 5]), source(2, line: 20, states: [5, 77])],
            states: [state(5, line: 9, .pure), state(8, line: 3, .deterministic)])
    }

    @Test func entriesAreOrderedByPlaceAndRenumbered() {
        let result = report.canonical()
        #expect(result.states.map(\.name) == ["g3", "g9"])
        #expect(result.states.map(\.id.number) == [1, 2])
        #expect(result.sources.map(\.location.line) == [20, 30])
        #expect(result.sources[0].states == [StateID(2)], "an id that nothing carries is dropped")
        #expect(result.sources[1].states == [StateID(1), StateID(2)])
        #expect(result.states[0].sources == [SourceID(1), SourceID(2)])
    }

    @Test func theOrderOfArrivalDoesNotShow() {
        var reversed = report
        reversed.states.reverse()
        reversed.sources.reverse()
        #expect(reversed.canonical() == report.canonical())
        #expect(report.canonical().canonical() == report.canonical())
    }

    @Test func countsIncludeStatesThatAreLeftOut() {
        let result = report.canonical().withoutDeterministicStates()
        #expect(result.states.map(\.id) == [StateID(2)])
        #expect(result.summary.states.pure == 1)
        #expect(result.summary.states.deterministic == 1)
        #expect(result.summary.sources.effective == 2)
    }

    @Test func repeatedDiagnosticsAreDropped() {
        var doubled = report
        let note = Diagnostic(severity: .note, message: "once")
        let error = Diagnostic(
            severity: .error, message: "b", location: Location(file: "b.c", line: 1, column: 1))
        doubled.diagnostics = [error, note, error, note]
        #expect(doubled.canonical().diagnostics == [note, error])
    }

    @Test func theWorstClassIsTheMinimum() {
        #expect(Classification.allCases.min() == .pure)
        #expect(Classification.allCases.sorted() == Classification.allCases)
    }
}
