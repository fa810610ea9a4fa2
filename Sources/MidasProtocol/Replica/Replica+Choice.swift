import MidasWire

/// R2 to R6: messages out, the choice, and what follows for this replica's own run.
extension Replica {
    /// What to inject into a run that begins now: the choice, where it is known already and is not
    /// what the segment does by itself.
    public func injection(for key: SegmentKey) -> Message.Output? {
        guard configuration.technique != .vanilla, let index = index(of: key),
            let chosen = pending[index].chosen, chosen.record != nil
        else { return nil }
        return chosen
    }

    /// A run has ended.
    ///
    /// - Parameter injected: whether it was given what `injection(for:)` returned.
    public mutating func executed(
        _ key: SegmentKey, _ outcome: SegmentOutcome, injected: Bool,
        _ actions: inout [ReplicaAction]
    ) {
        guard let index = index(of: key), pending[index].phase == .started else { return }
        if injected { return finishInjected(index, outcome, &actions) }
        let admission = pending[index].admission
        if catalog.isDeterministic(
            handler: admission.handler, arguments: admission.arguments, point: key.point)
        {
            return finishDeterministic(index, outcome, &actions)
        }
        pending[index].phase = .executed
        pending[index].own = output(for: admission, outcome, isDeterministic: false)
        if pending[index].chosen == nil {
            if sends { emit(index, &actions) }
        } else {
            resolve(index, &actions)
        }
    }

    private mutating func finishInjected(
        _ index: Int, _ outcome: SegmentOutcome, _ actions: inout [ReplicaAction]
    ) {
        guard let chosen = pending[index].chosen else { return }
        guard outcome.hasMessage(of: chosen) else {
            return actions.append(.leave(.differentMessage(chosen.key)))
        }
        settle(index, &actions)
    }

    /// R5: nothing in the segment can differ, so what it did stands at once.
    private mutating func finishDeterministic(
        _ index: Int, _ outcome: SegmentOutcome, _ actions: inout [ReplicaAction]
    ) {
        let admission = pending[index].admission
        if let chosen = pending[index].chosen {
            guard outcome.hasMessage(of: chosen) || configuration.technique == .vanilla else {
                return actions.append(.leave(.differentMessage(chosen.key)))
            }
        } else {
            acknowledged = ledger.position
            actions.append(
                .multicast(.output(output(for: admission, outcome, isDeterministic: true))))
        }
        actions.append(.keep(admission.key))
        settle(index, &actions)
    }

    private func output(
        for admission: Admission, _ outcome: SegmentOutcome, isDeterministic: Bool
    ) -> Message.Output {
        let drops = isDeterministic || mutation.has(.sendsNoRecord)
        return Message.Output(
            tier: configuration.tier, key: admission.key, root: admission.root,
            sender: configuration.identity, view: ledger.viewNumber, kind: outcome.kind,
            payload: outcome.payload, record: drops ? nil : outcome.record,
            delivered: ledger.position, addresses: addresses(of: admission, outcome.kind))
    }

    /// The own tier, the caller, and every tier that the handler may call: whoever could act on
    /// another message with this key must see that this one was first.
    private func addresses(of admission: Admission, _ kind: Message.Output.Kind) -> TierSet {
        var tiers = TierSet(configuration.tier)
        if mutation.has(.addressesOnlyTarget) {
            switch kind {
            case .call(let target, _): tiers.insert(target)
            case .reply: if let caller = admission.caller { tiers.insert(caller) }
            }
            return tiers
        }
        if let caller = admission.caller { tiers.insert(caller) }
        return tiers.union(catalog.callees(of: admission.handler))
    }

    private var sends: Bool {
        !configuration.isLazy || ledger.leader == configuration.identity
    }

    /// R2: the record goes in the same message, so that it cannot be lost alone.
    private mutating func emit(_ index: Int, _ actions: inout [ReplicaAction]) {
        guard !isHalted, var output = pending[index].own else { return }
        output.delivered = ledger.position
        output.view = ledger.viewNumber
        acknowledged = ledger.position
        pending[index].isSent = true
        actions.append(.multicast(.output(output)))
    }

    /// The order has chosen.
    mutating func decide(
        _ key: SegmentKey, _ output: Message.Output, _ actions: inout [ReplicaAction]
    ) {
        guard let index = index(of: key) else {
            // A deterministic segment is settled already; its message may wait to be sent.
            if output.sender != configuration.identity { actions.append(.cancel(key)) }
            return
        }
        if output.sender != configuration.identity { cancel(index, &actions) }
        pending[index].chosen = output
        pending[index].chosenAt = ledger.position
        if pending[index].phase == .executed { resolve(index, &actions) }
    }

    /// R6: the acknowledgement that the cancelled message carried may never be sent.
    private mutating func cancel(_ index: Int, _ actions: inout [ReplicaAction]) {
        guard pending[index].isSent else { return }
        let me = configuration.identity
        acknowledged = ledger.members.first { $0.replica == me }?.delivered ?? .none
        actions.append(.cancel(pending[index].admission.key))
    }

    /// R3, R4: the own run stands, or is compensated.
    private mutating func resolve(_ index: Int, _ actions: inout [ReplicaAction]) {
        let work = pending[index]
        guard let chosen = work.chosen, let own = work.own else { return }
        let stands =
            chosen.sender == configuration.identity || isSameRun(own, chosen)
            || configuration.technique == .vanilla
        if stands {
            actions.append(.keep(chosen.key))
            settle(index, &actions)
        } else if chosen.record != nil {
            pending[index].phase = .compensating
            actions.append(.compensate(chosen.key, chosen: chosen))
        }
    }

    private func isSameRun(_ own: Message.Output, _ chosen: Message.Output) -> Bool {
        own.kind == chosen.kind && own.payload == chosen.payload
            && own.record?.path == chosen.record?.path
            && own.record?.draws == chosen.record?.draws
    }

    /// The shell has made the segment equal to the choice.
    ///
    /// - Parameter outcome: what running it again gave, where it was run again.
    public mutating func compensated(
        _ key: SegmentKey, _ outcome: SegmentOutcome?, _ actions: inout [ReplicaAction]
    ) {
        guard let index = index(of: key), pending[index].phase == .compensating,
            let chosen = pending[index].chosen
        else { return }
        if let outcome, !outcome.hasMessage(of: chosen) {
            return actions.append(.leave(.differentMessage(key)))
        }
        settle(index, &actions)
    }

    /// R13: a lazy replica that becomes the lowest rank sends all that it holds back.
    mutating func takeOver(_ actions: inout [ReplicaAction]) {
        forgetOffersToTheGone(&actions)
        guard configuration.isLazy, sends else { return }
        for index in pending.indices
        where pending[index].phase == .executed && pending[index].chosen == nil
            && !pending[index].isSent
        {
            emit(index, &actions)
        }
    }
}
