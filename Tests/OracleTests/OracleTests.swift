import InterpreterSupport
import MidasClangFrontend
import OracleSupport
import Testing

@Suite struct OracleTests {
    /// What two runs leave different is called so, for programs of these seeds.
    @Test func analysisAndRunsAgree() {
        guard let library = Proof.library else { return print("skipped: libclang is needed") }
        let survey = OracleSurvey(oracle: Oracle(library: library), seeds: 1...500)
        let result = survey.run(jobs: 2) { print($0) }
        #expect(result.contradictions == 0)
    }
}
