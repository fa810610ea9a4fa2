import MidasBase
import MidasIR

/// Judges cells from the profiles of their accesses: which of them conflict, whether a lock, a
/// partition, atomicity or commutation makes that harmless, and which writes and reads depend on the
/// schedule. Pairs of profiles, and cells with the same profiles, are judged once.
struct SharingJudge {
    /// What is found of the accesses with one profile.
    struct Finding: OptionSet, Hashable {
        var rawValue: UInt8
        /// Conflicts with no lock in common and not atomic on both sides.
        static let races = Finding(rawValue: 1)
        /// A write that another write may come before or after, with another final value.
        static let isUnorderedWrite = Finding(rawValue: 2)
        /// A read that a write may come before or after.
        static let isUnorderedRead = Finding(rawValue: 4)
        /// A write that commutes with all others, or that no other write meets.
        static let isHarmlessWrite = Finding(rawValue: 8)
    }

    struct Judgement {
        var verdict: SharingVerdict
        /// By profile, in the order of the question.
        var findings: [Finding]
    }

    private let pairs: ProfilePairs
    private var outcomes: [ProfilePairs.Question: ProfilePairs.Outcome] = [:]
    private var judgements: [[UInt32]: Judgement] = [:]

    init(_ pairs: ProfilePairs) { self.pairs = pairs }

    /// `profiles` are distinct and ascending. `owners`: threads of the function whose local the cell
    /// is; each has its own.
    mutating func judge(_ profiles: [UInt32], owners: UInt32, _ known: AccessProfiles) -> Judgement
    {
        let key = profiles + [owners]
        if let judgement = judgements[key] { return judgement }
        var comparison = Comparison(profiles: profiles, owners: owners)
        let groups = groups(profiles, known)
        for (number, group) in groups.enumerated() {
            for other in number..<groups.count
            where pairs.mayMeet(profiles[group[0]], profiles[groups[other][0]], owners, known) {
                for (place, first) in group.enumerated() {
                    let seconds = other == number ? group[place...] : groups[other][...]
                    for second in seconds { compare(first, second, &comparison, known) }
                }
            }
        }
        let judgement = Judgement(
            verdict: comparison.tally.verdict, findings: comparison.findings)
        judgements[key] = judgement
        return judgement
    }

    /// What is known of a cell so far.
    private struct Comparison {
        let profiles: [UInt32]
        let owners: UInt32
        var findings: [Finding]
        var tally = Tally()

        init(profiles: [UInt32], owners: UInt32) {
            self.profiles = profiles
            self.owners = owners
            findings = Array(repeating: [], count: profiles.count)
        }
    }

    private mutating func compare(
        _ one: Int, _ other: Int, _ comparison: inout Comparison, _ known: AccessProfiles
    ) {
        let first = min(one, other)
        let second = max(one, other)
        let question = ProfilePairs.Question(
            first: comparison.profiles[first], second: comparison.profiles[second],
            owners: comparison.owners)
        guard
            known.profiles[Int(question.first)].isWrite
                || known.profiles[Int(question.second)].isWrite
        else { return }
        let outcome = outcome(question, known)
        comparison.findings[first].formUnion(outcome.first)
        comparison.findings[second].formUnion(outcome.second)
        comparison.tally.add(outcome)
    }

    /// The places of profiles with the same threads: a table that is filled before there are any has
    /// a profile an element, and their pairs need not be asked about one by one.
    private func groups(_ profiles: [UInt32], _ known: AccessProfiles) -> [[Int]] {
        var numbers: [SIMD2<UInt32>: Int] = [:]
        var groups: [[Int]] = []
        for (place, number) in profiles.enumerated() {
            let profile = known.profiles[Int(number)]
            let key = SIMD2(profile.threads, profile.alive)
            if let group = numbers[key] {
                groups[group].append(place)
            } else {
                numbers[key] = groups.count
                groups.append([place])
            }
        }
        return groups
    }

    private mutating func outcome(_ question: ProfilePairs.Question, _ known: AccessProfiles)
        -> ProfilePairs.Outcome
    {
        if let outcome = outcomes[question] { return outcome }
        let outcome = pairs.outcome(question, known)
        outcomes[question] = outcome
        return outcome
    }

    /// How many pairs of a cell are what.
    private struct Tally {
        private var parallel = 0
        private var locked = 0
        private var atomic = 0
        private var bare = 0
        private var order = false

        mutating func add(_ outcome: ProfilePairs.Outcome) {
            if outcome.kinds.isEmpty { return }
            parallel += 1
            if outcome.kinds.contains(.locked) { locked += 1 }
            if outcome.kinds.contains(.atomic) { atomic += 1 }
            if outcome.kinds.contains(.bare) { bare += 1 }
            if outcome.kinds.contains(.order) { order = true }
        }

        var verdict: SharingVerdict {
            if parallel == 0 { return .confined }
            if bare > 0 { return .racy }
            if locked + atomic == 0 { return .partitioned }
            if !order { return .commutative }
            return atomic >= locked ? .atomic : .locked
        }
    }
}
