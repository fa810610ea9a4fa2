/// A dictionary file by name, with its text: what the reader is given. Reading files is the
/// driver's.
public struct DictionaryFile: Sendable {
    /// For problems; a path relative to where the user looks.
    public var name: String
    public var text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

extension DictionarySource {
    /// The keys of files, functions and types, for the check of the schema.
    package static let knownKeys = [
        "file": fileKeys, "function": EntryReader.functionKeys, "type": EntryReader.typeKeys,
    ]

    static let fileKeys = ["constants", "entries", "exempt", "header", "library", "states"]

    /// Reads files together: states and constants of all are known in all.
    ///
    /// - Parameters:
    ///   - files: In any order; entries come out sorted by name.
    ///   - base: A dictionary whose hidden states and fields keep their ids.
    /// - Throws: Every problem of every file.
    public init(
        files: [DictionaryFile], extending base: NondeterminismDictionary? = nil
    ) throws(DictionaryProblems) {
        self.init()
        if let base { tables = base.tables }
        var problems: [DictionaryProblem] = []
        var documents: [YAMLDocument] = []
        for file in files.sorted(by: { $0.name < $1.name }) {
            do {
                documents.append(try YAMLDocument(text: file.text, file: file.name))
            } catch {
                problems.append(error)
            }
        }
        var reader = EntryReader(tables: tables)
        for document in documents { reader.declare(document.root) }
        for document in documents { reader.read(document.root, into: &self) }
        tables = reader.tables
        entries.sort { $0.name < $1.name }
        takeOver(&reader, base)
        exemptions.sort { $0.name < $1.name }
        problems += reader.problems + nameClashes()
        if !problems.isEmpty { throw DictionaryProblems(problems: problems.sorted()) }
    }

    /// Gives each entry with `like` the statements of the other that it does not make itself.
    private mutating func takeOver(
        _ reader: inout EntryReader, _ base: NondeterminismDictionary?
    ) {
        var positions: [String: Int] = [:]
        for (index, entry) in entries.enumerated() {
            for name in entry.names { positions[name] = index }
        }
        let dependent = Set(reader.likenesses.map(\.name))
        for (name, like, value) in reader.likenesses {
            let other = positions[like].map { entries[$0] } ?? base?.entry(like)
            guard let other, let model = other.function else {
                let known = positions.keys.sorted()
                let problem = SyntaxProblem.unknown("entry", like, among: known)
                reader.problems.append(value.problem(problem.message))
                continue
            }
            guard !dependent.contains(other.name) else {
                reader.problems.append(
                    value.problem("'\(like)' is itself like another entry; name that one"))
                continue
            }
            guard let index = positions[name], case .function(let own) = entries[index].content
            else { continue }
            entries[index].content = .function(own.filled(from: model))
            if entries[index].signature.isEmpty {
                entries[index].signature = other.signature(of: like)
            }
            if entries[index].threadSafety.isEmpty {
                entries[index].threadSafety = other.threadSafety
            }
        }
    }

    /// A name may lead to one entry only.
    private func nameClashes() -> [DictionaryProblem] {
        var owners: [String: String] = [:]
        var problems: [DictionaryProblem] = []
        for entry in entries {
            for name in entry.names {
                if let owner = owners.updateValue(entry.name, forKey: name) {
                    problems.append(
                        DictionaryProblem(
                            file: entry.file, line: entry.line, column: entry.column,
                            key: entry.name,
                            message: "the name '\(name)' belongs to the entry '\(owner)' already"))
                }
            }
        }
        return problems
    }
}

extension EntryReader {
    /// Takes the states and constants of a file.
    mutating func declare(_ root: Value) {
        guard let sections = root.pairs else {
            problems.append(root.problem("a dictionary file is a mapping with 'entries'"))
            return
        }
        for (key, value) in sections {
            switch key {
            case "states": declareStates(value)
            case "constants": declareConstants(value)
            case "entries", "exempt", "header", "library": break
            default:
                let problem = SyntaxProblem.unknown(
                    "key", key, among: DictionarySource.fileKeys)
                problems.append(value.problem(problem.message))
            }
        }
    }

    private mutating func declareStates(_ value: Value) {
        for (name, value) in value.pairs ?? [] {
            var state = HiddenState(name: name)
            for (key, value) in value.pairs ?? [] {
                switch key {
                case "initial":
                    state.initial = Refinement(name: text(value))
                    if state.initial == nil {
                        let problem = SyntaxProblem.unknown(
                            "cause", text(value), among: Refinement.allCases.map(\.name))
                        problems.append(value.problem(problem.message))
                    }
                case "thread-local": state.isThreadLocal = text(value) == "true"
                case "note": state.note = text(value)
                default:
                    let problem = SyntaxProblem.unknown(
                        "key", key, among: ["initial", "note", "thread-local"])
                    problems.append(value.problem(problem.message))
                }
            }
            tables.declare(state)
            if !declaredStates.insert(name).inserted {
                problems.append(value.problem("the state is declared already"))
            }
        }
    }

    private mutating func declareConstants(_ value: Value) {
        for (name, value) in value.pairs ?? [] {
            if let number = Int64(text(value)) {
                tables.declare(constant: name, number, file: value.file)
            } else {
                problems.append(value.problem("a constant is a number"))
            }
        }
    }

    /// Takes the entries and exemptions of a file.
    mutating func read(_ root: Value, into source: inout DictionarySource) {
        let sections = root.pairs ?? []
        let library = sections.first { $0.name == "library" }?.value.text ?? ""
        let header = sections.first { $0.name == "header" }?.value.text ?? ""
        for (key, section) in sections {
            guard key == "entries" || key == "exempt" else { continue }
            guard let pairs = section.pairs else {
                problems.append(section.problem("'\(key)' is a mapping by name"))
                continue
            }
            for (name, value) in pairs {
                if key == "exempt" {
                    source.exemptions.append(
                        Exemption(
                            name: name, reason: text(value), file: value.file, line: value.line))
                } else if let entry = entry(name: name, value, library: library, header: header) {
                    source.entries.append(entry)
                }
            }
        }
    }
}
