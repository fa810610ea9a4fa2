/// A function's type as C declares it, as far as checks of entries read it.
struct Signature {
    /// The result's type and each explicit parameter's, as written.
    var result: String
    var parameters: [String]
    var isVariadic: Bool

    /// Nil where the text is no function type, or leaves its parameters open.
    init?(_ text: String) {
        guard text.hasSuffix(")"), let open = Self.openingBracket(of: text) else { return nil }
        result = Self.trimmed(text[..<open])
        parameters = Self.split(text[open...].dropFirst().dropLast())
        isVariadic = parameters.last == "..."
        if isVariadic { parameters.removeLast() }
        if parameters == ["void"] { parameters = [] }
        if isVariadic && parameters.isEmpty { return nil }
    }

    /// Whether the function may write through a parameter.
    func isWritablePointer(_ index: Int) -> Bool {
        let type = parameters[index]
        return type.contains("*") && !type.contains("(*") && !isConstPointer(index)
            && !Self.streams.contains { type.hasPrefix($0) }
    }

    /// Whether the function is given memory to read through a parameter.
    func isConstPointer(_ index: Int) -> Bool {
        let type = parameters[index]
        return type.hasPrefix("const ") && type.contains("*") && !type.contains("(*")
    }

    func isPointer(_ index: Int) -> Bool {
        let type = parameters[index]
        return type.contains("*") || type.contains("[") || Self.hidesPointer(type)
    }

    /// Handles whose contents belong to the library.
    private static let streams = ["FILE *", "DIR *", "void *", "struct _IO_FILE *"]

    /// Names of types that stand for pointers or arrays.
    private static func hidesPointer(_ type: String) -> Bool {
        type.contains("SOCKADDR") || type.hasSuffix("_t") || type.contains("va_list")
            || type.contains("_fn") || type.contains("func") || type.contains("handler")
            || type.contains("jmp_buf") || type.hasPrefix("res_state") || type.contains("cap_user")
            || type.contains("caddr")
    }

    /// The bracket that the last character closes.
    private static func openingBracket(of text: String) -> String.Index? {
        var depth = 0
        for index in text.indices.reversed() {
            if text[index] == ")" { depth += 1 }
            if text[index] == "(" {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }

    private static func split(_ list: some StringProtocol) -> [String] {
        var parts: [String] = []
        var part = ""
        var depth = 0
        for character in list {
            if "(<[".contains(character) { depth += 1 }
            if ")>]".contains(character) { depth -= 1 }
            if character == "," && depth == 0 {
                parts.append(trimmed(part))
                part = ""
            } else {
                part.append(character)
            }
        }
        let last = trimmed(part)
        return last.isEmpty ? parts : parts + [last]
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
