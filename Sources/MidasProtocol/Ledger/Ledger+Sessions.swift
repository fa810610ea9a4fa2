import MidasWire

/// L1: clients' requests at most once, with a low-water mark for each session.
extension Ledger {
    mutating func deliver(_ open: Message.Open, _ effects: inout [LedgerEffect]) {
        guard open.tier == tier else { return }
        if sessions.count >= limits.sessions { closeLeastRecentlyUsed() }
        sessions[position] = Session(nonce: open.nonce, lastUsed: position)
        effects.append(.opened(session: position, nonce: open.nonce))
    }

    mutating func deliver(_ message: Message.Request, _ effects: inout [LedgerEffect]) {
        guard message.tier == tier else { return }
        let (session, number) = (message.session, message.number)
        guard let index = sessions.index(of: session) else {
            effects.append(.expired(session: session, number: number))
            return
        }
        let here = position
        let window = limits.requestsPerSession
        let forgets = mutation.has(.forgetsLowWater)
        let arrival = sessions.update(at: index) {
            $0.lastUsed = here
            if forgets {
                $0.forget(below: message.seenBelow)
            } else {
                $0.raise(to: message.seenBelow)
            }
            return $0.enter(number, at: here, window: window)
        }
        switch arrival {
        case .ignored: break
        case .known: effects.append(.repeated(session: session, number: number))
        case .new:
            let request = Request(
                handler: message.handler, arguments: message.arguments, root: here, caller: nil,
                session: session, number: number)
            arrive(request, at: here, &effects)
        }
    }

    /// Keeps a final reply until the client says that it has seen it.
    mutating func finish(
        _ request: Request, _ reply: [UInt8], _ effects: inout [LedgerEffect]
    ) {
        guard let index = sessions.index(of: request.session) else { return }
        let here = position
        let isKept = sessions.update(at: index) { $0.finish(request.number, at: here, reply) }
        if isKept { effects.append(.finished(session: request.session, number: request.number)) }
    }

    /// The final reply of a client's request; nil while it runs and once it is not kept any more.
    public func reply(
        session: OrderNumber, number: UInt64
    ) -> (decidedAt: OrderNumber, payload: [UInt8])? {
        guard let index = sessions.index(of: session),
            let entry = sessions.entries[index].value.entries.first(where: { $0.number == number }),
            entry.decidedAt > .none
        else { return nil }
        return (entry.decidedAt, entry.reply)
    }

    private mutating func closeLeastRecentlyUsed() {
        let oldest = sessions.entries.indices.min {
            sessions.entries[$0].value.lastUsed < sessions.entries[$1].value.lastUsed
        }
        if let oldest { sessions.remove(at: oldest) }
    }
}

extension Ledger.Session {
    enum Arrival { case ignored, known, new }

    mutating func raise(to seenBelow: UInt64) {
        low = max(low, seenBelow)
        forget(below: low)
    }

    mutating func forget(below number: UInt64) {
        if let first = entries.first, first.number < number {
            entries.removeAll { $0.number < number }
        }
    }

    mutating func enter(
        _ number: UInt64, at position: OrderNumber, window: UInt64
    ) -> Arrival {
        guard number >= low, number - low < window else { return .ignored }
        let index = entries.firstIndex { $0.number >= number } ?? entries.count
        if index < entries.count, entries[index].number == number { return .known }
        entries.insert(Entry(number: number, request: position), at: index)
        return .new
    }

    mutating func finish(_ number: UInt64, at position: OrderNumber, _ reply: [UInt8]) -> Bool {
        guard let index = entries.firstIndex(where: { $0.number == number }),
            entries[index].decidedAt == .none
        else { return false }
        entries[index].decidedAt = position
        entries[index].reply = reply
        return true
    }
}
