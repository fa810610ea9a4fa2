import Foundation
import InterpreterSupport
import MidasClangFrontend

/// The long runs, for scripts.
public enum OracleCommand {
    private static let usage = """
        usage: oracle check FIRST LAST [JOBS]    programs of these seeds, run and analysed
               oracle faults LAST                the first program that shows each planted fault
               oracle variants FIRST LAST        programs and their variants
               oracle broken FIRST LAST FILE…    mutations of files
               oracle csmith FIRST LAST          programs of csmith
               oracle show SEED                  a program
        """

    /// Ends with 0 if nothing was found, with 1 if something was, with 2 if it could not be run.
    public static func run(_ arguments: [String]) -> Never {
        let numbers = arguments.dropFirst().compactMap { UInt64($0) }
        guard let command = arguments.first, let first = numbers.first else { stop(usage) }
        if command == "show" {
            print(Generator.program(seed: first).runnableText)
            exit(0)
        }
        guard let library = Proof.library else { stop("no libclang") }
        let range = first...max(first, numbers.dropFirst().first ?? first)
        let start = ContinuousClock.now
        let oracle = Oracle(library: library)
        let isClean =
            switch command {
            case "check": check(oracle, range, jobs: numbers.dropFirst(2).first.map(Int.init) ?? 2)
            case "faults": faults(oracle, last: first)
            case "variants": onDeepStack { variants(oracle, range) }
            case "broken": broken(library, range, arguments.filter { UInt64($0) == nil })
            case "csmith": csmith(library, range)
            default: stop(usage)
            }
        print("took \(ContinuousClock.now - start)")
        exit(isClean ? 0 : 1)
    }

    private static func stop(_ message: String) -> Never {
        print(message)
        exit(2)
    }

    /// Parsing and lowering recurse.
    static func onDeepStack<R: Sendable>(_ body: @escaping @Sendable () -> R) -> R {
        withDeepStack(size: 512 << 20, body)
    }

    private static func check(_ oracle: Oracle, _ seeds: ClosedRange<UInt64>, jobs: Int) -> Bool {
        let survey = OracleSurvey(oracle: oracle, seeds: seeds)
        let result = survey.run(jobs: jobs) { print($0) }
        print(result.summary)
        return result.contradictions == 0
    }

    private static func faults(_ oracle: Oracle, last: UInt64) -> Bool {
        let findings = onDeepStack { PlantedFaults(oracle: oracle).find(in: 1...last) }
        for finding in findings { print(finding) }
        return findings.allSatisfy { $0.seed != nil }
    }

    private static func variants(_ oracle: Oracle, _ seeds: ClosedRange<UInt64>) -> Bool {
        let result = Metamorphism(oracle: oracle).check(seeds)
        for change in result.changes { print(change) }
        for variant in Variant.allCases {
            let programs = Set(result.changes.filter { $0.variant == variant }.map(\.seed)).count
            print("\(variant.rawValue): \(result.compared[variant] ?? 0), \(programs) changed")
        }
        print("\(result.rejected) rejected")
        return result.changes.isEmpty
    }

    private static func broken(
        _ library: LibClang, _ seeds: ClosedRange<UInt64>, _ words: [String]
    ) -> Bool {
        let files = words.dropFirst()
        guard !files.isEmpty else { stop(usage) }
        let robustness = Robustness(library: library)
        var isClean = true
        for seed in seeds {
            let file = files[files.startIndex + Int(seed) % files.count]
            guard let data = FileManager.default.contents(atPath: file) else { continue }
            let text = Robustness.mutated(String(decoding: data, as: UTF8.self), seed: seed)
            // Said before, so that a crash shows what it was.
            print("\(seed) \(file)")
            if !robustness.survives(text, file: file) {
                print("seed \(seed), \(file): does not end")
                isClean = false
            }
        }
        return isClean
    }

    private static func csmith(_ library: LibClang, _ seeds: ClosedRange<UInt64>) -> Bool {
        let robustness = Robustness(library: library)
        var slow = 0
        for seed in seeds {
            guard let program = try? Robustness.csmith(seed: Int(seed)) else {
                stop("csmith and its headers are needed")
            }
            if !robustness.survives(program.text, file: "/csmith.c", flags: program.flags) {
                print("seed \(seed): does not end")
                slow += 1
            }
        }
        print("\(seeds.count) programs, \(slow) do not end")
        return slow == 0
    }
}
