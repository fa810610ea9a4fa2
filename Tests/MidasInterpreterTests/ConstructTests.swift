import Foundation
import InterpreterSupport
import Testing

/// Every program in `Fixtures/constructs` says the same interpreted as compiled.
@Suite struct ConstructTests {
    static let programs: [String] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/constructs").standardized
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".c") || $0.hasSuffix(".cpp") }.sorted()
            .map { folder.appending(path: $0).path }
    }()

    /// Why a program is known not to agree: `// midas-gap: REASON` in its first line.
    private static func gap(of program: String) throws -> String? {
        let text = try String(contentsOfFile: program, encoding: .utf8)
        let line = text.prefix { !$0.isNewline }
        return line.hasPrefix("// midas-gap: ") ? String(line.dropFirst(14)) : nil
    }

    @Test func thereAreAtLeast150Programs() throws {
        #expect(try Self.programs.count { try Self.gap(of: $0) == nil } >= 150)
    }

    @Test(arguments: programs)
    func theInterpretedProgramAgrees(program: String) throws {
        guard Proof.library != nil, Proof.isInstalled("clang") else {
            return print("skipped: libclang and clang are needed")
        }
        let flags = program.hasSuffix(".cpp") ? ["-std=c++20"] : ["-std=gnu11"]
        let verdict = Proof(flags: flags, budget: 1_000_000).check(program)
        let gap = try Self.gap(of: program)
        switch (verdict, gap) {
        case (.equal, nil), (.differs, .some), (.rejected, .some): break
        case (.equal, .some(let reason)):
            Issue.record("\(program) agrees now: it is no gap any more (\(reason))")
        default: Issue.record("\(program): \(verdict)")
        }
    }
}
