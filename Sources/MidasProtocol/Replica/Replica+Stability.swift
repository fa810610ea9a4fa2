import MidasWire

/// R7, R9: acknowledgements, stability, and what leaves the order.
extension Replica {
    /// The shell knows that everything up to `number` is stable.
    public mutating func markStable(
        through number: OrderNumber, _ actions: inout [ReplicaAction]
    ) {
        guard number > stable else { return }
        stable = number
        answerWhatMay(&actions)
    }

    mutating func advanceStability(_ actions: inout [ReplicaAction]) {
        switch configuration.stability {
        case .external: break
        case .ownTier:
            if let least = deliveredByOthers { markStable(through: least, &actions) }
        case .majority(let count):
            markStable(through: deliveredByMajority(of: count), &actions)
        }
        answerWhatMay(&actions)
    }

    /// What all other live members of the own tier have delivered, and this one too.
    private var deliveredByOthers: OrderNumber? {
        var least = ledger.position
        for member in ledger.members
        where member.tier == configuration.tier && member.replica != configuration.identity {
            least = min(least, member.delivered)
        }
        return least
    }

    private func deliveredByMajority(of count: Int) -> OrderNumber {
        var delivered = ledger.members.map {
            $0.replica == configuration.identity ? ledger.position : $0.delivered
        }
        let needed = count / 2 + 1
        guard delivered.count >= needed else { return .none }
        delivered.sort(by: >)
        return delivered[needed - 1]
    }

    private mutating func answerWhatMay(_ actions: inout [ReplicaAction]) {
        guard !unanswered.isEmpty, !isHalted else { return }
        let early = mutation.has(.answersBeforeStability)
        var count = 0
        while count < unanswered.count, early || unanswered[count].decidedAt <= stable {
            let answer = unanswered[count]
            if let reply = ledger.reply(session: answer.session, number: answer.number) {
                actions.append(
                    .answer(
                        session: answer.session, number: answer.number, payload: reply.payload))
            }
            count += 1
        }
        unanswered.removeFirst(count)
    }

    /// A client asked again: what is decided and stable is said once more.
    mutating func answerAgain(
        _ session: OrderNumber, _ number: UInt64, _ actions: inout [ReplicaAction]
    ) {
        guard !isHalted, let reply = ledger.reply(session: session, number: number),
            reply.decidedAt <= stable
        else { return }
        actions.append(.answer(session: session, number: number, payload: reply.payload))
    }

    /// R9: many messages were delivered since this replica last said so.
    mutating func acknowledgeIfDue(_ actions: inout [ReplicaAction]) {
        guard
            ledger.position.value - acknowledged.value >= configuration.acknowledgeEvery,
            worthAcknowledging > acknowledged
        else { return }
        acknowledge(&actions)
    }

    /// Whether a client's reply is decided that waits for stability.
    public var hasUnansweredReplies: Bool { !unanswered.isEmpty }

    /// Whether something was delivered that the others do not know to have arrived here.
    public var owesAcknowledgement: Bool { worthAcknowledging > acknowledged && !isHalted }

    /// R9: some time has passed. Acknowledgements alone are not worth one.
    public mutating func acknowledgeWhenIdle(_ actions: inout [ReplicaAction]) {
        if owesAcknowledgement { acknowledge(&actions) }
    }

    private mutating func acknowledge(_ actions: inout [ReplicaAction]) {
        guard !isHalted else { return }
        acknowledged = ledger.position
        actions.append(
            .multicast(
                .acknowledge(
                    Message.Acknowledge(
                        replica: configuration.identity, delivered: ledger.position))))
    }
}
