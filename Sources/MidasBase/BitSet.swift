/// A set of small integers as bits. Iteration is ascending.
@frozen
public struct BitSet: Hashable, Sendable {
    public var words: [UInt64]

    /// An empty set with room for `0 ..< capacity`; it grows as needed.
    @inlinable
    public init(capacity: Int = 0) { words = Array(repeating: 0, count: (capacity + 63) / 64) }

    @inlinable
    public func contains(_ member: Int) -> Bool {
        let word = member >> 6
        return word < words.count && words[word] & (1 << UInt64(member & 63)) != 0
    }

    /// Adds a member; says whether it was new.
    @inlinable
    @discardableResult
    public mutating func insert(_ member: Int) -> Bool {
        let word = member >> 6
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
        }
        let bit: UInt64 = 1 << UInt64(member & 63)
        defer { words[word] |= bit }
        return words[word] & bit == 0
    }

    @inlinable
    public mutating func remove(_ member: Int) {
        let word = member >> 6
        if word < words.count { words[word] &= ~(1 << UInt64(member & 63)) }
    }

    /// Adds all members of `other`; says whether any was new.
    @inlinable
    @discardableResult
    public mutating func formUnion(_ other: BitSet) -> Bool {
        if other.words.count > words.count {
            words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
        }
        var changed = false
        for word in 0..<other.words.count {
            let joined = words[word] | other.words[word]
            changed = changed || joined != words[word]
            words[word] = joined
        }
        return changed
    }

    @inlinable
    public mutating func formIntersection(_ other: BitSet) {
        for word in 0..<words.count {
            words[word] &= word < other.words.count ? other.words[word] : 0
        }
    }

    @inlinable
    public mutating func subtract(_ other: BitSet) {
        for word in 0..<min(words.count, other.words.count) { words[word] &= ~other.words[word] }
    }

    @inlinable
    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// The number of members. O(capacity).
    @inlinable
    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The members, ascending.
    @inlinable
    public func forEach(_ body: (Int) -> Void) {
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                body(index << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    public var members: [Int] {
        var all: [Int] = []
        forEach { all.append($0) }
        return all
    }
}
