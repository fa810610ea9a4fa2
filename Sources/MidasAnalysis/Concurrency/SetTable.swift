import MidasBase

/// Sets, each kept once, so that equal members have one number.
struct SetTable {
    private(set) var sets: [BitSet] = []
    private var known: [[UInt64]: UInt32] = [:]

    init() { _ = intern(BitSet()) }

    /// The number of the empty set.
    static var empty: UInt32 { 0 }

    mutating func intern(_ set: BitSet) -> UInt32 {
        var words = set.words
        while words.last == 0 { words.removeLast() }
        if let number = known[words] { return number }
        let number = UInt32(sets.count)
        known[words] = number
        var kept = BitSet()
        kept.words = words
        sets.append(kept)
        return number
    }

    subscript(number: UInt32) -> BitSet { sets[Int(number)] }
}
