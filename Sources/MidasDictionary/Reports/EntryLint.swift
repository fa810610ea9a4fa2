/// Checks of entries beyond their form: what contradicts itself, its signature or its evidence.
public enum EntryLint {
    /// The problems of a source, in the order of their places.
    public static func problems(_ source: DictionarySource) -> [DictionaryProblem] {
        source.entries.flatMap { problems($0) }.sorted() + unsorted(source)
    }

    static func problems(_ entry: DictionaryEntry) -> [DictionaryProblem] {
        var messages: [String] = []
        if entry.evidence.isEmpty { messages.append("the entry names no evidence") }
        if let model = entry.function {
            messages += contradictions(model)
            messages += againstEvidence(entry, model)
            if let signature = Signature(entry.signature) {
                messages += againstSignature(model, signature)
            }
            for sibling in entry.siblings {
                guard let signature = Signature(sibling.signature) else { continue }
                messages += againstSignature(model, signature).map { "\(sibling.name): \($0)" }
            }
        }
        return messages.map {
            DictionaryProblem(
                file: entry.file, line: entry.line, column: entry.column, key: entry.name,
                message: $0)
        }
    }

    private static func contradictions(_ model: FunctionModel) -> [String] {
        var messages: [String] = []
        let isPure = model.traits.contains(.const) || model.traits.contains(.pure)
        let writes = model.flows.contains { $0.target.root != .result } || !model.overwrites.isEmpty
        if isPure && writes { messages.append("it is pure, and yet writes") }
        if isPure && !model.allocations.isEmpty { messages.append("it is pure, and yet allocates") }
        if model.traits.contains(.const),
            model.flows.contains(where: { $0.origin.dereferences > 0 })
        {
            messages.append("it is const, and yet reads memory")
        }
        if model.traits.contains(.neverReturns),
            model.flows.contains(where: { $0.target.root == .result })
        {
            messages.append("it never returns, and yet has a result")
        }
        if model.overwrites.contains(where: { $0.path == .result }) {
            messages.append("a result is no place to overwrite")
        }
        return messages
    }

    /// Axes that show no source by themselves: nothing, addresses, leftovers in memory, and the
    /// arguments that the harness itself makes differ.
    private static let quietAxes = [
        "none", "addresses", "noise", "perturbation", "repetition", "locale", "file", "input",
    ]

    /// A source that an experiment saw must not be called deterministic.
    private static func againstEvidence(
        _ entry: DictionaryEntry, _ model: FunctionModel
    ) -> [String] {
        var axes: [String] = []
        for item in entry.evidence where item.hasPrefix("probe:") {
            axes += item.dropFirst("probe:".count).split(separator: "+")
                .map { String($0.prefix { $0 != "(" }) }
        }
        axes.removeAll { quietAxes.contains($0) }
        let readsState = model.flows.contains {
            if case .state = $0.origin.root { true } else { false }
        }
        // Locks and jump buffers hold what only their own functions read.
        let keepsToItself =
            !model.synchronisations.isEmpty || model.traits.contains(.returnsTwice)
        guard !axes.isEmpty, model.outputs.isEmpty, !readsState, model.allocations.isEmpty,
            !keepsToItself
        else { return [] }
        return [
            "an experiment saw it differ (\(axes.joined(separator: ", "))), and it has no output"
        ]
    }

    /// Files list their entries in the order of their names.
    private static func unsorted(_ source: DictionarySource) -> [DictionaryProblem] {
        var problems: [DictionaryProblem] = []
        var last: [String: (line: Int, name: String)] = [:]
        for entry in source.entries {
            if let before = last[entry.file], before.line > entry.line {
                problems.append(
                    DictionaryProblem(
                        file: entry.file, line: entry.line, column: entry.column, key: entry.name,
                        message: "out of order: it belongs behind '\(before.name)'"))
            }
            last[entry.file] = (entry.line, entry.name)
        }
        return problems
    }
}

// MARK: - Against the signature

extension EntryLint {
    private static func againstSignature(
        _ model: FunctionModel, _ signature: Signature
    ) -> [String] {
        let count = signature.parameters.count
        var messages: [String] = []
        for index in Set(model.argumentsNamed).sorted() where index >= count {
            if !signature.isVariadic {
                messages.append("argument \(index) is named, but the signature has \(count)")
            }
        }
        for path in model.paths {
            guard case .argument(let number) = path.root, path.dereferences > 0, number < count,
                !signature.isPointer(Int(number))
            else { continue }
            messages.append(
                "argument \(number) is no pointer (\(signature.parameters[Int(number)]))")
        }
        messages += writesOfConstants(model, signature)
        if !model.isOpaque { messages += silentArguments(model, signature) }
        var seen: Set<String> = []
        return messages.filter { seen.insert($0).inserted }
    }

    private static func writesOfConstants(
        _ model: FunctionModel, _ signature: Signature
    ) -> [String] {
        let written =
            model.flows.map(\.target) + model.outputs.map(\.path)
            + model.overwrites.map(\.path)
        return written.compactMap { path in
            guard case .argument(let number) = path.root, path.dereferences == 1,
                path.part != .reachable, number < signature.parameters.count,
                signature.isConstPointer(Int(number)),
                signature.parameters[Int(number)].filter({ $0 == "*" }).count == 1
            else { return nil }
            return "argument \(number) points to const, and yet is written"
        }
    }

    /// A pointer that no statement mentions: a flow or an output is missing.
    private static func silentArguments(
        _ model: FunctionModel, _ signature: Signature
    ) -> [String] {
        var mentioned = Set(model.argumentsNamed)
        if model.paths.contains(where: { $0.root == .arguments }) {
            mentioned.formUnion(signature.parameters.indices)
        }
        return signature.parameters.indices.filter { !mentioned.contains($0) }.compactMap { index in
            if signature.isConstPointer(index) {
                return "argument \(index) is given to read, and nothing says where that goes"
            }
            if signature.isWritablePointer(index) {
                return "argument \(index) may be written, and nothing says what with"
            }
            return nil
        }
    }
}

extension FunctionModel {
    /// Says nothing about results: its arguments have nowhere to go.
    fileprivate var isOpaque: Bool {
        flows.isEmpty && outputs.isEmpty && overwrites.isEmpty && allocations.isEmpty
    }

    /// Every argument number that a statement names.
    package var argumentsNamed: [Int] {
        paths.compactMap { path in
            if case .argument(let index) = path.root { Int(index) } else { nil }
        } + (format.map { [Int($0.format)] + [$0.list].compactMap { $0.map(Int.init) } } ?? [])
    }

    /// Every path that a statement names.
    package var paths: [Path] {
        var paths = outputs.map(\.path) + flows.flatMap { [$0.origin, $0.target] }
        paths += orderRemovals.map(\.path) + overwrites.map(\.path) + releases
        paths += synchronisations.flatMap { [$0.object] + [$0.second].compactMap { $0 } }
        paths += references.flatMap { [$0.pointer, $0.target] }
        paths += allocations.flatMap { [$0.pointer] + [$0.origin].compactMap { $0 } }
        for channel in channels {
            paths += [channel.channel, channel.name, channel.buffer, channel.second]
                .compactMap { $0 }
        }
        paths += internalCallbacks.map(\.function)
        for callback in callbacks {
            paths += [callback.function] + [callback.result, callback.handle].compactMap { $0 }
            for case .path(let path) in callback.arguments { paths.append(path) }
        }
        return paths
    }
}
