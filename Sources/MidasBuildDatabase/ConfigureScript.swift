/// What a `configure.ac` says of the names that a generated header defines, read without running
/// anything: the first value that is written out for each, whichever condition it stands under.
///
/// Source: Autoconf manual, 7.1 "Defining C Preprocessor Symbols".
struct ConfigureScript {
    enum Value: Equatable {
        /// Defined to this text.
        case text(String)
        /// Defined to what the script computes, or not.
        case computed
        /// A string that the script computes.
        case computedText
        /// Defined or not.
        case flag
    }

    private var values: [String: Value] = [:]
    private var assignments: [String: String] = [:]

    /// A script that says nothing.
    init() {}

    /// Takes linear time.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) { noteAssignment(line) }
        var rest = text[...]
        while let start = rest.firstRange(of: "AC_DEFINE") {
            rest = rest[start.upperBound...]
            if rest.hasPrefix("_UNQUOTED") { rest = rest.dropFirst("_UNQUOTED".count) }
            guard rest.first == "(" else { continue }
            let arguments = Self.arguments(rest.dropFirst())
            guard let name = arguments.first, !name.isEmpty else { continue }
            note(name, arguments.count > 1 ? arguments[1] : "1")
        }
    }

    subscript(name: String) -> Value? { values[name] }

    /// What is assigned to a variable of the script.
    func assigned(to name: String) -> String? { assignments[name] }

    private mutating func note(_ name: String, _ text: String) {
        let value: Value
        if text.isEmpty || text == "1" {
            value = .flag
        } else if !text.contains("$") && !text.contains("`") {
            value = .text(text)
        } else if let known = assignments[Self.variable(text)] {
            value = text.hasPrefix("\"") ? .text("\"\(known)\"") : .text(known)
        } else {
            value = text.hasPrefix("\"") ? .computedText : .computed
        }
        if values[name] == nil || values[name] == .flag { values[name] = value }
    }

    /// The name in `$NAME`, `${NAME}` or `"$NAME"`.
    private static func variable(_ text: String) -> String {
        text.filter { !"\"'${}".contains($0) }
    }

    /// `NAME=value`, where the value is written out; the first that is not empty counts.
    private mutating func noteAssignment(_ line: Substring) {
        let line = line.drop { $0 == " " || $0 == "\t" }
        guard let sign = line.firstIndex(of: "="), sign > line.startIndex else { return }
        let name = line[..<sign]
        guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
            return
        }
        var value = line[line.index(after: sign)...]
        if let quote = value.first, quote == "\"" || quote == "'" {
            guard value.count > 1, value.last == quote else { return }
            value = value.dropFirst().dropLast()
        } else if value.contains(" ") {
            return
        }
        guard !value.contains("$"), !value.contains("`"),
            assignments[String(name), default: ""].isEmpty
        else { return }
        assignments[String(name)] = String(value.replacing("\\\"", with: "\""))
    }

    /// The arguments of a macro of m4, without their quotes, up to its closing parenthesis.
    private static func arguments(_ text: Substring) -> [String] {
        var arguments: [String] = []
        var current = ""
        var quotes = 0
        var parentheses = 0
        for character in text {
            switch character {
            case "[":
                quotes += 1
                if quotes == 1 { continue }
            case "]":
                quotes -= 1
                if quotes == 0 { continue }
            case "(" where quotes == 0: parentheses += 1
            case ")" where quotes == 0:
                if parentheses == 0 { return arguments + [trimmed(current)] }
                parentheses -= 1
            case ",":
                guard quotes == 0 && parentheses == 0 else { break }
                arguments.append(trimmed(current))
                current = ""
                continue
            default: break
            }
            current.append(character)
        }
        return []
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...].drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        // Doubly quoted: [[value]].
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        return String(rest)
    }
}
