import Foundation

/// Ways to write a program again so that it does the same: no state may change its class.
public enum Variant: String, CaseIterable, Sendable {
    /// Every name is another one, and sorts otherwise.
    case renamed
    /// A statement becomes a function that gets the addresses of the locals it uses.
    case extracted
    /// The same, but called through a pointer, with the addresses in a struct behind a `void *`.
    case callback
    /// The call of a helper becomes its body.
    case inlined
    /// Functions are spread over two files.
    case split
}

/// A program in another form: its files, and what the names in them were before.
public struct VariantProgram: Sendable {
    public var files: [(name: String, text: String)]
    /// The name in the program that a name here stands for.
    public var original: @Sendable (String) -> String = { $0 }
}

extension SourceProgram {
    /// Nil where the program has nothing that the variant changes.
    public func variant(_ variant: Variant, random: inout SeededRandom) -> VariantProgram? {
        switch variant {
        case .renamed: renamed()
        case .extracted: moved(&random, isCallback: false)
        case .callback: moved(&random, isCallback: true)
        case .inlined: inlined(&random)
        case .split: split()
        }
    }

    // MARK: Renaming

    private func renamed() -> VariantProgram {
        let text = Tokens.replaced(in: text) { token in Self.mirrored(token) }
        return VariantProgram(files: [(fileName, text)]) { name in
            Tokens.replaced(in: name) { Self.mirrored($0) }
        }
    }

    /// Names of the generator's end in a number; the number is turned round. Its own inverse.
    private static func mirrored(_ token: String) -> String {
        let letters = token.prefix { $0.isLetter }
        guard !letters.isEmpty, letters.count < 3, letters.count < token.count,
            let number = Int(token.dropFirst(letters.count)), number < 1000
        else { return token }
        return letters + String(999 - number)
    }

    // MARK: Moving a statement

    private func moved(_ random: inout SeededRandom, isCallback: Bool) -> VariantProgram? {
        var places: [(function: Int, path: [Int])] = []
        for (index, node) in nodes.enumerated() where node.role == .function {
            Self.movable(node, []) { places.append((index, $0)) }
        }
        for _ in 0..<min(8, places.count) {
            let place = random.pick(places)
            let move = StatementMove(
                function: nodes[place.function], path: place.path, isCallback: isCallback)
            guard let (before, function) = move.result else { continue }
            var changed = nodes
            changed[place.function] = function
            changed.insert(contentsOf: before, at: place.function)
            return VariantProgram(files: [(fileName, Self.text(of: changed))])
        }
        return nil
    }

    private static func movable(_ node: SourceNode, _ path: [Int], _ found: ([Int]) -> Void) {
        for (index, child) in (node.body ?? []).enumerated() {
            if child.role == .statement && child.text != ";" { found(path + [index]) }
            movable(child, path + [index], found)
        }
    }

    // MARK: Inlining

    private func inlined(_ random: inout SeededRandom) -> VariantProgram? {
        let helpers = nodes.filter { node in
            node.role == .function && node.text.hasPrefix("static void u")
                && !node.contains("return") && !node.contains("static int")
        }
        guard !helpers.isEmpty else { return nil }
        let helper = random.pick(helpers)
        var hasChanged = false
        let changed = nodes.map { Self.inlining(helper, $0, &hasChanged) }
        return hasChanged ? VariantProgram(files: [(fileName, Self.text(of: changed))]) : nil
    }

    private static func inlining(
        _ helper: SourceNode, _ node: SourceNode, _ hasChanged: inout Bool
    ) -> SourceNode {
        var node = node
        let name = String(helper.text.dropFirst("static void ".count).prefix { $0 != "(" })
        let parameters = Tokens.arguments(of: helper.text.dropLast(2))
        if node.body == nil, node.text.hasPrefix(name + "("), node.text.hasSuffix(");") {
            let arguments = Tokens.arguments(of: node.text.dropLast())
            guard arguments.count == parameters.count else { return node }
            hasChanged = true
            var outer: [SourceNode] = []
            var inner: [SourceNode] = []
            for (index, parameter) in parameters.enumerated() {
                let (type, own) = Tokens.declared(parameter)
                outer.append(
                    SourceNode("\(type)in\(index) = \(arguments[index]);", role: .fixed))
                inner.append(SourceNode("\(type)\(own) = in\(index);", role: .fixed))
            }
            return SourceNode("{", outer + [SourceNode("{", inner + (helper.body ?? []))])
        }
        node.body = node.body.map { body in body.map { inlining(helper, $0, &hasChanged) } }
        return node
    }

    // MARK: Files

    /// Only whole programs: in a library what has external linkage is an entry.
    private func split() -> VariantProgram? {
        guard language == .c, driver.isEmpty else { return nil }
        var header: [SourceNode] = []
        var first: [SourceNode] = []
        var second: [SourceNode] = []
        for (number, node) in nodes.enumerated() {
            var open = node
            if open.text.hasPrefix("static ") { open.text.removeFirst("static ".count) }
            if node.role == .function {
                header.append(SourceNode(open.text.dropLast(2) + ";", role: .declaration))
                if number % 2 == 0 { first.append(open) } else { second.append(open) }
            } else if let variable = Self.externVariable(node, open.text) {
                header.append(variable)
                first.append(open)
            } else {
                header.append(node)
            }
        }
        return VariantProgram(files: [
            ("one.c", Self.text(of: header + first)), ("two.c", Self.text(of: header + second)),
        ])
    }

    private static func externVariable(_ node: SourceNode, _ open: String) -> SourceNode? {
        let isType =
            open.hasPrefix("struct ") && open.hasSuffix("};")
            || open.hasPrefix("union ") && open.hasSuffix("};")
        guard !Prelude.isPart(node), !isType else { return nil }
        let name = open.components(separatedBy: " = ")[0]
        let plain = name.hasSuffix(";") ? String(name.dropLast()) : name
        return SourceNode("extern \(plain);", role: .declaration)
    }
}

/// Words of the text of a program.
enum Tokens {
    static func replaced(in text: String, _ change: (String) -> String) -> String {
        var result = ""
        var word = ""
        for character in text {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
            } else {
                if !word.isEmpty { result += change(word) }
                word = ""
                result.append(character)
            }
        }
        return result + (word.isEmpty ? "" : change(word))
    }

    static func words(of text: String) -> Set<String> {
        var found: Set<String> = []
        _ = replaced(in: text) { word in
            found.insert(word)
            return word
        }
        return found
    }

    /// What stands between the outer parentheses, split at its commas.
    static func arguments(of call: Substring) -> [String] {
        guard let open = call.firstIndex(of: "("), let close = call.lastIndex(of: ")") else {
            return []
        }
        var depth = 0
        var parts = [""]
        for character in call[call.index(after: open)..<close] {
            if character == "(" || character == "[" { depth += 1 }
            if character == ")" || character == "]" { depth -= 1 }
            if character == "," && depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// `int *o`: the type with its space or star, and the name.
    static func declared(_ parameter: String) -> (type: String, name: String) {
        let name = String(parameter.reversed().prefix { $0.isLetter || $0.isNumber }.reversed())
        return (String(parameter.dropLast(name.count)), name)
    }
}
