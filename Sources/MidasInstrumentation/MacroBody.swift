/// The definition of a macro around a position of its body.
struct MacroBody {
    let name: String
    /// The replacement list, without white space around it and parentheses around the whole.
    let text: [UInt8]

    /// - Parameters:
    ///   - bytes: the file with the definition.
    ///   - offset: where something of the body stands.
    init?(in bytes: [UInt8], around offset: Int) {
        guard offset < bytes.count else { return nil }
        var start = offset
        while start > 0 {
            if bytes[start - 1] == UInt8(ascii: "\n"), !Self.continues(bytes, before: start - 1) {
                break
            }
            start -= 1
        }
        var end = offset
        while end < bytes.count {
            if bytes[end] == UInt8(ascii: "\n"), !Self.continues(bytes, before: end) { break }
            end += 1
        }
        var scanner = TokenScanner(Array(bytes[start..<end]))
        let line = scanner.text
        guard let hash = scanner.next(), line[hash.lowerBound] == UInt8(ascii: "#"),
            let word = scanner.next(), line[word].elementsEqual("define".utf8),
            let name = scanner.next(), line[name.lowerBound].isName
        else { return nil }
        self.name = String(decoding: line[name], as: UTF8.self)
        var body = name.upperBound
        if body < line.count, line[body] == UInt8(ascii: "(") {
            guard let close = line[body...].firstIndex(of: UInt8(ascii: ")")) else { return nil }
            body = close + 1
        }
        text = Self.stripped(Array(line[body...]))
    }

    private static func continues(_ bytes: [UInt8], before newline: Int) -> Bool {
        var index = newline - 1
        if index >= 0, bytes[index] == UInt8(ascii: "\r") { index -= 1 }
        return index >= 0 && bytes[index] == UInt8(ascii: "\\")
    }

    private static func stripped(_ text: [UInt8]) -> [UInt8] {
        var text = text[...]
        while true {
            while text.first.map({ $0.isSpace || $0 == UInt8(ascii: "\\") }) ?? false {
                text.removeFirst()
            }
            while text.last?.isSpace ?? false { text.removeLast() }
            guard text.first == UInt8(ascii: "("), text.last == UInt8(ascii: ")"),
                encloses(Array(text))
            else { return Array(text) }
            text = text.dropFirst().dropLast()
        }
    }

    /// Whether the first parenthesis closes at the end.
    private static func encloses(_ text: [UInt8]) -> Bool {
        var depth = 0
        var scanner = TokenScanner(text)
        while let token = scanner.next() {
            guard token.count == 1 else { continue }
            if text[token.lowerBound] == UInt8(ascii: "(") { depth += 1 }
            if text[token.lowerBound] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return token.upperBound == text.count }
        }
        return false
    }
}
