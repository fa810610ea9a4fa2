/// The text of a call expression, cut into its arguments. Comments and literals are stepped over;
/// macros are not expanded.
struct CallText {
    /// The whole expression.
    let text: [UInt8]
    /// The argument list without its parentheses, by argument; positions in `text`.
    let arguments: [Range<Int>]
    /// What is called.
    let callee: Range<Int>

    /// Nil unless the text ends with an argument list in parentheses.
    init?(_ text: [UInt8]) {
        guard text.last == UInt8(ascii: ")") else { return nil }
        var scanner = TokenScanner(text)
        var open: [Int] = []
        var commas: [[Int]] = []
        var closed: (open: Int, commas: [Int])?
        while let token = scanner.next() {
            guard token.count == 1 else { continue }
            switch text[token.lowerBound] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                open.append(token.lowerBound)
                commas.append([])
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard let start = open.popLast(), let inside = commas.popLast() else { return nil }
                closed = (start, inside)
            case UInt8(ascii: ","):
                if !commas.isEmpty { commas[commas.count - 1].append(token.lowerBound) }
            default: break
            }
        }
        guard open.isEmpty, let list = closed, text[list.open] == UInt8(ascii: "(") else {
            return nil
        }
        self.text = text
        callee = 0..<list.open
        let bounds = [list.open] + list.commas + [text.count - 1]
        let parts = zip(bounds, bounds.dropFirst()).map { $0 + 1..<$1 }
        let isEmpty = parts.count == 1 && Self.trimmed(parts[0], text).isEmpty
        arguments = isEmpty ? [] : parts.map { Self.trimmed($0, text) }
    }

    private static func trimmed(_ range: Range<Int>, _ text: [UInt8]) -> Range<Int> {
        var range = range
        while let first = range.first, text[first].isSpace { range = first + 1..<range.upperBound }
        while let last = range.last, text[last].isSpace { range = range.lowerBound..<last }
        return range
    }

    func argument(_ index: Int) -> [UInt8]? {
        arguments.indices.contains(index) ? Array(text[arguments[index]]) : nil
    }

    /// The last name of what is called: `now` of `clock::now`.
    var calleeName: String {
        var scanner = TokenScanner(Array(text[callee]))
        var name = ""
        while let token = scanner.next() {
            if scanner.text[token.lowerBound].isName {
                name = String(decoding: scanner.text[token], as: UTF8.self)
            }
        }
        return name
    }
}

/// Cuts C text into names, numbers, literals and single characters, without comments and white space.
struct TokenScanner {
    let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func next() -> Range<Int>? {
        skipSpace()
        guard position < text.count else { return nil }
        let start = position
        let first = text[start]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            position = endOfLiteral(start)
        } else if first.isName {
            while position < text.count, text[position].isName { position += 1 }
        } else {
            position += 1
        }
        return start..<position
    }

    private func endOfLiteral(_ start: Int) -> Int {
        var index = start + 1
        while index < text.count, text[index] != text[start] {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, text.count)
    }

    private mutating func skipSpace() {
        while position < text.count {
            if text[position].isSpace || text[position] == UInt8(ascii: "\\") {
                position += 1
            } else if starts("//") {
                while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
            } else if starts("/*") {
                position += 2
                while position < text.count, !starts("*/") { position += 1 }
                position = min(position + 2, text.count)
            } else {
                return
            }
        }
    }

    private func starts(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            position + word.count <= text.count
                && text[position..<position + word.count].elementsEqual(word)
        }
    }
}

extension TokenScanner {
    /// Whether an expression may be written twice: names, members, elements, addresses and constants,
    /// no calls and no assignments.
    static func isRepeatable(_ text: [UInt8]) -> Bool {
        var scanner = TokenScanner(text)
        var before: Range<Int>?
        while let token = scanner.next() {
            defer { before = token }
            let byte = text[token.lowerBound]
            if byte.isName || token.count > 1 { continue }
            let adjoins = before.map { $0.upperBound == token.lowerBound } ?? false
            switch byte {
            case UInt8(ascii: "("):
                // What follows a name is called, `sizeof` apart.
                if let before, text[before.lowerBound].isName || isCloser(text[before.lowerBound]),
                    String(decoding: text[before], as: UTF8.self) != "sizeof"
                {
                    return false
                }
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                if adjoins, let before, before.count == 1, text[before.lowerBound] == byte {
                    return false
                }
            case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "."), UInt8(ascii: ">"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: ":"),
                UInt8(ascii: "/"), UInt8(ascii: "%"):
                continue
            default: return false
            }
        }
        return true
    }

    private static func isCloser(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]")
    }
}

extension UInt8 {
    var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

    /// A character of a name or a number.
    var isName: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xFF:
            true
        default: false
        }
    }
}
