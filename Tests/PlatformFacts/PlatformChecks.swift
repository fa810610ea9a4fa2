import MidasDictionary

/// Holds a dictionary against what is installed; every function gives one line a contradiction.
public struct PlatformChecks {
    private let entries: [DictionaryEntry]
    private let byName: [String: DictionaryEntry]
    private let exempt: Set<String>

    public init(_ source: DictionarySource) {
        entries = source.entries
        var byName: [String: DictionaryEntry] = [:]
        for entry in source.entries {
            for name in entry.names { byName[name] = entry }
        }
        self.byName = byName
        exempt = Set(source.exemptions.map(\.name))
    }

    /// Functions of C libraries are public unless an underscore reserves their names.
    public static func isPublic(_ name: String) -> Bool {
        !name.hasPrefix("_") || ["_exit", "_Exit", "_Fork", "_longjmp", "_setjmp"].contains(name)
    }

    public func isKnown(_ name: String) -> Bool { byName[name] != nil }

    func entry(_ name: String) -> DictionaryEntry? { byName[name] }

    public func isExempt(_ name: String) -> Bool { exempt.contains(name) }

    /// Names without entry, alias or exemption.
    public func missing(_ names: [String]) -> [String] {
        names.filter { !isKnown($0) && !exempt.contains($0) }
    }

    /// Entries whose signature is not the declared one.
    public func signatureContradictions(_ functions: [HeaderFunction]) -> [String] {
        functions.compactMap { function in
            guard let entry = byName[function.name], isPlain(entry, function.name) else {
                return nil
            }
            let stated = entry.siblings.first { $0.name == function.name }?.signature ?? ""
            let signature = stated.isEmpty ? entry.signature : stated
            guard !signature.isEmpty, Self.canonical(signature) != Self.canonical(function.type)
            else { return nil }
            return "\(function.name): \(signature), declared \(function.type)"
        }
    }

    /// An alias may differ in its types (`stat64`).
    private func isPlain(_ entry: DictionaryEntry, _ name: String) -> Bool {
        !entry.aliases.contains(name)
    }

    /// Attributes of the header that the entry denies.
    public func attributeContradictions(_ functions: [HeaderFunction]) -> [String] {
        functions.compactMap { function in
            guard let entry = byName[function.name], let model = entry.function else { return nil }
            let problem = Self.contradiction(model, function.attributes)
            return problem.map { "\(function.name): \($0)" }
        }
    }

    private static func contradiction(
        _ model: FunctionModel, _ attributes: Set<String>
    ) -> String? {
        let writes = model.flows.filter { $0.target.root != .result && !$0.target.isHidden }
        if attributes.contains("noreturn") != model.traits.contains(.neverReturns) {
            let isLongjmp = model.traits.contains(.jumps)
            if attributes.contains("noreturn") { return "the header says that it never returns" }
            if !isLongjmp { return "the header does not say that it never returns" }
        }
        if attributes.contains("returns-twice"), !model.traits.contains(.returnsTwice) {
            return "the header says that it returns twice"
        }
        guard attributes.contains("const") || attributes.contains("pure") else { return nil }
        if !writes.isEmpty { return "the header calls it pure, and the entry writes" }
        if !model.overwrites.isEmpty { return "the header calls it pure, and the entry writes" }
        if !model.synchronisations.isEmpty { return "the header calls it pure, and it orders" }
        return nil
    }

    /// Entries that the tables of the manual pages contradict.
    public func threadSafetyContradictions(_ rows: [String: String]) -> [String] {
        rows.sorted { $0.key < $1.key }.compactMap { name, value in
            guard let entry = byName[name], let model = entry.function, entry.name == name else {
                return nil
            }
            let isUnsafe = value.hasPrefix("MT-Unsafe")
            guard isUnsafe || value.hasPrefix("MT-Safe"),
                isUnsafe != model.traits.contains(.threadUnsafe)
            else { return nil }
            return "\(name): the manual says \(value)"
        }
    }

    /// System calls whose number is another or that have no entry.
    public func systemCallContradictions(_ numbers: [String: Int]) -> [String] {
        numbers.sorted { $0.key < $1.key }.compactMap { name, number in
            guard let entry = byName["syscall:\(name)"] else { return "\(name): no entry" }
            return entry.number == number ? nil : "\(name): the header numbers it \(number)"
        }
    }

    /// A type as it is compared: without `restrict`, with the names of integer types resolved.
    static func canonical(_ type: String) -> String {
        var words: [String] = []
        var word = ""
        func take() {
            if !word.isEmpty && word != "restrict" { words.append(aliases[word] ?? word) }
            word = ""
        }
        for character in type {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
            } else {
                take()
                if character != " " { words.append(String(character)) }
            }
        }
        take()
        return words.joined(separator: " ")
    }

    private static let aliases = [
        "size_t": "unsigned long", "__ssize_t": "long", "ssize_t": "long", "__off_t": "long",
        "off_t": "long", "__off64_t": "long", "off64_t": "long", "__pid_t": "int", "pid_t": "int",
        "__clockid_t": "int", "clockid_t": "int", "_Bool": "bool", "__va_list_tag": "va_list_tag",
    ]
}

extension Path {
    /// Hidden state is not the program's memory.
    fileprivate var isHidden: Bool {
        if case .state = root { true } else { root == .errno }
    }
}
