import MidasProtocol
import MidasWire

extension World {
    /// What must hold when nothing is left to do: invariants I1 to I4 of the protocol. I5 and the
    /// program's own duties are checked while segments run.
    public func checkQuiescence() -> Violation? {
        let references = scenario.tiers.indices.map {
            Reference(self, tier: TierID(UInt8($0)))
        }
        return references.lazy.compactMap(\.violation).first
            ?? firstNested(references) ?? firstRepeated(references)
            ?? firstWrongReplica(references) ?? firstWrongClient(references)
    }

    private func firstWrongReplica(_ references: [Reference]) -> Violation? {
        for (index, replica) in replicas.enumerated() {
            switch replica.status {
            case .dead, .cut: continue
            case .absent: return Violation(.allAnswered, "p\(index) never joined")
            case .live: break
            }
            let unsettled = replica.core.pending.first {
                if case .snapshot = $0.admission.input { false } else { true }
            }
            if let key = unsettled?.admission.key {
                return Violation(
                    .allAnswered, "p\(index) never settles \(key.request.value).\(key.point)")
            }
            let reference = references[Int(replica.tier.value)]
            if replica.store != reference.store {
                return Violation(
                    .equalState,
                    "p\(index) has \(replica.store), the order gives \(reference.store)")
            }
            if replica.core.ledger != reference.ledger, !isMutated {
                return Violation(.equalState, "p\(index) has another ledger than the order gives")
            }
            if let found = unbounded(replica.core.ledger) { return found }
        }
        return nil
    }

    private var isMutated: Bool { scenario.mutation != Mutation() }

    private func unbounded(_ ledger: Ledger) -> Violation? {
        for session in ledger.sessions.entries {
            let entries = session.value.entries
            if entries.count > 1 || entries.contains(where: { $0.number < session.value.low }) {
                return Violation(.atMostOnce, "session \(session.key.value) keeps old replies")
            }
        }
        return ledger.calls.isEmpty && ledger.requests.isEmpty
            ? nil
            : Violation(.allAnswered, "the ledger of tier \(ledger.tier.value) keeps requests")
    }

    private func firstWrongClient(_ references: [Reference]) -> Violation? {
        for (index, client) in clients.enumerated() {
            if client.isAlive, client.next < scenario.clients[index].count {
                return Violation(
                    .allAnswered, "c\(index) request \(client.next) is never answered")
            }
            for (number, payload) in client.seen.enumerated() {
                let kept = references[0].reply(to: client.session, UInt64(number), in: log)
                if kept != payload {
                    return Violation(
                        .outputFitsState,
                        "c\(index) used \(Words.decode(payload)) for request \(number), the "
                            + "surviving order says \(kept.map(Words.decode) ?? [])")
                }
            }
        }
        return nil
    }

    /// A nested request must have been issued by the surviving path of its caller.
    private func firstNested(_ references: [Reference]) -> Violation? {
        for reference in references {
            for admission in reference.admissions where admission.key.point == 0 {
                guard let caller = admission.caller,
                    case .output(let call) = log[admission.key.request]
                else { continue }
                if references[Int(caller.value)].choices[call.key] != admission.key.request {
                    return Violation(
                        .outputFitsState,
                        "tier \(reference.ledger.tier.value) runs \(admission.key.request.value), "
                            + "which the surviving path of its caller never issued")
                }
            }
        }
        return nil
    }

    /// A client's request must be admitted once.
    private func firstRepeated(_ references: [Reference]) -> Violation? {
        var seen: [Message.Request] = []
        for admission in references[0].admissions where admission.key.point == 0 {
            guard case .request(var request) = log[admission.key.request] else { continue }
            request.seenBelow = 0
            if seen.contains(request) {
                return Violation(
                    .atMostOnce,
                    "request \(request.number) of session \(request.session.value) runs twice")
            }
            seen.append(request)
        }
        return nil
    }
}
