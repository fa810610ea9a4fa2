/// A statement of a function put into a function of its own. The locals that it uses are reached
/// through their addresses.
struct StatementMove {
    let function: SourceNode
    let path: [Int]
    let isCallback: Bool

    /// What stands before the function, and the function with a call instead of the statement.
    var result: (before: [SourceNode], function: SourceNode)? {
        var statement = function
        for index in path { statement = statement.body![index] }
        let text = SourceProgram.text(of: [statement])
        let words = Tokens.words(of: text)
        let jumps: Set = ["return", "break", "continue", "throw", "auto", "Own", "Guard", "Setter"]
        guard words.isDisjoint(with: jumps), let locals = locals(words, text) else { return nil }
        return isCallback ? callback(statement, locals) : extracted(statement, locals)
    }

    private struct Local {
        var type: String
        var name: String
    }

    /// The function's locals that the statement uses; nil where one of them has no simple type.
    private func locals(_ words: Set<String>, _ text: String) -> [Local]? {
        let inside = Self.declarations(in: text)
        var found: [Local] = []
        let all = Self.declarations(in: SourceProgram.text(of: [function]))
        for name in words.sorted() {
            if name.hasPrefix("k"), name.dropFirst().allSatisfy(\.isNumber) { return nil }
            guard let types = all[name] else { continue }
            if let own = inside[name] {
                if own == types { continue }
                return nil
            }
            guard types.count == 1 else { return nil }
            found.append(Local(type: types[0], name: name))
        }
        return found
    }

    private static let types = [
        "unsigned char", "unsigned", "int", "long", "short", "pthread_t", "void", "struct",
    ]

    /// By name: the types it is declared with, by lines that begin, parentheses that open, or commas
    /// of parameters, with a type.
    private static func declarations(in text: String) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for line in text.split(separator: "\n") {
            for part in line.split(whereSeparator: { "(,;{".contains($0) }) {
                var rest = part.drop { $0 == " " }
                guard let type = types.first(where: { rest.hasPrefix($0 + " ") }) else { continue }
                rest = rest.dropFirst(type.count + 1)
                var full = type + " "
                if type == "struct" {
                    let tag = rest.prefix { $0 != " " }
                    full += tag + " "
                    rest = rest.dropFirst(tag.count + 1)
                }
                let stars = rest.prefix { $0 == "*" }
                full += stars
                rest = rest.dropFirst(stars.count)
                let name = rest.prefix { $0.isLetter || $0.isNumber }
                if !name.isEmpty { found[String(name), default: []].append(full) }
            }
        }
        return found
    }

    private func replacing(_ node: SourceNode, _ names: [String: String]) -> SourceNode {
        var node = node
        let change: (String) -> String = { names[$0] ?? $0 }
        node.text = Tokens.replaced(in: node.text, change)
        node.close = Tokens.replaced(in: node.close, change)
        node.body = node.body.map { $0.map { replacing($0, names) } }
        return node
    }

    private func putting(_ call: [SourceNode]) -> SourceNode {
        func put(_ node: SourceNode, _ path: ArraySlice<Int>) -> SourceNode {
            var node = node
            guard let index = path.first, var body = node.body else { return node }
            if path.count == 1 {
                body.replaceSubrange(index...index, with: call)
            } else {
                body[index] = put(body[index], path.dropFirst())
            }
            node.body = body
            return node
        }
        return put(function, path[...])
    }

    private func extracted(
        _ statement: SourceNode, _ locals: [Local]
    ) -> ([SourceNode], SourceNode) {
        let names = Dictionary(uniqueKeysWithValues: locals.map { ($0.name, "(*\($0.name))") })
        let parameters = locals.map { "\($0.type)*\($0.name)" }.joined(separator: ", ")
        let head = "static void moved(\(parameters.isEmpty ? "void" : parameters)) {"
        let moved = SourceNode(head, [replacing(statement, names)], role: .function)
        let arguments = locals.map { "&\($0.name)" }.joined(separator: ", ")
        return ([moved], putting([SourceNode("moved(\(arguments));")]))
    }

    private func callback(
        _ statement: SourceNode, _ locals: [Local]
    ) -> ([SourceNode], SourceNode) {
        let names = Dictionary(
            uniqueKeysWithValues: locals.map { ($0.name, "(*given->\($0.name))") })
        let fields = locals.map { "\($0.type)*\($0.name);" } + ["int unused;"]
        let before = [
            SourceNode("struct moved { \(fields.joined(separator: " ")) };", role: .declaration),
            SourceNode(
                "static void moved(void *context) {",
                [
                    SourceNode("struct moved *given = (struct moved *)context;", role: .fixed),
                    replacing(statement, names),
                ], role: .function),
            SourceNode(
                "static void perform(void (*step)(void *), void *context) {",
                [SourceNode("step(context);")], role: .function),
        ]
        let values = (locals.map { "&\($0.name)" } + ["0"]).joined(separator: ", ")
        let call = [
            SourceNode("struct moved given = {\(values)};", role: .fixed),
            SourceNode("perform(moved, &given);"),
        ]
        return (before, putting([SourceNode("{", call)]))
    }
}
