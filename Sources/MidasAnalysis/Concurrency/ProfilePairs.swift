import MidasBase
import MidasIR

/// What two accesses do to each other that may happen at the same time.
struct ProfilePairs {
    struct Question: Hashable {
        var first: UInt32
        var second: UInt32
        /// Threads that have the cell to themselves.
        var owners: UInt32
    }

    struct Outcome {
        struct Kinds: OptionSet {
            var rawValue: UInt8
            static let partitioned = Kinds(rawValue: 1)
            static let locked = Kinds(rawValue: 2)
            static let atomic = Kinds(rawValue: 4)
            static let bare = Kinds(rawValue: 8)
            /// The schedule shows.
            static let order = Kinds(rawValue: 16)
        }

        /// Empty: they cannot meet.
        var kinds: Kinds = []
        var first: SharingJudge.Finding = []
        var second: SharingJudge.Finding = []
    }

    let lifetimes: ThreadLifetimes
    let partitions: Partitions
    let handshakes: Handshakes
    let roots: Arena<ThreadTag, ThreadRoot>

    /// O(threads of the first × threads of the second); fewer where nothing but the threads matters.
    func outcome(_ question: Question, _ known: AccessProfiles) -> Outcome {
        let a = known.profiles[Int(question.first)]
        let b = known.profiles[Int(question.second)]
        var outcome = Outcome()
        if let first = a.interval, let second = b.interval, first.instance == second.instance,
            known.sets[first.starts].isDisjoint(with: known.sets[second.starts])
        {
            return outcome
        }
        let owners = known.sets[question.owners]
        let isApart = a.element.flatMap { one in b.element.map { one.isApart(from: $0) } } ?? false
        let isPlain = a.partition == nil || b.partition == nil
        for first in known.sets[a.threads].members {
            for second in known.sets[b.threads].members {
                if owners.contains(first) && owners.contains(second) { continue }
                let one = ThreadPoint(thread: ThreadID(first), alive: known.sets[a.alive])
                let other = ThreadPoint(thread: ThreadID(second), alive: known.sets[b.alive])
                guard lifetimes.mayHappenInParallel(one, other),
                    let both = phases(a, one.thread, b, other.thread, known)
                else { continue }
                guard !isApart else {
                    noteOwn(a, b, &outcome)
                    return outcome
                }
                note(a, one.thread, b, other.thread, both, known, &outcome)
                if isPlain && both.isEmpty { return outcome }
            }
        }
        return outcome
    }

    /// Whether some threads of two profiles may be where those say at the same time; the same for all
    /// profiles with these threads.
    func mayMeet(_ first: UInt32, _ second: UInt32, _ owners: UInt32, _ known: AccessProfiles)
        -> Bool
    {
        let a = known.profiles[Int(first)]
        let b = known.profiles[Int(second)]
        let owners = known.sets[owners]
        return known.sets[a.threads].members.contains { first in
            known.sets[b.threads].members.contains { second in
                !(owners.contains(first) && owners.contains(second))
                    && lifetimes.mayHappenInParallel(
                        ThreadPoint(thread: ThreadID(first), alive: known.sets[a.alive]),
                        ThreadPoint(thread: ThreadID(second), alive: known.sets[b.alive]))
            }
        }
    }

    /// The one-time regions that two accesses share; nil where a handshake orders them.
    private func phases(
        _ a: AccessProfile, _ first: ThreadID, _ b: AccessProfile, _ second: ThreadID,
        _ known: AccessProfiles
    ) -> BitSet? {
        guard handshakes.hasFlags else { return BitSet() }
        let one = phases(a, first, known)
        let other = phases(b, second, known)
        guard one.before.isDisjoint(with: other.after), one.after.isDisjoint(with: other.before)
        else { return nil }
        var both = one.once
        both.formIntersection(other.once)
        return both
    }

    private func phases(_ profile: AccessProfile, _ thread: ThreadID, _ known: AccessProfiles)
        -> Phases
    {
        handshakes.phases(
            Handshakes.Order(
                known: known.sets[profile.known], ownSets: known.sets[profile.ownSets],
                once: known.sets[profile.once]),
            thread, runsBesideItself: roots[thread].isParallelToItself)
    }

    private func note(
        _ a: AccessProfile, _ first: ThreadID, _ b: AccessProfile, _ second: ThreadID,
        _ bothOnce: BitSet, _ known: AccessProfiles, _ outcome: inout Outcome
    ) {
        if let key = a.partition, let other = b.partition,
            partitions.areDisjoint((key, first), (other, second)),
            !key.showsOrder || !excludes(a, b, known)
        {
            noteOwn(a, b, &outcome)
            return
        }
        if !bothOnce.isEmpty {
            outcome.kinds.insert(.locked)
            noteOnce(a, &outcome.first, &outcome.kinds)
            noteOnce(b, &outcome.second, &outcome.kinds)
            return
        }
        let isLocked = excludes(a, b, known)
        let isAtomic = a.isAtomic && b.isAtomic
        if let one = a.queue, let other = b.queue, one.isOrdered(with: other, isLocked: isLocked) {
            outcome.kinds.insert(isLocked ? .locked : .atomic)
            if a.isWrite { outcome.first.insert(.isHarmlessWrite) }
            if b.isWrite { outcome.second.insert(.isHarmlessWrite) }
            return
        }
        if isLocked {
            outcome.kinds.insert(.locked)
        } else if isAtomic {
            outcome.kinds.insert(.atomic)
        } else {
            outcome.kinds.insert(.bare)
            outcome.first.insert(.races)
            outcome.second.insert(.races)
        }
        noteOrder(a, b, isExcluded: isLocked || isAtomic, &outcome)
    }

    /// Each thread works on a part of its own.
    private func noteOwn(_ a: AccessProfile, _ b: AccessProfile, _ outcome: inout Outcome) {
        outcome.kinds.insert(.partitioned)
        if a.isWrite { outcome.first.insert(.isHarmlessWrite) }
        if b.isWrite { outcome.second.insert(.isHarmlessWrite) }
    }

    /// Whether some lock keeps two accesses apart: held by both, and by one of them exclusively.
    private func excludes(_ a: AccessProfile, _ b: AccessProfile, _ known: AccessProfiles) -> Bool {
        let one = known.sets[a.exclusiveLocks]
        let other = known.sets[b.exclusiveLocks]
        return !one.isDisjoint(with: other) || !one.isDisjoint(with: known.sets[b.sharedLocks])
            || !other.isDisjoint(with: known.sets[a.sharedLocks])
    }

    /// Only one thread comes here at all: what it leaves may depend on which.
    private func noteOnce(
        _ profile: AccessProfile, _ finding: inout SharingJudge.Finding,
        _ kinds: inout Outcome.Kinds
    ) {
        guard profile.isWrite else { return }
        if profile.isUniform {
            finding.insert(.isHarmlessWrite)
        } else {
            kinds.insert(.order)
            finding.insert(.isUnorderedWrite)
        }
    }

    private func noteOrder(
        _ a: AccessProfile, _ b: AccessProfile, isExcluded: Bool, _ outcome: inout Outcome
    ) {
        if a.isWrite && b.isWrite {
            let commutes = commute(a.change, b.change, isExcluded: isExcluded)
            if !commutes { outcome.kinds.insert(.order) }
            outcome.first.insert(commutes ? .isHarmlessWrite : .isUnorderedWrite)
            outcome.second.insert(commutes ? .isHarmlessWrite : .isUnorderedWrite)
            return
        }
        if a.isWrite { outcome.first.insert(.isHarmlessWrite) }
        if b.isWrite { outcome.second.insert(.isHarmlessWrite) }
        guard (a.isWrite ? b : a).isObserved else { return }
        outcome.kinds.insert(.order)
        if a.isWrite {
            outcome.second.insert(.isUnorderedRead)
        } else {
            outcome.first.insert(.isUnorderedRead)
        }
    }

    /// Unprotected updates lose each other; equal literals do not.
    private func commute(_ a: Change, _ b: Change, isExcluded: Bool) -> Bool {
        switch (a, b) {
        case (.literal(let x), .literal(let y)): x == y
        case (.update(let x), .update(let y)): x == y && isExcluded
        default: false
        }
    }
}

extension BitSet {
    func isDisjoint(with other: BitSet) -> Bool {
        for word in 0..<min(words.count, other.words.count)
        where words[word] & other.words[word] != 0 {
            return false
        }
        return true
    }
}
