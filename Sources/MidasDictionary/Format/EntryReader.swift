import MidasBase

/// Reads entries and collects what is wrong with them; one bad statement never hides another.
struct EntryReader {
    var tables: SymbolTables
    var problems: [DictionaryProblem] = []
    /// The states that the files of this reading declare; those of the base may be declared again.
    var declaredStates: Set<String> = []
    /// Entries that take over another's statements, with the other's name.
    var likenesses: [(name: String, like: String, value: Value)] = []

    typealias Value = YAMLDocument.Value

    static let functionKeys = [
        "aliases", "allocates", "also", "callbacks", "channels", "clears-order", "evidence",
        "flows",
        "format", "frees", "internal", "kind", "like", "note", "number", "out", "overwrites",
        "refers",
        "signature",
        "synchronises", "threads", "traits", "waits",
    ]
    static let typeKeys = [
        "aliases", "also", "element", "evidence", "iteration", "joins-on-destruction", "key",
        "kind",
        "note", "out", "role", "signature", "threads",
    ]

    mutating func entry(name: String, _ value: Value, library: String, header: String)
        -> DictionaryEntry?
    {
        guard let pairs = value.pairs else {
            problems.append(value.problem("an entry is a mapping"))
            return nil
        }
        let kind = pairs.first { $0.name == "kind" }?.value.text ?? "function"
        var entry = DictionaryEntry(name: name, content: .function(FunctionModel()))
        if kind == "type" {
            entry.content = .type(type(pairs))
        } else {
            entry.content = .function(function(pairs))
        }
        entry.library = library
        entry.header = header
        entry.file = value.file
        entry.line = value.line
        entry.column = value.column
        describe(&entry, pairs)
        requireKnownKeys(pairs, among: kind == "type" ? Self.typeKeys : Self.functionKeys)
        return entry
    }

    // MARK: - Parts of an entry

    private mutating func describe(
        _ entry: inout DictionaryEntry, _ pairs: [(name: String, value: Value)]
    ) {
        for (key, value) in pairs {
            switch key {
            case "aliases": entry.aliases = texts(value)
            case "also": entry.siblings = siblings(value)
            case "signature": entry.signature = text(value)
            case "threads": entry.threadSafety = text(value)
            case "evidence": entry.evidence = texts(value)
            case "note": entry.note = text(value)
            case "number": entry.number = number(value)
            case "like": likenesses.append((entry.name, text(value), value))
            default: break
            }
        }
        guard entry.threadSafety.hasPrefix("unsafe"), case .function(var model) = entry.content
        else { return }
        model.traits.insert(.threadUnsafe)
        entry.content = .function(model)
    }

    private mutating func function(_ pairs: [(name: String, value: Value)]) -> FunctionModel {
        var model = FunctionModel()
        for (key, value) in pairs {
            switch key {
            case "kind": model.kind = word(value, "kind") ?? .function
            case "traits": model.traits = traits(value)
            case "out": model.outputs = outputs(value)
            case "flows": model.flows = statements(value, Flow.read).flatMap { $0 }
            case "clears-order": model.orderRemovals = statements(value, OrderRemoval.init(text:_:))
            case "overwrites": model.overwrites = statements(value, Overwrite.init(text:_:))
            case "synchronises":
                model.synchronisations = statements(value, Synchronisation.init(text:_:))
            case "callbacks": model.callbacks = statements(value, Callback.init(text:_:))
            case "internal":
                model.internalCallbacks = statements(value, InternalCallback.init(text:_:))
            case "allocates": model.allocations = statements(value, Allocation.init(text:_:))
            case "frees": model.releases = statements(value, Path.init(text:_:))
            case "refers": model.references = references(value)
            case "channels": model.channels = statements(value, ChannelEffect.init(text:_:))
            case "waits": model.waits = statements(value, Wait.init(text:_:))
            case "format":
                model.format =
                    statements(value) { text, _ throws(SyntaxProblem) in
                        try FormatString(text: text)
                    }.first
            default: break
            }
        }
        return model
    }

    private mutating func type(_ pairs: [(name: String, value: Value)]) -> TypeModel {
        var model = TypeModel(.plain)
        for (key, value) in pairs {
            switch key {
            case "role": model.role = word(value, "role") ?? .plain
            case "iteration": model.iteration = word(value, "iteration") ?? .none
            case "key": model.key = number(value).map { UInt8(truncatingIfNeeded: $0) }
            case "element": model.element = number(value).map { UInt8(truncatingIfNeeded: $0) }
            case "joins-on-destruction": model.joinsOnDestruction = text(value) == "true"
            case "out": model.outputs = outputs(value)
            default: break
            }
        }
        return model
    }

    private mutating func outputs(_ value: Value) -> [NondeterministicOutput] {
        guard let pairs = value.pairs else {
            problems.append(value.problem("'out' maps paths to causes"))
            return []
        }
        return pairs.flatMap { name, value -> [NondeterministicOutput] in
            guard
                let path = parse(
                    value,
                    { tables throws(SyntaxProblem) in
                        try Path(text: name, &tables)
                    })
            else { return [] }
            return statements(value) { text, tables throws(SyntaxProblem) in
                try NondeterministicOutput(path: path, text: text, &tables)
            }
        }
    }

    private mutating func references(_ value: Value) -> [Reference] {
        guard let pairs = value.pairs else {
            problems.append(value.problem("'refers' maps pointers to what they point to"))
            return []
        }
        return pairs.compactMap { name, value in
            parse(value) { tables throws(SyntaxProblem) in
                let target = try Path(text: value.text ?? "", &tables)
                return Reference(try Path(text: name, &tables), to: target)
            }
        }
    }

    private mutating func siblings(_ value: Value) -> [DictionaryEntry.Sibling] {
        if let pairs = value.pairs {
            return pairs.map { .init(name: $0.name, signature: text($0.value)) }
        }
        return texts(value).map { .init(name: $0, signature: "") }
    }

    private mutating func traits(_ value: Value) -> FunctionModel.Traits {
        var traits: FunctionModel.Traits = []
        for item in value.items ?? [value] {
            let name = text(item)
            if let bit = FunctionModel.Traits.names.firstIndex(of: name) {
                traits.insert(FunctionModel.Traits(rawValue: 1 << UInt16(bit)))
            } else {
                let problem = SyntaxProblem.unknown(
                    "trait", name, among: FunctionModel.Traits.names)
                problems.append(item.problem(problem.message))
            }
        }
        return traits
    }

    // MARK: - Values

    /// One statement, or a list of them, each read by `read`; those with problems are left out.
    private mutating func statements<T>(
        _ value: Value, _ read: (String, inout SymbolTables) throws(SyntaxProblem) -> T
    ) -> [T] {
        (value.items ?? [value]).compactMap { item in
            guard let text = item.text else {
                problems.append(item.problem("a statement is a text"))
                return nil
            }
            return parse(item) { tables throws(SyntaxProblem) in try read(text, &tables) }
        }
    }

    private mutating func parse<T>(
        _ value: Value, _ read: (inout SymbolTables) throws(SyntaxProblem) -> T
    ) -> T? {
        do {
            return try read(&tables)
        } catch {
            problems.append(value.problem(error.message))
            return nil
        }
    }

    private mutating func word<W: Word>(_ value: Value, _ what: String) -> W? {
        let text = text(value)
        if let word = W(name: text) { return word }
        problems.append(value.problem(SyntaxProblem.unknown(what, text, W.self).message))
        return nil
    }

    mutating func text(_ value: Value) -> String {
        if let text = value.text { return text }
        problems.append(value.problem("a text is expected"))
        return ""
    }

    private mutating func texts(_ value: Value) -> [String] {
        (value.items ?? [value]).map { text($0) }
    }

    private mutating func number(_ value: Value) -> Int? {
        if let number = Int(value.text ?? "") { return number }
        problems.append(value.problem("a number is expected"))
        return nil
    }

    private mutating func requireKnownKeys(
        _ pairs: [(name: String, value: Value)], among known: [String]
    ) {
        for (key, value) in pairs where !known.contains(key) {
            problems.append(value.problem(SyntaxProblem.unknown("key", key, among: known).message))
        }
    }
}
