extension DictionaryEntry {
    /// The statements as entries write them, a key with its lines, in the order of the reference.
    public func statements(
        _ dictionary: NondeterminismDictionary
    ) -> [(key: String, lines: [String])] {
        statements(dictionary.tables)
    }

    func statements(_ tables: SymbolTables) -> [(key: String, lines: [String])] {
        switch content {
        case .function(let model): model.statements(tables)
        case .type(let model): model.statements(tables)
        }
    }
}

extension FunctionModel.Traits {
    /// The words of entries, in the order of the bits.
    public var words: [String] {
        Self.names.enumerated().filter { rawValue & 1 << UInt16($0.offset) != 0 }.map(\.element)
    }
}

extension FunctionModel {
    func statements(_ tables: SymbolTables) -> [(key: String, lines: [String])] {
        let all: [(key: String, lines: [String])] = [
            ("kind", kind == .function ? [] : [kind.name]),
            ("traits", traits.words),
            ("out", outputs.lines(tables)),
            ("flows", flows.map { $0.text(tables) }),
            ("clears-order", orderRemovals.map { $0.text(tables) }),
            ("overwrites", overwrites.map { $0.text(tables) }),
            ("synchronises", synchronisations.map { $0.text(tables) }),
            ("callbacks", callbacks.map { $0.text(tables) }),
            ("internal", internalCallbacks.map { $0.text(tables) }),
            ("allocates", allocations.map { $0.text(tables) }),
            ("frees", releases.map { $0.text(tables) }),
            (
                "refers",
                references.map { "\($0.pointer.text(tables)): \($0.target.text(tables))" }
            ),
            ("channels", channels.map { $0.text(tables) }),
            ("waits", waits.map { $0.text(tables) }),
            ("format", format.map { [$0.text] } ?? []),
        ]
        return all.filter { !$0.lines.isEmpty }
    }
}

extension TypeModel {
    func statements(_ tables: SymbolTables) -> [(key: String, lines: [String])] {
        let all: [(key: String, lines: [String])] = [
            ("kind", ["type"]),
            ("role", [role.name]),
            ("iteration", iteration == .none ? [] : [iteration.name]),
            ("key", key.map { ["\($0)"] } ?? []),
            ("element", element.map { ["\($0)"] } ?? []),
            ("joins-on-destruction", joinsOnDestruction ? ["true"] : []),
            ("out", outputs.lines(tables)),
        ]
        return all.filter { !$0.lines.isEmpty }
    }
}

extension [NondeterministicOutput] {
    fileprivate func lines(_ tables: SymbolTables) -> [String] {
        map { "\($0.path.text(tables)): \($0.text(tables))" }
    }
}
