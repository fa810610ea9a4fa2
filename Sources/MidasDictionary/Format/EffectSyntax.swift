extension Synchronisation {
    /// `condition-wait *0 with *1 [shared] [timed] [on-zero|on-non-zero] [operation add]
    /// [memory-order 2] [when …]`
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var clause = try Clause(text)
        let role: Role = try clause.word("synchronisation role")
        // A fence orders everything: it has no object.
        self.init(
            role,
            object: role == .fence ? Path(.value) : try clause.path("an object", &tables))
        if clause.take("with") { second = try clause.path("a path", &tables) }
        if clause.take("shared") { isShared = true }
        if clause.take("timed") { isTimed = true }
        if clause.take("on-zero") { success = .zero }
        if clause.take("on-non-zero") { success = .nonZero }
        if clause.take("operation") { operation = try clause.word("operation") }
        if clause.take("memory-order") { memoryOrder = try clause.argument("an argument") }
        conditions = try clause.conditions(&tables)
    }

    func text(_ tables: SymbolTables) -> String {
        var text = role.name
        if role != .fence { text += " \(object.text(tables))" }
        if let second { text += " with \(second.text(tables))" }
        if isShared { text += " shared" }
        if isTimed { text += " timed" }
        if success != .always { text += success == .zero ? " on-zero" : " on-non-zero" }
        if operation != .none { text += " operation \(operation.name)" }
        if let memoryOrder { text += " memory-order \(memoryOrder)" }
        return text + conditions.suffix(tables)
    }
}

extension Callback {
    /// `2 on thread [given 3,made:clock.wall] [result ret] [handle 0] [when …]`,
    /// `~this[] on during`, `this<1> on during given 0,this[]`
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var clause = try Clause(text)
        let (meaning, path) = try Meaning.split(try clause.next("the function"))
        let function = try Path(text: path, &tables)
        guard clause.take("on") else { throw SyntaxProblem("'on' and a moment must follow") }
        self.init(function, as: meaning, try clause.word("moment"))
        if clause.take("given") {
            for item in try clause.next("arguments").split(separator: ",") {
                arguments.append(try Argument(text: String(item), &tables))
            }
        }
        if clause.take("result") { result = try clause.path("a path", &tables) }
        if clause.take("handle") { handle = try clause.path("a path", &tables) }
        conditions = try clause.conditions(&tables)
    }

    func text(_ tables: SymbolTables) -> String {
        var text = "\(meaning.text(of: function.text(tables))) on \(moment.name)"
        if !arguments.isEmpty {
            text += " given " + arguments.map { $0.text(tables) }.joined(separator: ",")
        }
        if let result { text += " result \(result.text(tables))" }
        if let handle { text += " handle \(handle.text(tables))" }
        return text + conditions.suffix(tables)
    }
}

extension Callback.Meaning {
    fileprivate static func split(_ text: String) throws(SyntaxProblem) -> (Self, String) {
        if text.hasPrefix("~") { return (.destruction, String(text.dropFirst())) }
        guard text.hasSuffix(">"), let open = text.firstIndex(of: "<") else {
            return (.callable, text)
        }
        guard let position = UInt8(text[open...].dropFirst().dropLast()) else {
            throw SyntaxProblem("'\(text)' names no template argument (they count from 0)")
        }
        return (.typeArgument(position), String(text[..<open]))
    }

    fileprivate func text(of path: String) -> String {
        switch self {
        case .callable: path
        case .destruction: "~\(path)"
        case .typeArgument(let position): "\(path)<\(position)>"
        }
    }
}

extension InternalCallback {
    /// `3 [when …]`
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var clause = try Clause(text)
        let function = try clause.path("the function", &tables)
        self.init(function, when: try clause.conditions(&tables))
    }

    func text(_ tables: SymbolTables) -> String {
        function.text(tables) + conditions.suffix(tables)
    }
}

extension Callback.Argument {
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        if text == "made" {
            self = .made(nil)
        } else if text.hasPrefix("made:") {
            let name = text.dropFirst("made:".count)
            guard let refinement = Refinement(name: name) else {
                throw .unknown("cause", name, among: Refinement.allCases.map(\.name))
            }
            self = .made(refinement)
        } else {
            self = .path(try Path(text: text, &tables))
        }
    }

    func text(_ tables: SymbolTables) -> String {
        switch self {
        case .path(let path): path.text(tables)
        case .made(nil): "made"
        case .made(let refinement?): "made:\(refinement.name)"
        }
    }
}

extension Allocation {
    /// `ret size 0*1 zeroed`, `ret size 1 copied from 0 [releasing]`
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var clause = try Clause(text)
        let pointer = try clause.path("the pointer", &tables)
        guard clause.take("size") else { throw SyntaxProblem("'size' must follow the pointer") }
        let size = try Size(text: clause.next("a size"))
        self.init(pointer, size: size, contents: try clause.word("contents"))
        if clause.take("from") { origin = try clause.path("a path", &tables) }
        if clause.take("releasing") { releasesOrigin = true }
        _ = try clause.conditions(&tables)
    }

    func text(_ tables: SymbolTables) -> String {
        var text = "\(pointer.text(tables)) size \(size.text) \(contents.name)"
        if let origin { text += " from \(origin.text(tables))" }
        return text + (releasesOrigin ? " releasing" : "")
    }
}

extension ChannelEffect {
    /// `open ret as file named *0`, `read 0 into *1[..ret]`, `write as standard-error from *0`,
    /// `duplicate 0 to ret`
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var clause = try Clause(text)
        self.init(try clause.word("channel role"), nil)
        if !["as", "named", "into", "from", "to", "when"].contains(where: {
            clause.starts(with: $0)
        }), !clause.isAtEnd {
            channel = try clause.path("the channel", &tables)
        }
        if clause.take("as") { kind = try clause.word("channel kind") }
        if clause.take("named") { name = try clause.path("a path", &tables) }
        if clause.take("into") || clause.take("from") {
            buffer = try clause.path("the buffer", &tables)
        }
        if clause.take("to") { second = try clause.path("a path", &tables) }
        conditions = try clause.conditions(&tables)
    }

    func text(_ tables: SymbolTables) -> String {
        var text = role.name
        if let channel { text += " \(channel.text(tables))" }
        if let kind { text += " as \(kind.name)" }
        if let name { text += " named \(name.text(tables))" }
        if let buffer { text += " \(role == .write ? "from" : "into") \(buffer.text(tables))" }
        if let second { text += " to \(second.text(tables))" }
        return text + conditions.suffix(tables)
    }
}

extension Wait {
    /// `receive [timed] [dispatching] [when …]`
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var clause = try Clause(text)
        self.init(try clause.word("reason to wait"))
        if clause.take("timed") { isTimed = true }
        if clause.take("dispatching") { dispatches = true }
        conditions = try clause.conditions(&tables)
    }

    func text(_ tables: SymbolTables) -> String {
        reason.name + (isTimed ? " timed" : "") + (dispatches ? " dispatching" : "")
            + conditions.suffix(tables)
    }
}

extension FormatString {
    /// `printf 1 from 2`, `printf 1 list 2`, `strftime 2`
    init(text: String) throws(SyntaxProblem) {
        var clause = try Clause(text)
        self.init(try clause.word("format style"), format: try clause.argument("the format"))
        if clause.take("from") { first = try clause.argument("the first argument") }
        if clause.take("list") { list = try clause.argument("the argument list") }
        guard clause.isAtEnd else {
            throw SyntaxProblem("'from N' or 'list N' may follow, no more")
        }
    }

    var text: String {
        "\(style.name) \(format)" + (first.map { " from \($0)" } ?? "")
            + (list.map { " list \($0)" } ?? "")
    }
}
