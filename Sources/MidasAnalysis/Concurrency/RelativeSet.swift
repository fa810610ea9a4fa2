import MidasBase
import MidasIR

/// What a stretch of code does to a set that it is entered with: the set afterwards is
/// `(before - removed) + added`. Relative to the caller in this way, one description of a function
/// serves all its calls (Voung, Jhala, Lerner, "RELAY", FSE 2007).
struct RelativeSet: Equatable {
    var added = BitSet()
    var removed = BitSet()

    mutating func add(_ member: Int) {
        added.insert(member)
        removed.remove(member)
    }

    mutating func remove(_ member: Int) {
        added.remove(member)
        removed.insert(member)
    }

    /// First this, then `next`. With `isNested` what is added and removed again leaves what the entry
    /// held: a lock that the caller has as well, taken a second time, is held after the inner release.
    mutating func append(_ next: RelativeSet, isNested: Bool) {
        var removedNext = next.removed
        if isNested { removedNext.subtract(added) }
        added.subtract(next.removed)
        added.formUnion(next.added)
        removed.subtract(next.added)
        removed.formUnion(removedNext)
    }

    func applied(to before: BitSet) -> BitSet {
        var after = before
        after.subtract(removed)
        after.formUnion(added)
        return after
    }

    static func == (a: Self, b: Self) -> Bool {
        a.added.hasSameMembers(as: b.added) && a.removed.hasSameMembers(as: b.removed)
    }
}

extension BitSet {
    /// Equal members, whatever the capacity.
    func hasSameMembers(as other: BitSet) -> Bool {
        let common = min(words.count, other.words.count)
        return words[..<common] == other.words[..<common]
            && words[common...].allSatisfy { $0 == 0 }
            && other.words[common...].allSatisfy { $0 == 0 }
    }
}

/// How sets are joined where paths meet: what may be in them, or what must be.
enum SetJoin {
    case may, must

    func join(_ a: inout RelativeSet, _ b: RelativeSet) {
        switch self {
        case .may:
            a.added.formUnion(b.added)
            a.removed.formIntersection(b.removed)
        case .must:
            // Added on one path only: not certain, but what the entry held is still held there.
            a.added.formIntersection(b.added)
            a.removed.formUnion(b.removed)
        }
    }
}
