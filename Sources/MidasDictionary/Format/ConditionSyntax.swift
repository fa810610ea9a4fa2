extension Condition {
    /// Reads one condition, up to `&&` or the end.
    init(clause: inout Clause, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        let subject = try clause.next("a condition")
        switch subject {
        case "several-threads":
            self = .severalThreads
        case "unseeded":
            let path = try clause.path("a hidden state", &tables)
            guard case .state(let id) = path.root else {
                throw SyntaxProblem("'unseeded' takes a hidden state (g:NAME)")
            }
            self = .unseeded(id)
        case "total-order":
            self = .totalOrder(argument: try clause.argument("the comparison function"))
        case "key":
            guard clause.take("type") else { throw SyntaxProblem("'key' is followed by 'type'") }
            self = .keyType(try clause.word("type class"))
        case "arguments":
            guard clause.take("==") else { throw SyntaxProblem("'arguments' is followed by '=='") }
            self = .argumentCount(try clause.argument("a number of arguments"))
        default:
            guard let argument = UInt8(subject) else {
                throw .unknown(
                    "condition", subject,
                    among: [
                        "several-threads", "unseeded", "total-order", "key", "arguments",
                        "an argument number",
                    ])
            }
            self = try Self.relation(argument, &clause, tables)
        }
    }

    private static func relation(
        _ argument: UInt8, _ clause: inout Clause, _ tables: SymbolTables
    ) throws(SyntaxProblem) -> Condition {
        let verb = try clause.next("what is said of argument \(argument)")
        switch verb {
        case "==", "!=":
            let value = try clause.next("a value")
            if value.hasPrefix("\"") {
                let text = String(value.dropFirst().dropLast())
                return verb == "=="
                    ? .text(argument: argument, text) : .differsText(argument: argument, text)
            }
            let number = try constant(value, tables)
            return verb == "=="
                ? .equals(argument: argument, number) : .differs(argument: argument, number)
        case "has": return .hasBits(argument: argument, try constant(clause.next("flags"), tables))
        case "lacks":
            return .lacksBits(argument: argument, try constant(clause.next("flags"), tables))
        case "is":
            guard clause.take("constant") else {
                throw SyntaxProblem("'is' is followed by 'constant'")
            }
            return .isConstant(argument: argument)
        case "names": return .names(argument: argument, try clause.next("a pattern"))
        case "channel": return .channel(argument: argument, try clause.word("channel kind"))
        case "type": return .argumentType(argument: argument, try clause.word("type class"))
        default:
            throw .unknown(
                "relation", verb,
                among: ["==", "!=", "has", "lacks", "is", "names", "channel", "type"])
        }
    }

    /// A number, `NULL`, or declared constants joined by `|`.
    private static func constant(
        _ text: String, _ tables: SymbolTables
    ) throws(SyntaxProblem) -> Int64 {
        var value: Int64 = 0
        for name in text.split(separator: "|") {
            if name == "NULL" { continue }
            if let number = Int64(name) {
                value |= number
            } else if let number = tables.constants[String(name)] {
                value |= number
            } else {
                throw .unknown("constant", name, among: tables.constants.keys.sorted())
            }
        }
        return value
    }

    func text(_ tables: SymbolTables) -> String {
        switch self {
        case .equals(let argument, let value): "\(argument) == \(value)"
        case .differs(let argument, let value): "\(argument) != \(value)"
        case .hasBits(let argument, let bits): "\(argument) has \(bits)"
        case .lacksBits(let argument, let bits): "\(argument) lacks \(bits)"
        case .isConstant(let argument): "\(argument) is constant"
        case .text(let argument, let text): "\(argument) == \"\(text)\""
        case .differsText(let argument, let text): "\(argument) != \"\(text)\""
        case .names(let argument, let pattern): "\(argument) names \(pattern)"
        case .channel(let argument, let kind): "\(argument) channel \(kind.name)"
        case .argumentCount(let count): "arguments == \(count)"
        case .argumentType(let argument, let type): "\(argument) type \(type.name)"
        case .keyType(let type): "key type \(type.name)"
        case .totalOrder(let argument): "total-order \(argument)"
        case .severalThreads: "several-threads"
        case .unseeded(let id): "unseeded g:\(tables.states[Int(id.raw)].name)"
        }
    }
}

extension [Condition] {
    /// ` when a && b`, or nothing.
    func suffix(_ tables: SymbolTables) -> String {
        isEmpty ? "" : " when " + map { $0.text(tables) }.joined(separator: " && ")
    }
}
