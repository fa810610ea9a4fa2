import InterpreterSupport
import MidasClangFrontend
import MidasFindings
import OracleSupport
import Testing

/// Writing a program otherwise changes no class.
@Suite struct VariantTests {
    private static let oracle = Proof.library.map { Oracle(library: $0) }

    @Test(arguments: Variant.allCases)
    func noStateChangesItsClass(variant: Variant) {
        guard let oracle = Self.oracle else { return print("skipped: libclang is needed") }
        let result = withDeepStack { Metamorphism(oracle: oracle).check(1...60, [variant]) }
        let compared = result.compared[variant] ?? 0
        #expect(compared > 5)
        #expect(result.rejected < 10)
        // A value that a function saves and restores is seen to be restored inside it only.
        let changed = Set(result.changes.map(\.seed)).count
        #expect(changed <= max(1, compared / 50), "\(result.changes)")
        for change in result.changes {
            #expect([change.before, change.after] != [.pure, .deterministic])
            print("oracle: \(change)")
        }
    }

    /// Every variant still compiles, says something else, and runs to the same states.
    @Test func variantsAreOtherTextsOfTheSameProgram() {
        var random = SeededRandom(7)
        var texts: [Variant: Int] = [:]
        for seed in UInt64(1)...60 {
            let program = Generator.program(seed: seed)
            for variant in Variant.allCases {
                guard let other = program.variant(variant, random: &random) else { continue }
                #expect(other.files.allSatisfy { $0.text != program.text })
                texts[variant, default: 0] += 1
            }
        }
        for variant in Variant.allCases { #expect(texts[variant] ?? 0 > 5, "\(variant)") }
    }
}
