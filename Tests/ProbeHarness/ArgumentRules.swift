/// Which argument a generated call gives for a parameter, by the parameter's type and name and the
/// function's header.
struct ArgumentRules {
    /// One line of `arguments.tsv`; `*` matches any run of characters, alternatives are separated
    /// by `|`.
    struct Rule {
        var function: [Substring]
        var type: [Substring]
        var name: [Substring]
        var expression: String

        func holds(function: String, type: String, name: String) -> Bool {
            self.function.contains { ArgumentRules.matches($0, function) }
                && self.type.contains { ArgumentRules.matches($0, type) }
                && self.name.contains { ArgumentRules.matches($0, name) }
        }
    }

    private var rules: [Rule] = []

    /// - Parameter table: lines of function or `@header`, type, name and expression, separated by
    ///   tabs; the first that holds wins.
    init(table: String) {
        for line in table.split(separator: "\n") where !line.hasPrefix("#") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count == 4 else { continue }
            rules.append(
                Rule(
                    function: cells[0].split(separator: "|"), type: cells[1].split(separator: "|"),
                    name: cells[2].split(separator: "|"), expression: String(cells[3])))
        }
    }

    /// The C expression for a parameter; `$` stands for the parameter's number, so that each has a
    /// buffer of its own.
    func expression(_ prototype: Prototype, _ index: Int) -> String {
        let parameter = prototype.parameters[index]
        let name = String(parameter.name.drop { $0 == "_" })
        let type = Self.plain(parameter.type)
        let owners = [prototype.name, "@" + prototype.header]
        for rule in rules {
            guard owners.contains(where: { rule.holds(function: $0, type: type, name: name) })
            else { continue }
            return rule.expression.replacing("$", with: "\(index)")
        }
        return Self.fallback(parameter.type, index)
    }

    private static func plain(_ type: ProbedType) -> String {
        type.shape == .pointer && type.pointee?.shape == .function
            ? "callback" : type.spelling.replacing(" restrict", with: "")
    }

    private static func fallback(_ type: ProbedType, _ index: Int) -> String {
        switch type.shape {
        case .integer: return "1"
        case .floating, .complex: return "1.25"
        case .record, .other, .void, .array: return "{0}"
        case .function: return "probe_stub"
        case .list: return "list"
        case .pointer:
            guard let pointee = type.pointee else { return "0" }
            if pointee.shape == .function { return "(void *)probe_stub" }
            switch pointee.canonical {
            case "char", "const char", "void", "const void", "unsigned char",
                "const unsigned char":
                return "probe_text_buffer(\(index))"
            default:
                let isWide = pointee.spelling.contains("wchar")
                return isWide ? "probe_wide_buffer(\(index))" : "probe_buffer(\(index))"
            }
        }
    }

    /// Whether a text matches a pattern in which `*` stands for any run of characters.
    static func matches(_ pattern: Substring, _ text: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return pattern == text }
        guard text.hasPrefix(parts[0]), text.hasSuffix(parts[parts.count - 1]),
            text.count >= parts[0].count + parts[parts.count - 1].count
        else { return false }
        var rest = text.dropFirst(parts[0].count).dropLast(parts[parts.count - 1].count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
