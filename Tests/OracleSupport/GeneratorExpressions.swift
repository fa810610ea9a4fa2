extension Generator {
    mutating func literal() -> String { "\(random.between(0, 30))" }

    /// A place that holds an integer and may be written.
    mutating func lvalue(_ scope: Scope) -> String {
        for _ in 0..<4 {
            switch random.below(20) {
            case 0...6 where !scope.ints.isEmpty: return random.pick(scope.ints)
            case 7...8 where !environment.arrays.isEmpty: return element(scope)
            case 9...11 where !environment.instances.isEmpty:
                let instance = random.pick(environment.instances)
                return field(instance.name + ".", instance.record, scope)
            case 12, 13:
                let pointers = environment.recordPointers + scope.recordPointers
                guard !pointers.isEmpty else { continue }
                let pointer = random.pick(pointers)
                return field(pointer.name + "->", pointer.record, scope)
            case 14 where !environment.intPointers.isEmpty:
                return "*\(random.pick(environment.intPointers))"
            case 15 where !environment.unions.isEmpty:
                let name = random.pick(environment.unions)
                return random.chance(50)
                    ? "\(name).i\(name)" : "\(name).c\(name)[\(random.below(4))]"
            default: return random.pick(environment.scalars).name
            }
        }
        return random.pick(environment.scalars).name
    }

    private mutating func element(_ scope: Scope) -> String {
        let array = random.pick(environment.arrays)
        return "\(array.name)[\(index(scope, array.count))]"
    }

    private mutating func index(_ scope: Scope, _ count: Int) -> String {
        random.chance(50)
            ? "\(random.below(count))" : "(\(value(scope))) & \(count - 1)"
    }

    private mutating func field(_ prefix: String, _ record: Int, _ scope: Scope) -> String {
        let field = random.pick(environment.records[record].fields)
        let suffix = field.count.map { "[\(index(scope, $0))]" } ?? ""
        return prefix + field.name + suffix
    }

    /// A place whose address is that of an int.
    mutating func intAddress(_ scope: Scope) -> String {
        let names =
            environment.scalars.filter { $0.type == "int" }.map(\.name)
            + scope.ints
            .filter { !$0.hasPrefix("(*") }
        return names.isEmpty || random.chance(20) && !environment.intPointers.isEmpty
            ? environment.intPointers.first ?? "&\(names[0])" : "&\(random.pick(names))"
    }

    mutating func value(_ scope: Scope) -> String {
        let readable = scope.readOnly + scope.ints + scope.recent
        if !readable.isEmpty, random.chance(50) { return random.pick(readable) }
        return random.chance(25) ? literal() : lvalue(scope)
    }

    mutating func expression(_ scope: Scope, _ depth: Int) -> String {
        if sourcesLeft > 0, random.chance(4) { return source() }
        guard depth > 0 else { return value(scope) }
        switch random.below(16) {
        case 0: return literal()
        case 1...5: return value(scope)
        case 6...9:
            let operation = random.pick(["+", "-", "^", "+", "*", "|", "&"])
            return "(\(expression(scope, depth - 1)) \(operation) \(expression(scope, depth - 1)))"
        case 10:
            return "(\(condition(scope)) ? \(expression(scope, depth - 1)) : \(value(scope)))"
        case 11: return "(\(condition(scope)))"
        case 12: return "(\(value(scope)) % ((\(value(scope)) & 7) + 1))"
        case 13: return "(\(value(scope)) >> (\(literal()) & 3))"
        case 14: return callValue(scope) ?? value(scope)
        default: return random.chance(50) ? "-(\(value(scope)))" : "!(\(value(scope)))"
        }
    }

    mutating func condition(_ scope: Scope) -> String {
        let left = value(scope)
        switch random.below(6) {
        case 0: return "\(left) & 1"
        case 1: return "\(left) > \(literal()) && \(value(scope)) != 3"
        case 2: return "\(left) < 5 || \(value(scope)) & 1"
        case 3: return "\(left) == \(literal())"
        case 4: return "(\(expression(scope, 1))) > \(value(scope))"
        default: return "\(left) \(random.pick(["<", "!=", ">="])) \(value(scope))"
        }
    }

    /// A call of a function that gives an int.
    mutating func callValue(_ scope: Scope) -> String? {
        let helpers = environment.helpers.prefix(scope.callable)
            .filter { $0.shape == .value || $0.shape == .sum }
        if scope.callable == .max, !environment.tables.isEmpty, random.chance(40) {
            return "\(random.pick(environment.tables))[(\(value(scope))) & 1]"
                + "(\(value(scope)), \(value(scope)))"
        }
        if scope.callable == .max, let call = classCall(scope) { return call }
        guard !helpers.isEmpty else { return nil }
        return "\(random.pick(helpers).name)(\(value(scope)), \(value(scope)))"
    }

    /// An expression whose value differs from run to run.
    mutating func source() -> String {
        sourcesLeft -= 1
        switch random.below(8) {
        case 0, 1: return "(int)time(0)"
        case 2, 3: return "rand()"
        case 4: return "getpid()"
        case 5: return "(int)clock()"
        case 6: return "atoi(getenv(\"HOME\"))"
        default:
            let scalar = random.pick(environment.scalars).name
            return "(int)((long)&\(scalar) >> 32)"
        }
    }
}
