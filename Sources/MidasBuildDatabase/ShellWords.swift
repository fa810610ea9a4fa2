/// Splits a `command` of a database into its words, as a POSIX shell would (XCU 2.2, Quoting),
/// without expanding anything: a `$` or a `*` stands for itself.
///
/// A quote that is not closed ends with the text.
public func shellWords(_ command: String) -> [String] {
    var splitter = ShellSplitter()
    for scalar in command.unicodeScalars { splitter.take(scalar) }
    return splitter.finish()
}

private struct ShellSplitter {
    private enum State {
        case plain, escaped, singleQuoted, doubleQuoted, escapedInDoubleQuotes
    }

    private var words: [String] = []
    private var word = String.UnicodeScalarView()
    private var inWord = false
    private var state = State.plain

    mutating func take(_ scalar: Unicode.Scalar) {
        switch state {
        case .plain: takePlain(scalar)
        case .escaped:
            state = .plain
            if scalar != "\n" { append(scalar) }
        case .singleQuoted:
            if scalar == "'" { state = .plain } else { append(scalar) }
        case .doubleQuoted:
            switch scalar {
            case "\"": state = .plain
            case "\\": state = .escapedInDoubleQuotes
            default: append(scalar)
            }
        case .escapedInDoubleQuotes:
            state = .doubleQuoted
            if !["\"", "\\", "$", "`"].contains(scalar) { append("\\") }
            append(scalar)
        }
    }

    private mutating func takePlain(_ scalar: Unicode.Scalar) {
        switch scalar {
        case " ", "\t", "\n", "\r": endWord()
        case "\\":
            state = .escaped
            inWord = true
        case "'":
            state = .singleQuoted
            inWord = true
        case "\"":
            state = .doubleQuoted
            inWord = true
        default: append(scalar)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        word.append(scalar)
        inWord = true
    }

    private mutating func endWord() {
        guard inWord else { return }
        words.append(String(word))
        word = String.UnicodeScalarView()
        inWord = false
    }

    mutating func finish() -> [String] {
        endWord()
        return words
    }
}
