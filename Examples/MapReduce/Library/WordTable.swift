/// Words with a value list each, found by their bytes: a text has far more words than distinct ones, so
/// that none is made a string before the end. Open addressing with linear probing.
struct WordTable {
    private struct Entry {
        let hash: UInt64
        let start: Int
        let count: Int
        var values: [UInt64]
    }

    /// One past an entry's position; zero where a slot is free. Always a power of two of them.
    private var slots = [UInt32](repeating: 0, count: 1 << 12)
    private var entries: [Entry] = []
    private var letters: [UInt8] = []

    /// Lets `body` change a word's values; a new word has none.
    /// - Complexity: O(word's length), amortised.
    mutating func update(_ word: UnsafeRawBufferPointer, _ body: (inout [UInt64]) -> Void) {
        let hash = WordTable.hash(word)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = Int(slots[slot]) - 1
            if entries[entry].hash == hash, isEqual(entry, word) {
                return body(&entries[entry].values)
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        entries.append(Entry(hash: hash, start: letters.count, count: word.count, values: []))
        letters.append(contentsOf: word)
        slots[slot] = UInt32(entries.count)
        body(&entries[entries.count - 1].values)
        if entries.count * 2 > slots.count { grow() }
    }

    /// All words.
    var words: [String: [UInt64]] {
        var words: [String: [UInt64]] = [:]
        words.reserveCapacity(entries.count)
        for entry in entries {
            let bytes = letters[entry.start..<entry.start + entry.count]
            words[String(decoding: bytes, as: UTF8.self)] = entry.values
        }
        return words
    }

    private func isEqual(_ entry: Int, _ word: UnsafeRawBufferPointer) -> Bool {
        guard entries[entry].count == word.count else { return false }
        let start = entries[entry].start
        for position in 0..<word.count where letters[start + position] != word[position] {
            return false
        }
        return true
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (position, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(position + 1)
        }
    }

    /// FNV-1a, mixed so that its low bits depend on all letters.
    private static func hash(_ word: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for letter in word { hash = (hash ^ UInt64(letter)) &* 0x0000_0100_0000_01B3 }
        return hash ^ hash >> 32
    }
}
