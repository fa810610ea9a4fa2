import MidasDictionary

/// What another tool states of a function, as far as it can be held against an entry.
package struct Specification: Hashable, Sendable {
    package var name: String
    /// Arguments whose memory is written.
    package var writes: Set<Int> = []
    /// Arguments that the results depend on.
    package var reads: Set<Int> = []
    package var isPure = false
    package var neverReturns: Bool?

    package init(name: String) { self.name = name }
}

/// Why an entry and a tool differ: lines of the tool, functions separated by spaces, and the reason,
/// separated by tabs.
package struct Disagreements: Sendable {
    private var reasons: Set<String> = []

    package init(text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let cells = line.split(separator: "\t")
            guard cells.count == 3 else { continue }
            for name in cells[1].split(separator: " ") { reasons.insert("\(cells[0]) \(name)") }
        }
    }

    func covers(_ tool: String, _ name: String) -> Bool { reasons.contains("\(tool) \(name)") }
}

extension PlatformChecks {
    /// Entries that the specifications of a tool contradict, but for the disagreements that
    /// somebody explained; and how many functions were compared.
    package func contradictions(
        _ specifications: [Specification], of tool: String, except known: Disagreements
    ) -> (compared: Int, problems: [String]) {
        var compared = 0
        var problems: [String] = []
        for specification in specifications.sorted(by: { $0.name < $1.name }) {
            guard let entry = entry(specification.name), let model = entry.function else {
                continue
            }
            compared += 1
            guard !known.covers(tool, specification.name) else { continue }
            problems += Self.problems(specification, model).map {
                "\(specification.name): \(tool) says that \($0)"
            }
        }
        return (compared, problems)
    }

    private static func problems(_ stated: Specification, _ model: FunctionModel) -> [String] {
        var problems: [String] = []
        if let never = stated.neverReturns, never != model.traits.contains(.neverReturns),
            never || !model.traits.contains(.jumps)
        {
            problems.append(never ? "it never returns" : "it returns")
        }
        for argument in stated.writes.sorted() where !model.touches(argument) {
            problems.append("argument \(argument) is written")
        }
        for argument in stated.reads.sorted() where !model.names(argument) {
            problems.append("results depend on argument \(argument)")
        }
        if stated.isPure {
            let writes = model.flows.contains { $0.target.isProgramMemory }
            if writes || model.overwrites.contains(where: { $0.path.isProgramMemory }) {
                problems.append("it writes nothing")
            }
        }
        return problems
    }
}

extension FunctionModel {
    /// Whether a statement changes memory behind an argument, or the object that it handles.
    fileprivate func touches(_ argument: Int) -> Bool {
        var changed = flows.map(\.target) + outputs.map(\.path) + overwrites.map(\.path)
        changed += orderRemovals.map(\.path) + releases + allocations.map(\.pointer)
        changed += synchronisations.flatMap { [$0.object] + [$0.second].compactMap { $0 } }
        changed += references.map(\.pointer) + callbacks.map(\.function)
        changed += callbacks.flatMap { call in
            call.arguments.compactMap { if case .path(let path) = $0 { path } else { nil } }
        }
        for channel in channels {
            changed += [channel.channel, channel.buffer, channel.second].compactMap { $0 }
        }
        return format?.style == .scanf
            || changed.contains { $0.root == .argument(UInt8(argument)) || $0.root == .arguments }
    }

    /// Whether any statement or condition names an argument.
    fileprivate func names(_ argument: Int) -> Bool {
        let number = UInt8(argument)
        return argumentsNamed.contains(argument) || format != nil
            || paths.contains { $0.root == .arguments || $0.part.measures(number) }
            || outputs.contains { $0.names(argument) }
            || allocations.contains { $0.size.names(number) }
            || conditions.contains { $0.argument == number }
    }
}

extension FunctionModel {
    fileprivate var conditions: [Condition] {
        outputs.flatMap(\.conditions) + flows.flatMap(\.conditions)
            + overwrites.flatMap(\.conditions) + channels.flatMap(\.conditions)
    }
}

extension Path.Part {
    /// Whether an argument says how much of the memory is meant.
    fileprivate func measures(_ argument: UInt8) -> Bool {
        if case .bytes(let size) = self { size.names(argument) } else { false }
    }
}

extension Size {
    fileprivate func names(_ argument: UInt8) -> Bool {
        switch self {
        case .argument(let index), .resultTimes(let index): index == argument
        case .product(let first, let second): first == argument || second == argument
        case .result, .unknown: false
        }
    }
}

extension Condition {
    /// The argument that it is about.
    fileprivate var argument: UInt8? {
        switch self {
        case .equals(let index, _), .differs(let index, _), .hasBits(let index, _),
            .lacksBits(let index, _), .isConstant(let index), .text(let index, _),
            .differsText(let index, _), .names(let index, _), .channel(let index, _),
            .argumentType(let index, _), .totalOrder(let index):
            index
        case .argumentCount, .keyType, .severalThreads, .unseeded: nil
        }
    }
}

extension NondeterministicOutput {
    fileprivate func names(_ argument: Int) -> Bool {
        if case .channel(let channel) = cause { Int(channel) == argument } else { false }
    }
}

extension Path {
    fileprivate var isProgramMemory: Bool {
        switch root {
        case .argument, .arguments, .variadic, .receiver: true
        default: false
        }
    }
}
