import MidasWire

/// What a joiner gets besides the program's state: the ledger as of the same place in the order.
public struct SnapshotOffer: Hashable, Sendable {
    public var joiner: ReplicaID
    public var ledger: Ledger

    /// The last message whose effects the snapshot holds.
    public var number: OrderNumber { ledger.position }
}

/// R11, R12: snapshots for joiners.
extension Replica {
    /// The offer that is kept for `joiner`, once the snapshot's turn in the order has come.
    public func offer(for joiner: ReplicaID) -> SnapshotOffer? {
        offers.first { $0.joiner == joiner }
    }

    public func hasOffer(for joiner: ReplicaID) -> Bool {
        offers.contains { $0.joiner == joiner }
    }

    /// A replica that continues from a donor's offer; the donor's copy of the state goes with it.
    ///
    /// What was admitted behind the snapshot is admitted here at once. Messages after
    /// `offer.number` must be delivered next.
    public init(
        joining configuration: ReplicaConfiguration, catalog: any SegmentCatalog,
        offer: SnapshotOffer,
        _ actions: inout [ReplicaAction]
    ) {
        self.init(configuration: configuration, catalog: catalog, ledger: offer.ledger)
        for entry in offer.ledger.requests.entries {
            guard let index = entry.value.admission else { continue }
            let request = entry.value
            admit(
                Admission(
                    key: SegmentKey(request: entry.key, point: 0), index: index,
                    handler: request.handler, arguments: request.arguments, root: request.root,
                    caller: request.caller, input: .request))
        }
        unanswered = finalReplies(in: offer.ledger)
        startWhatMay(&actions)
    }

    /// What the members before this one may have died without answering.
    private func finalReplies(in ledger: Ledger) -> [Answer] {
        var answers: [Answer] = []
        for session in ledger.sessions.entries {
            for entry in session.value.entries where entry.decidedAt > .none {
                answers.append(
                    Answer(
                        decidedAt: entry.decidedAt, session: session.key, number: entry.number))
            }
        }
        return answers.sorted { $0.decidedAt < $1.decidedAt }
    }

    mutating func capture(
        _ index: Int, for joiner: ReplicaID, _ actions: inout [ReplicaAction]
    ) {
        let work = pending.remove(at: index)
        guard let ledger = work.ledger else { return }
        offers.append(SnapshotOffer(joiner: joiner, ledger: ledger))
        actions.append(.capture(joiner: joiner))
    }

    mutating func forgetOffer(to joiner: ReplicaID, _ actions: inout [ReplicaAction]) {
        guard let index = offers.firstIndex(where: { $0.joiner == joiner }) else { return }
        offers.remove(at: index)
        actions.append(.discardCapture(joiner: joiner))
    }

    mutating func forgetOffersToTheGone(_ actions: inout [ReplicaAction]) {
        let gone = offers.map(\.joiner).filter { joiner in
            !ledger.members.contains { $0.replica == joiner }
        }
        for joiner in gone { forgetOffer(to: joiner, &actions) }
    }
}
