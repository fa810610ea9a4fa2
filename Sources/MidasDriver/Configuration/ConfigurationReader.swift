import MidasBase
import MidasDictionary
import Yams

extension Configuration {
    /// Reads a configuration. Every unknown key is an error that names the nearest known one.
    ///
    /// - Parameter file: how errors name it.
    public init(yaml text: String, file: String) throws(ConfigurationError) {
        self.init()
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(yaml: error, file: file)
        }
        guard let node, node.null == nil else { return }
        let reader = ConfigurationReader(file: file)
        for (key, value) in try reader.members(node, "the configuration") {
            try reader.take(key, value, into: &self)
        }
    }
}

extension ConfigurationError {
    fileprivate init(yaml error: any Error, file: String) {
        guard let error = error as? YamlError else {
            self.init(file: file, line: 1, column: 1, message: "is no YAML")
            return
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, column: mark.column, message: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            self.init(
                file: file, line: context.mark.line, column: context.mark.column,
                message: "the key '\(duplicates.min() ?? "")' stands twice")
        default:
            self.init(file: file, line: 1, column: 1, message: "is no YAML")
        }
    }
}

/// Reads the nodes of one file.
struct ConfigurationReader {
    let file: String

    private static let keys = [
        "dictionary", "entries", "exclude", "faults", "flags", "logging", "profile", "programs",
        "tiers",
    ]

    func take(
        _ key: Node, _ value: Node, into result: inout Configuration
    ) throws(ConfigurationError) {
        switch key.string ?? "" {
        case "dictionary": result.dictionaries = try texts(value, "dictionary")
        case "entries": result.entries = try texts(value, "entries")
        case "exclude": result.excludes = try texts(value, "exclude").map(Glob.init)
        case "faults": result.faults = try words(value, "fault", FaultKind.allCases)
        case "flags": result.flags = try texts(value, "flags")
        case "logging": result.logging = try texts(value, "logging")
        case "profile": result.profile = try words(value, "profile", Profile.allCases).first
        case "programs": result.programs = try programs(value)
        case "tiers": result.tiers = try tiers(value)
        case let name:
            throw error(key, "unknown key '\(name)'" + suggestion(for: name, among: Self.keys))
        }
    }

    private func programs(_ node: Node) throws(ConfigurationError) -> [Configuration.Program] {
        var result: [Configuration.Program] = []
        for (key, value) in try members(node, "programs") {
            let name = key.string ?? ""
            let files = try texts(value, "programs.\(name)")
            guard !name.isEmpty, !files.isEmpty else {
                throw error(key, "a program needs a name and at least one file")
            }
            result.append(Configuration.Program(name: name, files: files.map(Glob.init)))
        }
        return result
    }

    /// The members of a mapping, in the order of the file.
    func members(_ node: Node, _ what: String) throws(ConfigurationError) -> [(Node, Node)] {
        guard case .mapping(let mapping) = node else {
            throw error(node, "\(what) must be a mapping")
        }
        return mapping.map { ($0.key, $0.value) }
    }

    /// A list of texts; one text stands for a list of one.
    func texts(_ node: Node, _ what: String) throws(ConfigurationError) -> [String] {
        if case .scalar(let scalar) = node { return [scalar.string] }
        guard case .sequence(let sequence) = node else {
            throw error(node, "\(what) must be a list of texts")
        }
        var result: [String] = []
        for element in sequence {
            guard case .scalar(let scalar) = element else {
                throw error(element, "\(what) must be a list of texts")
            }
            result.append(scalar.string)
        }
        return result
    }

    /// A list of words of an enumeration.
    private func words<Word: RawRepresentable<String>>(
        _ node: Node, _ what: String, _ known: [Word]
    ) throws(ConfigurationError) -> [Word] {
        var result: [Word] = []
        for text in try texts(node, what) {
            guard let word = Word(rawValue: text) else {
                let near = suggestion(for: text, among: known.map(\.rawValue))
                throw error(node, "unknown \(what) '\(text)'\(near)")
            }
            result.append(word)
        }
        return result
    }

    func error(_ node: Node, _ message: String) -> ConfigurationError {
        ConfigurationError(
            file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1,
            message: message)
    }
}
