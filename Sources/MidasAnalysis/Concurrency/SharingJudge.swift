import MidasBase
import MidasIR

/// Judges one cell from its accesses: which of them conflict, whether a lock, a partition, atomicity
/// or commutation makes that harmless, and which writes and reads depend on the schedule.
struct SharingJudge {
    let lifetimes: ThreadLifetimes
    let partitions: Partitions

    /// Accesses that cannot be told apart when pairs are judged.
    struct Group {
        var point: ThreadPoint
        var locks: HeldLocks
        var isWrite: Bool
        var isAtomic: Bool
        var change: Change
        var isObserved: Bool
        var partition: PartitionKey?
        var phases: Phases
        /// Of a write that happens once: it does the same whichever thread makes it.
        var isUniform: Bool
        /// In a function with barriers: which of them lead to it.
        var interval: (instance: InstanceID, starts: BitSet)?
        /// Threads of the function whose local or allocation the cell is; each has its own.
        var isOwn: Bool
    }

    /// What is found of one group.
    struct Finding {
        var conflicts = false
        /// Conflicts with no lock in common and not atomic on both sides.
        var races = false
        /// A write that another write may come before or after, with another final value.
        var isUnorderedWrite = false
        /// A read that a write may come before or after.
        var isUnorderedRead = false
        /// A write that commutes with all others, or that no other write meets.
        var isHarmlessWrite = false
    }

    struct Judgement {
        var verdict: SharingVerdict
        var findings: [Finding]
    }

    func judge(_ groups: [Group]) -> Judgement {
        var findings = [Finding](repeating: Finding(), count: groups.count)
        var summary = PairSummary()
        for first in groups.indices {
            for second in groups.indices[first...] where conflict(groups[first], groups[second]) {
                if first == second && !mayMeetItself(groups[first]) { continue }
                note(first, second, groups, &findings, &summary)
            }
        }
        return Judgement(verdict: verdict(groups, summary), findings: findings)
    }

    private struct PairSummary {
        var parallel = 0
        var partitioned = 0
        var locked = 0
        var atomic = 0
        var bare = 0
        var order = false
    }

    private func conflict(_ a: Group, _ b: Group) -> Bool {
        guard a.isWrite || b.isWrite else { return false }
        if a.isOwn && b.isOwn { return false }
        guard a.phases.before.isDisjoint(with: b.phases.after),
            a.phases.after.isDisjoint(with: b.phases.before)
        else {
            return false
        }
        if let first = a.interval, let second = b.interval, first.instance == second.instance,
            first.starts.isDisjoint(with: second.starts)
        {
            return false
        }
        return lifetimes.mayHappenInParallel(a.point, b.point)
    }

    private func mayMeetItself(_ group: Group) -> Bool {
        lifetimes.together[group.point.thread.index].contains(group.point.thread.index)
    }

    private func note(
        _ first: Int, _ second: Int, _ groups: [Group], _ findings: inout [Finding],
        _ summary: inout PairSummary
    ) {
        let a = groups[first]
        let b = groups[second]
        summary.parallel += 1
        if let key = a.partition, let other = b.partition,
            partitions.areDisjoint((key, a.point.thread), (other, b.point.thread))
        {
            summary.partitioned += 1
            for index in [first, second] where groups[index].isWrite {
                findings[index].isHarmlessWrite = true
            }
            return
        }
        for index in [first, second] { findings[index].conflicts = true }
        if !a.phases.once.isDisjoint(with: b.phases.once) {
            summary.locked += 1
            noteOnce(first, second, a, b, &findings, &summary)
            return
        }
        if a.locks.excludes(b.locks) {
            summary.locked += 1
        } else if a.isAtomic && b.isAtomic {
            summary.atomic += 1
        } else {
            summary.bare += 1
            for index in [first, second] { findings[index].races = true }
        }
        noteOrder(first, second, a, b, &findings, &summary)
    }

    /// Only one thread comes here at all: what it leaves may depend on which.
    private func noteOnce(
        _ first: Int, _ second: Int, _ a: Group, _ b: Group, _ findings: inout [Finding],
        _ summary: inout PairSummary
    ) {
        for (index, group) in [(first, a), (second, b)] where group.isWrite {
            if group.isUniform {
                findings[index].isHarmlessWrite = true
            } else {
                summary.order = true
                findings[index].isUnorderedWrite = true
            }
        }
    }

    private func noteOrder(
        _ first: Int, _ second: Int, _ a: Group, _ b: Group, _ findings: inout [Finding],
        _ summary: inout PairSummary
    ) {
        if a.isWrite && b.isWrite {
            let excluded = a.locks.excludes(b.locks) || (a.isAtomic && b.isAtomic)
            if commute(a.change, b.change, isExcluded: excluded) {
                findings[first].isHarmlessWrite = true
                findings[second].isHarmlessWrite = true
            } else {
                summary.order = true
                findings[first].isUnorderedWrite = true
                findings[second].isUnorderedWrite = true
            }
            return
        }
        let (read, write) = a.isWrite ? (second, first) : (first, second)
        findings[write].isHarmlessWrite = true
        let reader = a.isWrite ? b : a
        if reader.isObserved {
            summary.order = true
            findings[read].isUnorderedRead = true
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

    private func verdict(_ groups: [Group], _ summary: PairSummary) -> SharingVerdict {
        if summary.parallel == 0 { return .confined }
        if summary.bare > 0 { return .racy }
        if summary.locked + summary.atomic == 0 { return .partitioned }
        if !summary.order { return .commutative }
        return summary.atomic >= summary.locked ? .atomic : .locked
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
