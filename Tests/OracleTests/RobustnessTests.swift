import Foundation
import InterpreterSupport
import OracleSupport
import Testing

/// Broken programs, and programs nobody would write, are analysed to the end.
@Suite(.serialized) struct RobustnessTests {
    private static let fixtures: [String] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/cases").standardized
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().filter { $0.hasSuffix(".c") || $0.hasSuffix(".cpp") }
            .map { folder.appending(path: $0).path }
    }()

    @Test func mutatedFixturesAreAnalysed() throws {
        guard let library = Proof.library else { return print("skipped: libclang is needed") }
        let robustness = Robustness(library: library)
        #expect(Self.fixtures.count > 100)
        for seed in UInt64(0)..<60 {
            let file = Self.fixtures[Int(seed) * 7 % Self.fixtures.count]
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let broken = Robustness.mutated(text, seed: seed)
            #expect(robustness.survives(broken, file: file), "seed \(seed) of \(file)")
        }
    }

    @Test func mutationsBreakSomething() {
        let text = String(repeating: "int main(void) { return 0; }\n", count: 20)
        let all = (UInt64(0)..<20).map { Robustness.mutated(text, seed: $0) }
        #expect(Set(all).count == 20)
        #expect(all.allSatisfy { $0 != text })
        #expect(all == (UInt64(0)..<20).map { Robustness.mutated(text, seed: $0) })
    }

    @Test(arguments: 1...4)
    func randomProgramsAreAnalysed(seed: Int) throws {
        guard let library = Proof.library, let program = try Robustness.csmith(seed: seed) else {
            return print("skipped: csmith and its headers are needed")
        }
        let robustness = Robustness(library: library)
        #expect(
            robustness.survives(
                program.text, file: "/csmith.c", flags: program.flags, patience: 300))
    }
}
