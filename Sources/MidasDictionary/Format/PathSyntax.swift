extension Path {
    /// Reads the grammar in the documentation of `Path`.
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var rest = Substring(text)
        let dereferences = rest.prefix { $0 == "*" }.count
        rest = rest.dropFirst(dereferences)
        var part = Part.whole
        if rest.hasSuffix("]"), let open = rest.firstIndex(of: "[") {
            part = try Part(text: rest[open...].dropFirst().dropLast())
            rest = rest[..<open]
        }
        var field: FieldID?
        if let dot = rest.firstIndex(of: ".") {
            let name = rest[dot...].dropFirst()
            guard !name.isEmpty,
                name.allSatisfy({ $0.isLetter || $0.isNumber || "_.".contains($0) })
            else { throw SyntaxProblem("'\(name)' is no field name in path '\(text)'") }
            field = tables.field(String(name))
            rest = rest[..<dot]
        }
        let root = try Root(text: rest, whole: text, tables)
        guard dereferences <= 3 else {
            throw SyntaxProblem("path '\(text)' follows over 3 pointers")
        }
        self.init(root, dereferences: UInt8(dereferences), field: field, part: part)
    }

    /// As entries write it.
    func text(_ tables: SymbolTables) -> String {
        let field = field.map { "." + tables.fields[Int($0.raw)] } ?? ""
        return String(repeating: "*", count: Int(dereferences)) + root.text(tables) + field
            + part.text
    }
}

extension Path.Root {
    init(text: Substring, whole: String, _ tables: SymbolTables) throws(SyntaxProblem) {
        switch text {
        case "ret": self = .result
        case "args": self = .arguments
        case "this": self = .receiver
        case "vararg": self = .variadic
        case "errno": self = .errno
        case "value": self = .value
        default:
            if text.hasPrefix("g:") {
                self = .state(try tables.state(String(text.dropFirst(2))))
            } else if let index = UInt8(text) {
                self = .argument(index)
            } else {
                throw SyntaxProblem(
                    "'\(text)' begins no path in '\(whole)'; valid are ret, an argument number, "
                        + "args, this, vararg, errno, value, g:STATE, with * before and [..] behind"
                )
            }
        }
    }

    func text(_ tables: SymbolTables) -> String {
        switch self {
        case .result: "ret"
        case .argument(let index): "\(index)"
        case .arguments: "args"
        case .receiver: "this"
        case .variadic: "vararg"
        case .errno: "errno"
        case .state(let id): "g:" + tables.states[Int(id.raw)].name
        case .value: "value"
        }
    }
}

extension Path.Part {
    init(text: Substring) throws(SyntaxProblem) {
        switch text {
        case "": self = .elements
        case "keys": self = .keys
        case "order": self = .order
        case "all": self = .reachable
        case "text": self = .text
        default:
            guard text.hasPrefix("..") else {
                throw .unknown("part", text, among: ["keys", "order", "all", "text", "..SIZE"])
            }
            self = .bytes(try Size(text: String(text.dropFirst(2))))
        }
    }

    var text: String {
        switch self {
        case .whole: ""
        case .elements: "[]"
        case .keys: "[keys]"
        case .order: "[order]"
        case .reachable: "[all]"
        case .text: "[text]"
        case .bytes(let size): "[..\(size.text)]"
        }
    }
}

extension Size {
    /// `2`, `1*2`, `ret`, `ret*1`, `?`.
    init(text: String) throws(SyntaxProblem) {
        let factors = text.split(separator: "*", omittingEmptySubsequences: false)
        switch (
            factors.count, factors.first == "ret", UInt8(factors[0]),
            UInt8(factors[factors.count - 1])
        ) {
        case (1, true, _, _): self = .result
        case (1, _, let index?, _): self = .argument(index)
        case (2, true, _, let index?): self = .resultTimes(index)
        case (2, _, let first?, let second?): self = .product(first, second)
        default:
            guard text == "?" else {
                throw SyntaxProblem(
                    "'\(text)' is no size; valid are an argument number, 0*1, ret, ret*1, ?")
            }
            self = .unknown
        }
    }

    var text: String {
        switch self {
        case .argument(let index): "\(index)"
        case .product(let first, let second): "\(first)*\(second)"
        case .result: "ret"
        case .resultTimes(let index): "ret*\(index)"
        case .unknown: "?"
        }
    }
}
