/// What is wrong with a dictionary file, and where.
public struct DictionaryProblem: Error, Hashable, Comparable, Sendable, CustomStringConvertible {
    public var file: String
    /// From 1; 0 where the whole file is meant.
    public var line: Int
    public var column: Int
    /// The keys that lead there: `time.out.*1`.
    public var key: String
    public var message: String

    public init(file: String, line: Int, column: Int, key: String, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.message = message
    }

    public var description: String {
        let place = line == 0 ? file : "\(file):\(line):\(column)"
        return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
    }

    public static func < (a: Self, b: Self) -> Bool {
        (a.file, a.line, a.column, a.key, a.message) < (b.file, b.line, b.column, b.key, b.message)
    }
}

/// All problems of a reading, in the order of their places.
public struct DictionaryProblems: Error, Sendable, CustomStringConvertible {
    public var problems: [DictionaryProblem]
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// A statement that does not follow its grammar; the reader adds the place.
struct SyntaxProblem: Error {
    var message: String

    init(_ message: String) { self.message = message }

    /// `unknown role 'lokc'; did you mean 'lock'?`
    static func unknown(_ what: String, _ text: some StringProtocol, among known: [String]) -> Self
    {
        Self("unknown \(what) '\(text)'" + suggestion(for: String(text), among: known))
    }

    static func unknown<W: Word>(_ what: String, _ text: some StringProtocol, _: W.Type) -> Self {
        unknown(what, text, among: W.allCases.map(\.name))
    }
}

/// `; did you mean 'lock'?`, or all valid words where there are few and none is near, or nothing.
package func suggestion(for text: String, among known: [String]) -> String {
    let ranked = known.map { (distance: editDistance(text, $0), word: $0) }
    if let best = ranked.min(by: { ($0.distance, $0.word) < ($1.distance, $1.word) }),
        best.distance <= max(1, text.count / 3)
    {
        return "; did you mean '\(best.word)'?"
    }
    return known.count <= 12 ? "; valid are \(known.joined(separator: ", "))" : ""
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other
/// (Damerau 1964, restricted). O(n·m).
package func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a.utf8)
    let b = Array(b.utf8)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
        var row = [i + 1]
        for j in 0..<b.count {
            var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                best = min(best, beforeLast[j - 1] + 1)
            }
            row.append(best)
        }
        beforeLast = last
        last = row
    }
    return last[b.count]
}
