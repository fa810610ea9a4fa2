import MidasWire

extension Replica {
    /// The next message of the total order.
    public mutating func deliver(
        _ number: OrderNumber, _ message: Message, _ actions: inout [ReplicaAction]
    ) {
        guard number == ledger.position.next else {
            guard number > ledger.position else { return }
            actions.append(.leave(.gap(expected: ledger.position.next, found: number)))
            return
        }
        effects.removeAll(keepingCapacity: true)
        ledger.deliver(message, &effects)
        if case .acknowledge = message {} else { worthAcknowledging = number }
        let delivered = effects
        for effect in delivered { apply(effect, of: message, &actions) }
        advanceStability(&actions)
        acknowledgeIfDue(&actions)
        startWhatMay(&actions)
    }

    private mutating func apply(
        _ effect: LedgerEffect, of message: Message, _ actions: inout [ReplicaAction]
    ) {
        switch effect {
        case .admitted(let admission): admit(admission)
        case .decided(let key):
            if case .output(let output) = message { decide(key, output, &actions) }
        case .finished(let session, let number):
            unanswered.append(
                Answer(decidedAt: ledger.position, session: session, number: number))
        case .repeated(let session, let number): answerAgain(session, number, &actions)
        case .expired(let session, let number):
            if !isHalted { actions.append(.expire(session: session, number: number)) }
        case .opened(let session, let nonce):
            actions.append(.opened(session: session, nonce: nonce))
        case .membersChanged: takeOver(&actions)
        case .joined(let joiner): forgetOffer(to: joiner, &actions)
        }
    }

    mutating func admit(_ admission: Admission) {
        var work = Work(admission: admission, access: access(of: admission))
        if work.isSnapshot {
            work.ledger = ledger
        } else if mutation.has(.holdsWholeRequests), admission.key.point == 0 {
            wholeRequests.append(
                WholeRequest(
                    request: admission.key.request, root: admission.root, access: work.access))
        }
        pending.append(work)
    }

    /// With whole-state transfer everything conflicts: a loaded state must not hold a later
    /// segment's effects, nor lack an earlier one's.
    private func access(of admission: Admission) -> AccessSet {
        if case .snapshot = admission.input { return .snapshot }
        if configuration.technique == .transferCheckpoint,
            !mutation.has(.checkpointsConcurrently)
        {
            return .everything
        }
        return catalog.access(
            handler: admission.handler, arguments: admission.arguments, point: admission.key.point)
    }

    /// R15: the ring lost its quorum here. Nothing is run, sent or answered from now on.
    public mutating func loseQuorum(_ actions: inout [ReplicaAction]) {
        guard !mutation.has(.ignoresQuorum), !isHalted else { return }
        isHalted = true
        actions.append(.leave(.noQuorum))
    }
}
