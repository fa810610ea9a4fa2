import Foundation

/// What a job computes. Both functions are deterministic and safe to repeat: their output depends on
/// their input alone.
public enum WorkFunction: UInt8, Sendable, CaseIterable {
    /// How often each word occurs.
    case wordCount
    /// In which blocks of the input each word occurs.
    case invertedIndex

    /// Bytes of input that count as one document of the index.
    static let blockSize = 1 << 20

    /// Maps a range of a text: the lines that begin in it.
    /// - Returns: by word the values for it.
    func map(_ text: Data, _ range: Range<Int>) -> [String: [UInt64]] {
        var found = WordTable()
        text.withUnsafeBytes { bytes in
            var position = lineStart(in: bytes, atOrAfter: range.lowerBound)
            let end = lineStart(in: bytes, atOrAfter: range.upperBound)
            while let word = nextWord(in: bytes, from: &position, to: end) {
                let letters = UnsafeRawBufferPointer(rebasing: bytes[word])
                found.update(letters) { add(word.lowerBound, to: &$0) }
            }
        }
        return found.words
    }

    /// Puts together what several maps found for one word; the order of the maps does not matter.
    func reduce(_ values: [UInt64]) -> [UInt64] {
        switch self {
        case .wordCount: [values.reduce(0, &+)]
        case .invertedIndex: Array(Set(values)).sorted()
        }
    }

    /// Notes a word at a place of the text.
    private func add(_ offset: Int, to values: inout [UInt64]) {
        switch self {
        case .wordCount:
            if values.isEmpty { values = [1] } else { values[0] += 1 }
        case .invertedIndex:
            let block = UInt64(offset / WorkFunction.blockSize)
            if values.last != block { values.append(block) }
        }
    }

    private func lineStart(in bytes: UnsafeRawBufferPointer, atOrAfter offset: Int) -> Int {
        guard offset > 0, offset < bytes.count else { return min(max(0, offset), bytes.count) }
        var position = offset
        while position < bytes.count, bytes[position - 1] != UInt8(ascii: "\n") { position += 1 }
        return position
    }

    private func nextWord(
        in bytes: UnsafeRawBufferPointer, from position: inout Int, to end: Int
    ) -> Range<Int>? {
        while position < end, !isLetter(bytes[position]) { position += 1 }
        guard position < end else { return nil }
        let start = position
        while position < end, isLetter(bytes[position]) { position += 1 }
        return start..<position
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }
}

/// Files of words with their values: a line each, sorted, `word<TAB>1,2,3`.
enum WordFile {
    static func bytes(of words: [String: [UInt64]]) -> Data {
        var data = Data()
        for (word, values) in words.sorted(by: { $0.key < $1.key }) {
            let list = values.map(String.init).joined(separator: ",")
            data.append(contentsOf: Data("\(word)\t\(list)\n".utf8))
        }
        return data
    }

    /// - Throws: where the file cannot be read or is no file of words.
    static func read(_ path: String, into words: inout [String: [UInt64]]) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            guard parts.count == 2 else { throw WorkError("\(path) is no file of words") }
            let values = try parts[1].split(separator: ",").map { text -> UInt64 in
                guard let value = UInt64(text) else { throw WorkError("\(path): \(text)") }
                return value
            }
            words[String(parts[0]), default: []] += values
        }
    }

    /// The part of the output that a word belongs to: FNV-1a, the same in every process.
    static func part(of word: String, of count: Int) -> Int {
        let hash = word.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        return Int(hash % UInt64(count))
    }
}

/// Why work cannot be done.
public struct WorkError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
