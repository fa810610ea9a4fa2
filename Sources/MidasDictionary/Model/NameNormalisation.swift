extension NondeterminismDictionary {
    /// The name under which an entry is looked up: no template arguments, no inline namespaces of
    /// the standard libraries (`std::__cxx11`, `std::__1`, `std::chrono::_V2`), no leading `::`.
    ///
    /// Complexity: O(length).
    public static func normalised(_ name: String) -> String {
        var parts: [Substring] = []
        for part in components(name) where !isInlineNamespace(part) || parts.isEmpty {
            parts.append(part)
        }
        if parts.count > 2, parts[0] == "std", let template = abbreviations[parts[1]] {
            parts[1] = template
        }
        return parts.joined(separator: "::")
    }

    /// The names to try in order: as given, normalised, and without what C++ (`std::memcpy`) or the
    /// compiler (`__builtin_memcpy`) put before a C function's name.
    static func spellings(_ name: String) -> [String] {
        var spellings = [name]
        let plain = normalised(name)
        if plain != name { spellings.append(plain) }
        for prefix in ["std::", "__builtin_"] where plain.hasPrefix(prefix) {
            let rest = String(plain.dropFirst(prefix.count))
            if !rest.contains(":") { spellings.append(rest) }
        }
        return spellings
    }

    /// Classes that demanglers call by their short names (Itanium C++ ABI, section 5.1.8).
    private static let abbreviations: [Substring: Substring] = [
        "string": "basic_string", "istream": "basic_istream", "ostream": "basic_ostream",
        "iostream": "basic_iostream", "wstring": "basic_string", "wistream": "basic_istream",
        "wostream": "basic_ostream",
    ]

    private static func isInlineNamespace(_ part: Substring) -> Bool {
        switch part {
        case "__cxx11", "__1", "__2", "_V2", "__8", "__gnu_cxx_ldbl128", "__cxx1998": true
        default: false
        }
    }

    /// The parts between `::`, template arguments removed; `operator<` and its like are kept.
    private static func components(_ name: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = Substring(name)
        while !rest.isEmpty {
            if rest.hasPrefix("::") {
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("operator") {
                parts.append(operatorName(rest))
                break
            } else {
                let end = rest.firstIndex { $0 == "<" || $0 == ":" } ?? rest.endIndex
                if end > rest.startIndex { parts.append(rest[..<end]) }
                rest =
                    end < rest.endIndex && rest[end] == "<"
                    ? afterTemplateArguments(rest[end...])
                    : rest[end...].hasPrefix("::") ? rest[end...] : rest[end...].dropFirst()
            }
        }
        return parts
    }

    /// `operator<<<int>` is `operator<<`; a conversion or literal operator is kept whole.
    private static func operatorName(_ text: Substring) -> Substring {
        let symbols = text.dropFirst("operator".count)
        guard let first = symbols.first, "+-*/%^&|~!=<>,([".contains(first) else { return text }
        for symbol in [
            "<=>", "<<=", ">>=", "->*", "<<", ">>", "<=", ">=", "()", "[]", "->", "<", ">",
        ]
        where symbols.hasPrefix(symbol) {
            return text.prefix("operator".count + symbol.count)
        }
        let end = symbols.firstIndex { $0 == "<" } ?? symbols.endIndex
        return text[..<end]
    }

    private static func afterTemplateArguments(_ text: Substring) -> Substring {
        var depth = 0
        for index in text.indices {
            if text[index] == "<" { depth += 1 }
            if text[index] == ">" {
                depth -= 1
                if depth == 0 { return text[text.index(after: index)...] }
            }
        }
        return text[text.endIndex...]
    }
}
