import Foundation
import Synchronization

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

    public init(oracle: Oracle, seeds: ClosedRange<UInt64>) {
        self.oracle = oracle
        self.seeds = seeds
    }

    /// `report` is given a text about each contradiction, and each program that cannot be judged.
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
                    let text = description(of: verdict, program)
                    total.withLock { total in
                        count(verdict, &total)
                        if let text { report(text) }
                    }
                }
                group.leave()
            }
            // Parsing and lowering recurse.
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

    private func description(of verdict: Oracle.Verdict, _ program: SourceProgram) -> String? {
        switch verdict {
        case .agrees: return nil
        case .rejected(let why): return "seed \(program.seed): rejected: \(why)"
        case .contradicts(let found, _):
            let small = Shrinker(oracle: oracle).shrink(program)
            let text = SourceProgram.text(of: small.nodes.filter { !Prelude.isPart($0) })
            return "seed \(program.seed): "
                + found.map(\.description).joined(separator: "; ") + "\n" + text
        }
    }
}
