/// A statement as words: `open ret as file named *0 when 1 has O_CREAT`.
struct Clause {
    private var words: ArraySlice<String>

    init(_ text: String) throws(SyntaxProblem) {
        words = try Self.split(text)[...]
    }

    var isAtEnd: Bool { words.isEmpty }

    /// The next word, which must exist.
    mutating func next(_ what: String) throws(SyntaxProblem) -> String {
        guard let word = words.popFirst() else { throw SyntaxProblem("\(what) is missing") }
        return word
    }

    /// Whether the next word is this one.
    func starts(with keyword: String) -> Bool { words.first == keyword }

    /// Takes the next word if it is this one.
    mutating func take(_ keyword: String) -> Bool {
        guard words.first == keyword else { return false }
        words.removeFirst()
        return true
    }

    /// The next word as one of a closed set.
    mutating func word<W: Word>(_ what: String, _: W.Type = W.self) throws(SyntaxProblem) -> W {
        let text = try next(what)
        guard let word = W(name: text) else { throw .unknown(what, text, W.self) }
        return word
    }

    /// Takes the next word if it belongs to a closed set.
    mutating func takeWord<W: Word>(_: W.Type) -> W? {
        guard let text = words.first, let word = W(name: text) else { return nil }
        words.removeFirst()
        return word
    }

    mutating func path(_ what: String, _ tables: inout SymbolTables) throws(SyntaxProblem) -> Path {
        try Path(text: next(what), &tables)
    }

    /// The number of an argument.
    mutating func argument(_ what: String) throws(SyntaxProblem) -> UInt8 {
        let text = try next(what)
        guard let index = UInt8(text) else {
            throw SyntaxProblem("'\(text)' is no argument number (they count from 0)")
        }
        return index
    }

    /// `when …` up to the end, or nothing; anything else left over is a problem.
    mutating func conditions(_ tables: inout SymbolTables) throws(SyntaxProblem) -> [Condition] {
        var conditions: [Condition] = []
        if take("when") {
            repeat {
                conditions.append(try Condition(clause: &self, &tables))
            } while take("&&")
        }
        if let extra = words.first { throw SyntaxProblem("'\(extra)' does not belong here") }
        return conditions
    }

    /// Words between spaces; a text in double quotes is one word and keeps them.
    private static func split(_ text: String) throws(SyntaxProblem) -> [String] {
        var words: [String] = []
        var word = ""
        var quoted = false
        for character in text {
            if character == "\"" { quoted.toggle() }
            if character == " " && !quoted {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if quoted { throw SyntaxProblem("a quotation mark is not closed") }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
