import MidasDictionary
import MidasFindings
import Yams

/// `tiers:` of a configuration.
extension ConfigurationReader {
    func tiers(_ node: Node) throws(ConfigurationError) -> [Configuration.Tier] {
        var tiers: [Configuration.Tier] = []
        for (key, value) in try members(node, "tiers") {
            let name = try self.name(key, "a tier's name")
            tiers.append(try tier(Configuration.Tier(name: name), value))
        }
        try check(tiers)
        return tiers
    }

    private static let tierKeys = ["calls", "handlers", "replies", "sources"]
    private static let callKeys = ["arguments", "function", "handler", "receive", "send", "tier"]

    private func tier(
        _ start: Configuration.Tier, _ node: Node
    ) throws(ConfigurationError) -> Configuration.Tier {
        var tier = start
        for (key, value) in try members(node, "a tier") {
            switch key.string ?? "" {
            case "sources": tier.sources = try texts(value, "sources").map(Glob.init)
            case "handlers": tier.handlers = try names(value, "handlers")
            case "replies": tier.replies = try names(value, "replies")
            case "calls":
                for element in try sequence(value, "calls") { tier.calls.append(try call(element)) }
            case let name: throw unknown(key, name, among: Self.tierKeys)
            }
        }
        guard !tier.handlers.isEmpty else {
            throw error(node, "the tier '\(tier.name.text)' needs at least one handler")
        }
        return tier
    }

    private func call(_ node: Node) throws(ConfigurationError) -> Configuration.Tier.Call {
        var found: [String: Configuration.Tier.Name] = [:]
        var arguments: [Int]?
        for (key, value) in try members(node, "a call") {
            let word = key.string ?? ""
            guard Self.callKeys.contains(word) else {
                throw unknown(key, word, among: Self.callKeys)
            }
            if word == "arguments" {
                arguments = try numbers(value)
            } else {
                found[word] = try name(value, word)
            }
        }
        if let function = found["function"] {
            guard found["send"] == nil, found["receive"] == nil else {
                throw error(node, "'function' sends and receives: it stands alone")
            }
            found["send"] = function
        }
        guard let send = found["send"] else {
            throw error(node, "a call needs 'function', or 'send' and 'receive'")
        }
        guard let tier = found["tier"] else {
            throw error(node, "a call needs the 'tier' it calls")
        }
        return Configuration.Tier.Call(
            send: send, receive: found["receive"], tier: tier, handler: found["handler"],
            arguments: arguments)
    }

    // MARK: What belongs together

    /// Calls go to tiers that there are, and to handlers that these have.
    private func check(_ tiers: [Configuration.Tier]) throws(ConfigurationError) {
        for call in tiers.flatMap(\.calls) {
            guard let target = tiers.first(where: { $0.name.text == call.tier.text }) else {
                throw unknown(call.tier, "tier", among: tiers.map(\.name.text))
            }
            if let handler = call.handler,
                !target.handlers.contains(where: { $0.text == handler.text })
            {
                throw unknown(handler, "handler", among: target.handlers.map(\.text))
            }
        }
    }

    private func unknown(
        _ name: Configuration.Tier.Name, _ what: String, among known: [String]
    ) -> ConfigurationError {
        ConfigurationError(
            file: file, line: name.location.line, column: name.location.column,
            message: "unknown \(what) '\(name.text)'" + suggestion(for: name.text, among: known))
    }

    private func unknown(
        _ node: Node, _ name: String, among known: [String]
    ) -> ConfigurationError {
        error(node, "unknown key '\(name)'" + suggestion(for: name, among: known))
    }

    // MARK: Values

    private func name(
        _ node: Node, _ what: String
    ) throws(ConfigurationError) -> Configuration.Tier.Name {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            throw error(node, "\(what) must be a name")
        }
        let mark = node.mark
        return Configuration.Tier.Name(
            scalar.string,
            Location(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1))
    }

    /// A list of names; one name stands for a list of one.
    private func names(
        _ node: Node, _ what: String
    ) throws(ConfigurationError) -> [Configuration.Tier.Name] {
        if case .scalar = node { return [try name(node, what)] }
        var result: [Configuration.Tier.Name] = []
        for element in try sequence(node, what) { result.append(try name(element, what)) }
        return result
    }

    private func numbers(_ node: Node) throws(ConfigurationError) -> [Int] {
        var result: [Int] = []
        for element in try sequence(node, "arguments") {
            guard let number = element.int, number >= 0 else {
                throw error(element, "arguments are numbers from 0")
            }
            result.append(number)
        }
        return result
    }

    private func sequence(_ node: Node, _ what: String) throws(ConfigurationError) -> [Node] {
        guard case .sequence(let sequence) = node else {
            throw error(node, "\(what) must be a list")
        }
        return Array(sequence)
    }
}
