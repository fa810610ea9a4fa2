/// Fills the template of a generated header: the questions that it leaves open (`#undef NAME` of
/// autoheader, `#cmakedefine`) are answered as for a Linux system with glibc, what is substituted
/// (`@NAME@`, `${NAME}`) by what the script assigns, or by what lets the text be read. All else stays.
struct HeaderTemplate {
    private let text: String
    private let script: ConfigureScript
    /// What the text defines itself, and takes back.
    private let own: Set<Substring>

    init(_ text: String, _ script: ConfigureScript) {
        self.text = text
        self.script = script
        own = Set(
            text.split(whereSeparator: \.isNewline).compactMap { line in
                let words = Self.words(line)
                return words.count > 1 && words[0] == "define" && line.contains("#")
                    ? words[1].prefix { $0 != "(" } : nil
            })
    }

    /// The lines of the header.
    func filled() -> [String] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).flatMap { line in
            guard let name = asked(line) else { return [substituted(String(line))] }
            let answer = answer(to: name)
            return answer.isEmpty && line.contains("cmakedefine01") ? ["#define \(name) 0"] : answer
        }
    }

    private static func words(_ line: Substring) -> [Substring] {
        line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "#" })
    }

    /// The name that a line leaves open.
    private func asked(_ line: Substring) -> Substring? {
        guard line.first(where: { $0 != " " && $0 != "\t" }) == "#" else { return nil }
        let words = Self.words(line)
        guard words.count >= 2, words[1].allSatisfy(Self.isPartOfName) else { return nil }
        switch words[0] {
        case "cmakedefine", "cmakedefine01": return words[1]
        case "undef": return own.contains(words[1]) ? nil : words[1]
        default: return nil
        }
    }

    private static func isPartOfName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }

    // MARK: Answers

    private func answer(to name: Substring) -> [String] {
        let name = String(name)
        if let known = SystemFacts.definition(of: name) { return known }
        return switch script[name] {
        case .text(let value): ["#define \(name) \(value)"]
        case .computed: []
        case .computedText: ["#define \(name) \"\""]
        case .flag, nil: SystemFacts.isGiven(name) ? ["#define \(name) 1"] : []
        }
    }

    // MARK: Substitution

    private func substituted(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let start = rest.firstIndex(where: { $0 == "@" || $0 == "$" }) {
            result += rest[..<start]
            let opening = rest[start] == "@" ? "@" : "${"
            let closing: Character = rest[start] == "@" ? "@" : "}"
            rest = rest[start...]
            let name = rest.dropFirst(opening.count).prefix(while: Self.isPartOfName)
            guard rest.hasPrefix(opening), !name.isEmpty, name.endIndex < rest.endIndex,
                rest[name.endIndex] == closing
            else {
                result.append(rest.removeFirst())
                continue
            }
            rest = rest[rest.index(after: name.endIndex)...]
            result += value(of: String(name), after: result, before: rest)
        }
        return result + rest
    }

    /// In a text nothing, in a name the name itself, else a number.
    private func value(of name: String, after head: String, before tail: Substring) -> String {
        if let known = script.assigned(to: name) { return known }
        if head.count(where: { $0 == "\"" }) % 2 == 1 { return "" }
        let isPartOfName =
            tail.first.map { Self.isPartOfName($0) || $0 == "#" } ?? false
            || head.last.map(Self.isPartOfName) ?? false
        return isPartOfName ? name : "1"
    }
}
