import MidasBase
import MidasDictionary

/// Holds entries against what the probes saw.
package struct EvidenceChecks {
    private let entries: [DictionaryEntry]
    private let byName: [String: DictionaryEntry]
    private let observed: [String: Observation]
    private let states: [HiddenState]
    private let explanations: Explanations

    package init(_ source: DictionarySource, _ evidence: Evidence, _ explanations: Explanations) {
        entries = source.entries
        byName = Dictionary(
            source.entries.flatMap { entry in entry.names.map { ($0, entry) } },
            uniquingKeysWith: { first, _ in first })
        observed = Dictionary(
            evidence.observations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        states = NondeterminismDictionary(source).states
        self.explanations = explanations
    }

    // MARK: - Contradictions

    /// Functions that a probe saw differ on an axis of which their entry knows no cause, and that
    /// nobody explained: `name: axis (fields)`.
    package func contradictions() -> [String] {
        observed.values.sorted { $0.name < $1.name }.flatMap { seen -> [String] in
            guard let entry = byName[seen.name], let model = entry.function else { return [] }
            let known = axes(of: model)
            return seen.axes.filter { axis in
                !known.contains(axis) && !explanations.covers(seen.name, axis)
                    && !isFailure(seen.values[axis, default: []], model)
            }.map {
                "\(seen.name): \($0) (\(seen.values[$0, default: []].joined(separator: ", ")))"
            }
        }
    }

    /// Entries whose evidence names an axis on which no probe saw them differ, or leaves one out.
    package func staleEvidence() -> [String] {
        entries.compactMap { entry in
            guard let wanted = Self.tag(for: entry, observed) else { return nil }
            let stated = entry.evidence.filter { $0.hasPrefix("probe:") }
            return stated == [wanted] ? nil : "\(entry.name): \(stated), the table says \(wanted)"
        }
    }

    /// What the evidence of an entry must be called: the axes of all its functions together; nil
    /// where none of them returned.
    package static func tag(
        for entry: DictionaryEntry, _ observed: [String: Observation]
    ) -> String? {
        let names = [entry.name] + entry.siblings.map(\.name)
        let seen = names.compactMap { observed[$0] }.filter(\.returned)
        guard !seen.isEmpty else { return nil }
        var fields: [String: Set<String>] = [:]
        for observation in seen {
            for (axis, changed) in observation.values {
                fields[axis, default: []].formUnion(changed.map(root))
            }
            if !observation.unsteady.isEmpty {
                fields["repetition", default: []].formUnion(observation.unsteady.map(root))
            }
        }
        let axes = fields.sorted { $0.key < $1.key }.map { axis, changed in
            "\(axis)(\(changed.sorted().prefix(3).joined(separator: ",")))"
        }
        return "probe:" + (axes.isEmpty ? "none" : axes.joined(separator: "+"))
    }

    /// `*1` of `*1.tv_sec#2`.
    private static func root(_ field: String) -> String {
        String(field.prefix { $0 != "." && $0 != "#" })
    }

    /// An error that only one run met is a fault that the entry states.
    private func isFailure(_ fields: [String], _ model: FunctionModel) -> Bool {
        let hasFault = model.outputs.contains {
            if case .refinement(let cause) = $0.cause { cause.fault != nil } else { false }
        }
        return fields.allSatisfy { $0 == "errno" } || hasFault && fields.contains("errno")
    }

    /// The axes that an entry's statements make plausible.
    private func axes(of model: FunctionModel) -> Set<String> {
        var axes: Set<String> = []
        for output in model.outputs {
            switch output.cause {
            case .refinement(let cause): axes.formUnion(AxisMeaning.axes(of: cause))
            case .channel, .receiverChannel: axes.formUnion(AxisMeaning.channelAxes)
            }
        }
        for flow in model.flows {
            guard case .state(let id) = flow.origin.root else { continue }
            let cause = states[Int(id.raw)].initial
            axes.formUnion(cause.map(AxisMeaning.axes) ?? AxisMeaning.stateAxes)
        }
        if model.allocations.contains(where: { $0.contents == .uninitialised }) {
            // What other code left in the memory.
            axes.formUnion(["perturbation", "noise", "addresses", "locale", "usage"])
        }
        for channel in model.channels where channel.role == .read || channel.role == .accept {
            axes.formUnion(AxisMeaning.channelAxes)
        }
        return axes
    }

    // MARK: - Confirmation

    /// Whether an entry names a source that is no fault.
    private func isSource(_ model: FunctionModel) -> Bool {
        model.outputs.contains {
            if case .refinement(let cause) = $0.cause { cause.fault == nil } else { true }
        }
    }

    package struct Confirmation: Sendable {
        package var confirmed: [String] = []
        /// Not seen to differ, and somebody says why.
        package var explained: [String] = []
        package var unexplained: [String] = []

        package var sources: Int { confirmed.count + explained.count + unexplained.count }
    }

    /// How many of these functions whose entries call them sources the probes saw differ for a
    /// cause that the entry names.
    package func confirmation(of names: [String]) -> Confirmation {
        var result = Confirmation()
        for name in names.sorted() {
            guard let entry = byName[name], let model = entry.function, isSource(model) else {
                continue
            }
            let seen = observed[name] ?? observed[entry.name]
            if let seen, confirms(seen, model) {
                result.confirmed.append(name)
            } else if explanations.reason(name) != nil || explanations.reason(entry.name) != nil {
                result.explained.append(name)
            } else {
                result.unexplained.append(name)
            }
        }
        return result
    }

    private func confirms(_ seen: Observation, _ model: FunctionModel) -> Bool {
        var known = axes(of: model)
        if !seen.unsteady.isEmpty { return true }
        if model.outputs.contains(where: { $0.cause.isAddress }), !seen.addresses.isEmpty {
            return true
        }
        known.formIntersection(seen.axes)
        return !known.isEmpty
    }
}

extension NondeterministicOutput.Cause {
    fileprivate var isAddress: Bool {
        if case .refinement(let cause) = self { cause.category == .address } else { false }
    }
}
