import Yams

/// A parsed YAML file with the places of its nodes. All that is known of Yams is here.
struct YAMLDocument {
    /// A node with the keys that lead to it.
    struct Value {
        let file: String
        let key: String
        fileprivate let node: Node

        var line: Int { node.mark?.line ?? 0 }
        var column: Int { node.mark?.column ?? 0 }

        /// The text of a scalar, quoted or not; nothing is converted (`no` stays `no`).
        var text: String? { node.scalar?.string }

        /// The pairs of a mapping, in the order of the file.
        var pairs: [(name: String, value: Value)]? {
            guard let mapping = node.mapping else { return nil }
            return mapping.map { pair in
                let name = pair.key.scalar?.string ?? "?"
                let key = key.isEmpty ? name : "\(key).\(name)"
                return (name, Value(file: file, key: key, node: pair.value))
            }
        }

        var items: [Value]? {
            node.sequence?.map { Value(file: file, key: key, node: $0) }
        }

        func problem(_ message: String) -> DictionaryProblem {
            DictionaryProblem(file: file, line: line, column: column, key: key, message: message)
        }
    }

    let root: Value

    init(text: String, file: String) throws(DictionaryProblem) {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text, .basic)
        } catch {
            throw Self.problem(error, file: file)
        }
        guard let node else {
            throw DictionaryProblem(
                file: file, line: 0, column: 0, key: "", message: "the file is empty")
        }
        root = Value(file: file, key: "", node: node)
    }

    private static func problem(_ error: any Error, file: String) -> DictionaryProblem {
        func problem(_ mark: Mark?, _ message: String) -> DictionaryProblem {
            DictionaryProblem(
                file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, key: "",
                message: message)
        }
        guard let error = error as? YamlError else { return problem(nil, "no YAML: \(error)") }
        switch error {
        case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _),
            .composer(_, let text, let mark, _):
            return problem(mark, "no YAML: \(text)")
        case .duplicatedKeysInMapping(let names, let context):
            let list = names.sorted().map { "'\($0)'" }.joined(separator: ", ")
            return problem(context.mark, "\(list) appears twice in the mapping that begins here")
        default:
            return problem(nil, "no YAML: \(error)")
        }
    }
}
