/// One entry of a dictionary file: what it states, and what people need to judge it.
public struct DictionaryEntry: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        case function(FunctionModel)
        case type(TypeModel)

        public var function: FunctionModel? {
            if case .function(let model) = self { model } else { nil }
        }

        public var type: TypeModel? {
            if case .type(let model) = self { model } else { nil }
        }
    }

    /// A function of which the same holds, with its own signature where that differs.
    public struct Sibling: Hashable, Sendable {
        public var name: String
        public var signature: String
    }

    /// The qualified name.
    public var name: String
    /// Other names of the same function: fortified, 64-bit, internal.
    public var aliases: [String] = []
    /// Other functions that behave the same (`also`).
    public var siblings: [Sibling] = []
    /// As C declares it, without the name: `int (const char *)`; empty where there is none.
    public var signature = ""
    public var library = ""
    public var header = ""
    /// The number of a system call.
    public var number: Int?
    public var content: Content
    /// `safe`, or `unsafe` with the reasons that man-pages use (`race:strtok env locale`).
    public var threadSafety = ""
    /// Where the statements come from, strongest first: `probe:…`, `header`, `man`, `standard:…`.
    public var evidence: [String] = []
    public var note = ""
    public var file = ""
    public var line = 0
    public var column = 0

    public init(name: String, content: Content) {
        self.name = name
        self.content = content
    }

    public var function: FunctionModel? { content.function }

    public var type: TypeModel? { content.type }

    /// Every name that leads to this entry, its own first.
    public var names: [String] {
        let numbered = number.map { ["syscall:\($0)"] } ?? []
        return [name] + aliases + siblings.map(\.name) + numbered
    }

    /// The signature under one of the entry's names.
    func signature(of name: String) -> String {
        let own = siblings.first { $0.name == name }?.signature ?? ""
        return own.isEmpty ? signature : own
    }

    /// A family by the beginning of its names: `__builtin_ia32_*`, `std::numbers::*`.
    public var isPattern: Bool { name.hasSuffix("*") && !name.contains("operator") }
}

/// A name that has no entry, and why.
public struct Exemption: Hashable, Sendable {
    public var name: String
    public var reason: String
    public var file: String
    public var line: Int
}

/// What the files of a dictionary hold together.
public struct DictionarySource: Sendable {
    public internal(set) var entries: [DictionaryEntry] = []
    public internal(set) var exemptions: [Exemption] = []
    var tables = SymbolTables()

    init() {}

    /// The constants that conditions may name, with the file that declares each.
    package var constants: [(name: String, value: Int64, file: String)] {
        tables.constants.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value, tables.constantFiles[$0.key] ?? "")
        }
    }

    /// The same source with other entries, for tests of the checks.
    package func replacing(entries: [DictionaryEntry]) -> DictionarySource {
        var source = self
        source.entries = entries
        return source
    }
}
