import MidasBase

extension NondeterministicOutput {
    /// `clock.wall [likely] [when …]`
    init(path: Path, text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var clause = try Clause(text)
        let cause = try Cause(text: clause.next("a cause"))
        var likelihood: Likelihood?
        for candidate in Likelihood.allCases where clause.take(candidate.name) {
            likelihood = candidate
        }
        self.init(path, cause, when: try clause.conditions(&tables), likelihood: likelihood)
    }

    func text(_ tables: SymbolTables) -> String {
        cause.text + (likelihood.map { " \($0.name)" } ?? "") + conditions.suffix(tables)
    }
}

extension NondeterministicOutput.Cause {
    init(text: String) throws(SyntaxProblem) {
        if text == "channel(this)" {
            self = .receiverChannel
        } else if text.hasPrefix("channel("), text.hasSuffix(")"),
            let argument = UInt8(text.dropFirst("channel(".count).dropLast())
        {
            self = .channel(argument: argument)
        } else if let refinement = Refinement(name: text) {
            self = .refinement(refinement)
        } else {
            throw .unknown("cause", text, among: Refinement.allCases.map(\.name))
        }
    }

    var text: String {
        switch self {
        case .refinement(let refinement): refinement.name
        case .channel(let argument): "channel(\(argument))"
        case .receiverChannel: "channel(this)"
        }
    }
}

extension FlowKind {
    var arrow: String {
        switch self {
        case .copy: "->"
        case .derived: "~>"
        case .selects: "?>"
        }
    }
}

extension Flow {
    /// `*1[..2] -> *0[..2] [when …]`; several origins may share a target: `0, *1 ~> ret`.
    static func read(
        _ text: String, _ tables: inout SymbolTables
    ) throws(SyntaxProblem) -> [Flow] {
        var clause = try Clause(text)
        var origins: [Path] = []
        while true {
            let word = try clause.next("a path")
            origins.append(
                try Path(text: word.hasSuffix(",") ? String(word.dropLast()) : word, &tables))
            if !word.hasSuffix(",") { break }
        }
        let arrow = try clause.next("an arrow")
        guard let kind = FlowKind.allCases.first(where: { $0.arrow == arrow }) else {
            throw .unknown("arrow", arrow, among: FlowKind.allCases.map(\.arrow))
        }
        let target = try clause.path("the target of the flow", &tables)
        let conditions = try clause.conditions(&tables)
        return origins.map { Flow($0, kind, target, when: conditions) }
    }

    func text(_ tables: SymbolTables) -> String {
        "\(origin.text(tables)) \(kind.arrow) \(target.text(tables))\(conditions.suffix(tables))"
    }
}

extension OrderRemoval {
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var clause = try Clause(text)
        let path = try clause.path("a path", &tables)
        self.init(path, when: try clause.conditions(&tables))
    }

    func text(_ tables: SymbolTables) -> String { path.text(tables) + conditions.suffix(tables) }
}

extension Overwrite {
    /// `*1 [on-success] [when …]`
    init(text: String, _ tables: inout SymbolTables) throws(SyntaxProblem) {
        var clause = try Clause(text)
        let path = try clause.path("a path", &tables)
        let onSuccessOnly = clause.take("on-success")
        self.init(path, onSuccessOnly: onSuccessOnly, when: try clause.conditions(&tables))
    }

    func text(_ tables: SymbolTables) -> String {
        path.text(tables) + (onSuccessOnly ? " on-success" : "") + conditions.suffix(tables)
    }
}
