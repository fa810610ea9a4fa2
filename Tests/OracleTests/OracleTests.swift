import InterpreterSupport
import MidasClangFrontend
import MidasFindings
import OracleSupport
import Testing

@Suite struct OracleTests {
    private static let oracle = Proof.library.map { Oracle(library: $0) }

    /// What two runs leave different is called so, in programs of the generator.
    @Test func analysisAndRunsAgree() {
        guard let oracle = Self.oracle else { return print("skipped: libclang is needed") }
        let result = OracleSurvey(oracle: oracle, seeds: 1...500).run(jobs: 2) { text in
            if !text.contains("rejected: no request ended") { Issue.record("\(text)") }
        }
        #expect(result.contradictions == 0)
        #expect(result.programs == 500)
        #expect(result.rejected < 25)
        #expect(result.tally.differing > 300)
        print("oracle: \(result.summary)")
    }

    /// Programs that show the mistakes; where the generator has changed, others are looked for.
    @Test(arguments: PlantedFaults.names)
    func aPlantedFaultIsFound(name: String) {
        guard let oracle = Self.oracle else { return print("skipped: libclang is needed") }
        let findings = withDeepStack {
            PlantedFaults(oracle: oracle)
                .find([name], in: [Self.witnesses[name] ?? 1] + Array(1...2000))
        }
        #expect(findings.count == 1 && findings[0].seed != nil)
        if let seed = findings.first?.seed, seed != Self.witnesses[name] {
            print("oracle: \(name) is shown by program \(seed)")
        }
    }

    private static let witnesses: [String: UInt64] = [
        "strongStores": 25, "wholeElements": 630, "missingAlias": 35, "narrowJoins": 2,
        "missingControl": 29, "missingOutParameters": 369, "missingTargets": 5,
        "missingCarryOver": 13, "shortCopies": 2, "missingResults": 13,
    ]

    @Test func theGeneratorRepeatsItself() {
        for seed in UInt64(1)...40 {
            let program = Generator.program(seed: seed)
            #expect(program == Generator.program(seed: seed))
            #expect(program != Generator.program(seed: seed + 1))
            #expect(program.language == (seed % 3 == 2 ? .cxx : .c))
        }
    }

    /// The programs reach what they are for: most of them end requests, and sources show.
    @Test func statesThatDifferAreNamed() throws {
        guard let oracle = Self.oracle else { return print("skipped: libclang is needed") }
        let program = SourceProgram(
            text: """
                long time(long *);
                long read(int, void *, unsigned long);
                int g, h, k;
                struct pair { int a; int b; } s;
                int main(void) {
                    int r = 0;
                    while (read(0, &r, 4) == 4) {
                        g = (int)time(0); h = g > 0; k = r; s.b = g & 7;
                    }
                    return 0;
                }
                """, requests: [[1, 0, 0, 0], [2, 0, 0, 0]])
        let differing = try #require(withDeepStack { oracle.differing(in: program) })
        #expect(differing == ["g", "pair::b", "s"])
    }

    /// An analysis that misses something contradicts, and the program gets small.
    @Test func aContradictionIsShrunk() throws {
        guard let oracle = Self.oracle else { return print("skipped: libclang is needed") }
        let small = withDeepStack {
            PlantedFaults(oracle: oracle).shrunk("missingControl", 1...300)
        }
        let program = try #require(small)
        #expect(program.text.split(separator: "\n").count < 80)
    }
}
