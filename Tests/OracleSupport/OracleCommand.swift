import Foundation
import InterpreterSupport
import MidasClangFrontend
import Synchronization

/// `oracle FIRST LAST [--jobs N] [--keep]`: the programs of these seeds; `oracle show SEED` prints one.
public enum OracleCommand {
    public static func run(_ arguments: [String]) -> Never {
        if arguments.first == "show", let seed = arguments.dropFirst().first.flatMap(UInt64.init) {
            print(Generator.program(seed: seed).runnableText)
            exit(0)
        }
        guard arguments.count >= 2, let first = UInt64(arguments[0]),
            let last = UInt64(arguments[1]), first <= last
        else {
            print("usage: oracle FIRST LAST [JOBS] | oracle show SEED")
            exit(2)
        }
        guard let library = Proof.library else {
            print("no libclang")
            exit(2)
        }
        let jobs = arguments.dropFirst(2).first.flatMap(Int.init) ?? 2
        let start = ContinuousClock.now
        let survey = OracleSurvey(oracle: Oracle(library: library), seeds: first...last)
        let result = survey.run(jobs: jobs) { print($0) }
        print(result.summary, "in \(ContinuousClock.now - start)")
        exit(result.contradictions == 0 ? 0 : 1)
    }
}

/// Many programs, several at once.
public struct OracleSurvey: Sendable {
    public struct Result: Sendable {
        public var programs = 0
        public var contradictions = 0
        public var rejected = 0
        public var tally = Oracle.Tally()

        public var summary: String {
            let calm = tally.states - tally.differing
            return "\(programs) programs, \(contradictions) contradictions, \(rejected) rejected; "
                + "\(tally.states) states, \(tally.differing) differ, \(tally.alarms) of the other "
                + "\(calm) called nondeterministic"
        }
    }

    public var oracle: Oracle
    public var seeds: ClosedRange<UInt64>
    public var shrinks = true

    public init(oracle: Oracle, seeds: ClosedRange<UInt64>) {
        self.oracle = oracle
        self.seeds = seeds
    }

    /// `report` is given the text about each contradiction, one at a time.
    public func run(jobs: Int, report: @escaping @Sendable (String) -> Void) -> Result {
        let next = Atomic<UInt64>(seeds.lowerBound)
        let total = Mutex(Result())
        let group = DispatchGroup()
        for _ in 0..<max(1, jobs) {
            let thread = Thread {
                while true {
                    let seed = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard seed <= seeds.upperBound else { break }
                    let program = Generator.program(seed: seed)
                    let verdict = oracle.verdict(on: program)
                    let text = describe(verdict, program)
                    total.withLock { total in
                        count(verdict, &total)
                        if let text { report(text) }
                    }
                }
                group.leave()
            }
            thread.stackSize = 512 << 20
            group.enter()
            thread.start()
        }
        group.wait()
        return total.withLock { $0 }
    }

    private func count(_ verdict: Oracle.Verdict, _ total: inout Result) {
        total.programs += 1
        switch verdict {
        case .agrees(let tally): total.tally += tally
        case .contradicts(_, let tally):
            total.contradictions += 1
            total.tally += tally
        case .rejected: total.rejected += 1
        }
    }

    private func describe(_ verdict: Oracle.Verdict, _ program: SourceProgram) -> String? {
        switch verdict {
        case .agrees: return nil
        case .rejected(let why): return "seed \(program.seed): rejected: \(why)"
        case .contradicts(let found, _):
            var text = "seed \(program.seed): " + found.map(\.description).joined(separator: "; ")
            if shrinks {
                let small = Shrinker(oracle: oracle).shrink(program)
                text += "\n" + SourceProgram.text(of: small.nodes.filter { !Prelude.isPart($0) })
            }
            return text
        }
    }
}
