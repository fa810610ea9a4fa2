import MidasWire

/// L2: the first message out with a key is the choice, whatever its kind, target and content.
extension Ledger {
    mutating func deliver(_ output: Message.Output, _ effects: inout [LedgerEffect]) {
        note(output.sender, delivered: output.delivered)
        if output.addresses.contains(tier) {
            if output.tier == tier {
                decideOwn(output, &effects)
            } else {
                decideForeign(output, &effects)
            }
        }
        if case .reply = output.kind, mutation.has(.dropsNestedKeysAtFinalReply) {
            foreign.removeAll { key, entry in
                key == output.key.request
                    || entry.root == output.root && output.root == output.key.request
            }
        }
    }

    private mutating func decideOwn(
        _ output: Message.Output, _ effects: inout [LedgerEffect]
    ) {
        guard let index = requests.index(of: output.key.request),
            requests.entries[index].value.admission != nil
        else { return decideAgainByKind(output, &effects) }
        let request = requests.entries[index].value
        // A point beyond the next one was never admitted: no honest replica can have run it.
        guard output.key.point == request.decided else {
            return decideAgainByKind(output, &effects)
        }
        rememberKind(output)
        requests.update(at: index) { $0.decided += 1 }
        effects.append(.decided(output.key))
        switch output.kind {
        case .call(let target, let handler):
            calls[position] = OpenCall(caller: output.key, target: target)
            if target == tier { arriveCalled(output, handler, &effects) }
            if !members.contains(where: { $0.tier == target }) { loseCall(position, &effects) }
        case .reply:
            requests.remove(at: index)
            if request.caller == nil { finish(request, output.payload, &effects) }
            if request.caller == tier { returnCall(output, &effects) }
        }
    }

    private mutating func decideForeign(
        _ output: Message.Output, _ effects: inout [LedgerEffect]
    ) {
        let known = foreign[output.key.request]?.decided ?? 0
        guard output.key.point >= known else { return decideAgainByKind(output, &effects) }
        rememberKind(output)
        foreign[output.key.request] = ForeignRequest(
            tier: output.tier, decided: output.key.point + 1, decidedAt: position,
            root: output.root)
        follow(output, &effects)
    }

    private mutating func follow(_ output: Message.Output, _ effects: inout [LedgerEffect]) {
        switch output.kind {
        case .call(let target, let handler):
            if target == tier { arriveCalled(output, handler, &effects) }
        case .reply: returnCall(output, &effects)
        }
    }

    private mutating func arriveCalled(
        _ output: Message.Output, _ handler: HandlerID, _ effects: inout [LedgerEffect]
    ) {
        arrive(
            Request(
                handler: handler, arguments: output.payload, root: output.root,
                caller: output.tier, session: .none, number: 0),
            at: position, &effects)
    }

    /// A reply to a call of this tier admits the caller's next segment.
    private mutating func returnCall(
        _ output: Message.Output, _ effects: inout [LedgerEffect]
    ) {
        guard let call = calls[output.key.request] else { return }
        calls[output.key.request] = nil
        let next = SegmentKey(request: call.caller.request, point: call.caller.point + 1)
        admit(next, .reply(output.payload), &effects)
    }

    /// L5: nobody is left who could answer.
    mutating func loseCall(_ number: OrderNumber, _ effects: inout [LedgerEffect]) {
        guard let call = calls[number] else { return }
        calls[number] = nil
        let next = SegmentKey(request: call.caller.request, point: call.caller.point + 1)
        admit(next, .tierLost, &effects)
    }

    // MARK: The mutation that keys by kind and target

    private func kind(of output: Message.Output) -> UInt64 {
        var digest = Digest()
        digest.add(output.key.request.value)
        digest.add(UInt64(output.key.point))
        if case .call(let target, _) = output.kind { digest.add(UInt64(target.value) + 1) }
        return digest.value
    }

    private mutating func rememberKind(_ output: Message.Output) {
        if mutation.has(.keysByKindAndTarget) { kindsSeen.append(kind(of: output)) }
    }

    private mutating func decideAgainByKind(
        _ output: Message.Output, _ effects: inout [LedgerEffect]
    ) {
        guard mutation.has(.keysByKindAndTarget), !kindsSeen.contains(kind(of: output)) else {
            return
        }
        kindsSeen.append(kind(of: output))
        follow(output, &effects)
    }
}
