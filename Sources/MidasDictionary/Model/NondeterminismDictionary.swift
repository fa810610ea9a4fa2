/// What is known of everything outside the tree, by qualified name.
///
/// Names are C function names (`read`), C++ qualified names without template arguments and inline
/// namespaces (`std::vector::push_back`, `std::chrono::steady_clock::now`), macro names, or names
/// of constructs (`construct:pointer-to-integer`). Fortified, 64-bit and internal names are
/// aliases. A name that a layer added later defines wins over the same name in earlier layers.
///
/// Look-ups decode one record: callers keep what they got.
public struct NondeterminismDictionary: Sendable {
    /// Hidden states by id.
    public var states: [HiddenState] { tables.states }
    /// Field names by id.
    public var fields: [String] { tables.fields }

    /// In the order of their adding.
    private var layers: [Layer] = []
    private(set) var tables = SymbolTables()
    /// The beginnings of names that stand for families, the longest first.
    private var patterns: [String] = []

    private enum Layer: Sendable {
        case compact(CompactPack)
        /// Entries with the index that each name leads to.
        case read([DictionaryEntry], names: [String: Int])
    }

    /// A dictionary that knows nothing.
    public init() {}

    /// The entries of a source, with the source's ids.
    public init(_ source: DictionarySource) {
        add(source)
    }

    /// The model of a function, macro, builtin or construct.
    public func function(_ name: String) -> FunctionModel? {
        content(name)?.function
    }

    /// The model of a system call by its number on x86-64.
    public func systemCall(_ number: Int) -> FunctionModel? { function("syscall:\(number)") }

    /// The model of a type, by its qualified name.
    public func type(_ name: String) -> TypeModel? {
        content(name)?.type
    }

    /// The whole entry that a name leads to, for people: nothing in it but the model is needed to
    /// analyse.
    public func entry(_ name: String) -> DictionaryEntry? {
        find(name) {
            $0
        } compact: { pack, record in
            try? pack.entry(record)
        }
    }

    public func state(_ id: HiddenStateID) -> HiddenState { tables.states[Int(id.raw)] }

    public func fieldName(_ id: FieldID) -> String { tables.fields[Int(id.raw)] }

    public func stateID(_ name: String) -> HiddenStateID? { try? tables.state(name) }
}

// MARK: - Layers

extension NondeterminismDictionary {
    /// Adds a layer whose names win; `source` must have been read as an extension of this.
    public mutating func add(_ source: DictionarySource) {
        tables = source.tables
        var names: [String: Int] = [:]
        for (index, entry) in source.entries.enumerated() {
            for name in entry.names { names[name] = index }
        }
        layers.append(.read(source.entries, names: names))
        add(patterns: source.entries.filter(\.isPattern).map(\.name))
    }

    private mutating func add(patterns new: [String]) {
        patterns = Set(patterns + new).sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// Adds a compact pack; its states and fields get ids of this dictionary.
    ///
    /// - Throws: where the bytes are no pack.
    mutating func add(compact bytes: [UInt8]) throws {
        var pack = try CompactPack(bytes)
        let symbols = try pack.symbols()
        for state in symbols.states {
            tables.declare(state)
            pack.stateIDs.append(try tables.state(state.name))
        }
        for field in symbols.fields { pack.fieldIDs.append(tables.field(field)) }
        for (name, value) in symbols.constants { tables.declare(constant: name, value) }
        add(patterns: symbols.patterns)
        layers.append(.compact(pack))
    }

    /// A dictionary of one compact pack.
    package init(compact bytes: [UInt8]) throws { try add(compact: bytes) }

    /// A dictionary that has been through the compact form.
    package init(compiling source: DictionarySource) throws {
        try add(compact: Self.compactForm(of: source))
    }

    package static func compactForm(of source: DictionarySource) -> [UInt8] {
        CompactPack.bytes(of: source.entries, source.tables, constantsOf: "")
    }

    /// All entries, sorted by name; hidden ones of earlier layers are left out.
    public func entries() -> [DictionaryEntry] {
        var byName: [String: DictionaryEntry] = [:]
        for layer in layers {
            switch layer {
            case .compact(let pack):
                for record in 0..<pack.recordCount - 1 {
                    if let entry = try? pack.entry(record) { byName[entry.name] = entry }
                }
            case .read(let entries, _):
                for entry in entries { byName[entry.name] = entry }
            }
        }
        return byName.values.sorted { $0.name < $1.name }
    }
}

// MARK: - Looking up

extension NondeterminismDictionary {
    private func content(_ name: String) -> DictionaryEntry.Content? {
        find(name) {
            $0.content
        } compact: { pack, record in
            try? pack.content(record)
        }
    }

    /// The latest layer that knows the name, under any of its spellings.
    private func find<T>(
        _ name: String, read: (DictionaryEntry) -> T, compact: (CompactPack, Int) -> T?
    ) -> T? {
        let spellings = Self.spellings(name)
        for spelling in spellings {
            if let found = findExactly(spelling, read: read, compact: compact) { return found }
        }
        for pattern in patterns {
            let beginning = pattern.dropLast()
            if spellings.contains(where: { $0.hasPrefix(beginning) }) {
                return findExactly(pattern, read: read, compact: compact)
            }
        }
        return nil
    }

    private func findExactly<T>(
        _ name: String, read: (DictionaryEntry) -> T, compact: (CompactPack, Int) -> T?
    ) -> T? {
        for layer in layers.reversed() {
            switch layer {
            case .compact(let pack):
                if let record = pack.record(of: name) { return compact(pack, record) }
            case .read(let entries, let names):
                if let index = names[name] { return read(entries[index]) }
            }
        }
        return nil
    }
}
