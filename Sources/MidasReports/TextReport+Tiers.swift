import MidasFindings

/// Tiers and pairs for a person: a line a sliver, with what its message depends on, and for each pair
/// what has to be reconciled.
func tierLines(_ report: Report) -> [String] {
    let words = TierWords(report)
    return report.tiers.flatMap(words.lines) + report.pairs.flatMap(words.lines)
}

private struct TierWords {
    private let states: [StateID: StateFinding]
    private let sources: [SourceID: SourceFinding]

    init(_ report: Report) {
        states = Dictionary(
            report.states.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        sources = Dictionary(
            report.sources.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func lines(_ tier: TierFinding) -> [String] {
        var lines = ["Tier \(tier.name)" + (tier.program.map { " [\($0)]" } ?? ""), ""]
        for sliver in tier.slivers {
            lines.append(
                "\(sliver.end.location): \(sliver.direction.rawValue) sliver of \(sliver.handler), "
                    + "from \(words(sliver.begin)) to \(words(sliver.end))")
            lines.append("    message: \(words(sliver.message))")
            if sliver.occurrence.dependence != nil {
                lines.append(
                    "    whether it is sent: decided by "
                        + names(sliver.occurrence.sources, limit: Self.limit))
            }
            if !sliver.reads.isEmpty { lines.append("    reads \(names(sliver.reads))") }
            if !sliver.writes.isEmpty { lines.append("    writes \(names(sliver.writes))") }
            if !sliver.liveLocals.isEmpty {
                lines.append(
                    "    locals live past it: \(sliver.liveLocals.joined(separator: ", "))")
            }
        }
        return lines + [""]
    }

    func lines(_ pair: CompensationPair) -> [String] {
        [
            "Pair (\(pair.upstream ?? "clients"), \(pair.downstream))", "",
            "    forward: \(words(pair.forward))", "    backward: \(words(pair.backward))", "",
        ]
    }

    private func words(_ point: SliverPoint) -> String {
        switch point.kind {
        case .request: return "the request"
        case .reply: return "the reply"
        case .call:
            let target = [point.tier, point.handler].compactMap { $0 }.joined(separator: ".")
            return "the call of \(target) (line \(point.location.line))"
        }
    }

    private func words(_ message: MessageFinding) -> String {
        var text: String
        switch message.dependence {
        case nil: text = "deterministic in this tier"
        case .value: text = "depends on \(names(message.sources, limit: Self.limit)) by value"
        case .state:
            text = "depends on \(names(message.sources, limit: Self.limit)) through state"
        case .control: text = "depends on \(names(message.sources, limit: Self.limit)) by control"
        }
        if !message.carries.isEmpty {
            text += "; carries \(message.carries.map { words($0) }.joined(separator: " and "))"
        }
        return text
    }

    private func words(_ side: CompensationPair.Side) -> String {
        var parts = [side.isDeterministic ? "equal messages" : "messages differ"]
        if !side.sources.isEmpty { parts.append("from \(names(side.sources, limit: Self.limit))") }
        if !side.inherits.isEmpty {
            parts.append("passes on what differs in \(side.inherits.joined(separator: ", "))")
        }
        if !side.reconcile.isEmpty { parts.append("reconcile \(names(side.reconcile))") }
        if !side.reaches.isEmpty { parts.append("reaches \(names(side.reaches))") }
        return parts.joined(separator: "; ")
    }

    /// How many states and sources one line names; the JSON report has all of them.
    private static let limit = 8

    private func names(_ ids: [StateID]) -> String {
        listed(ids.compactMap { states[$0]?.name }, limit: Self.limit)
    }

    private func names(_ ids: [SourceID], limit: Int) -> String {
        listed(
            ids.compactMap { sources[$0] }.map { "\($0.what) (line \($0.location.line))" },
            limit: limit)
    }

    private func listed(_ names: [String], limit: Int) -> String {
        let shown = names.prefix(limit).joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }
}
