import MidasWire

extension Ledger {
    /// Takes the next message of the order and appends what it means.
    ///
    /// Messages that are not addressed to the tier count as well: positions and acknowledgements
    /// are the ring's.
    public mutating func deliver(_ message: Message, _ effects: inout [LedgerEffect]) {
        position = position.next
        switch message {
        case .open(let open): deliver(open, &effects)
        case .close(let close): if close.tier == tier { sessions[close.session] = nil }
        case .request(let request): deliver(request, &effects)
        case .output(let output): deliver(output, &effects)
        case .acknowledge(let seen): note(seen.replica, delivered: seen.delivered)
        case .join(let join): deliver(join)
        case .joined(let join): deliverJoined(join, &effects)
        case .tick(let tick): deliver(tick, &effects)
        case .view(let view): deliver(view, &effects)
        }
        lowerFences(&effects)
    }

    /// L3: a request that arrives while a fence is up waits, unless its root is older than the
    /// fence: what the tier still owes to older requests must drain.
    mutating func arrive(
        _ request: Request, at number: OrderNumber, _ effects: inout [LedgerEffect]
    ) {
        requests[number] = request
        admitUnlessFenced(number, &effects)
    }

    private mutating func admitUnlessFenced(
        _ number: OrderNumber, _ effects: inout [LedgerEffect]
    ) {
        guard let index = requests.index(of: number) else { return }
        let root = requests.entries[index].value.root
        if let fence = fences.first,
            root > fence.number || mutation.has(.fenceStopsNestedCalls)
        {
            waiting.append(number)
            return
        }
        let admission = admissions
        requests.update(at: index) { $0.admission = admission }
        admit(SegmentKey(request: number, point: 0), .request, &effects)
    }

    /// Gives the next place in the admission order to a segment of a known request.
    mutating func admit(
        _ key: SegmentKey, _ input: Admission.Input, _ effects: inout [LedgerEffect]
    ) {
        guard let index = requests.index(of: key.request) else { return }
        let request = requests.entries[index].value
        effects.append(
            .admitted(
                Admission(
                    key: key, index: admissions, handler: request.handler,
                    arguments: request.arguments, root: request.root, caller: request.caller,
                    input: input)))
        admissions += 1
    }

    // MARK: Fences

    private mutating func deliver(_ join: Message.Join) {
        if !members.contains(where: { $0.replica == join.replica }) {
            members.append(Member(replica: join.replica, tier: join.tier, isActive: false))
        }
        guard join.tier == tier, !mutation.has(.joinsWithoutFence) else { return }
        fences.append(Fence(number: position, joiner: join.replica))
    }

    private mutating func deliverJoined(
        _ join: Message.Join, _ effects: inout [LedgerEffect]
    ) {
        for index in members.indices where members[index].replica == join.replica {
            members[index].isActive = true
        }
        if join.tier == tier { effects.append(.joined(join.replica)) }
    }

    /// L4: once no admitted request is unfinished, the snapshot takes its place in the admission
    /// order, and those that waited follow it in the order of their arrival.
    private mutating func lowerFences(_ effects: inout [LedgerEffect]) {
        while let fence = fences.first, requests.count == waiting.count {
            fences.removeFirst()
            effects.append(
                .admitted(
                    Admission(
                        key: SegmentKey(request: fence.number, point: 0), index: admissions,
                        handler: HandlerID(.max), arguments: [], root: fence.number, caller: nil,
                        input: .snapshot(joiner: fence.joiner))))
            admissions += 1
            let arrived = waiting
            waiting = []
            for number in arrived { admitUnlessFenced(number, &effects) }
        }
    }

    // MARK: Timers

    /// The first TICK with a count is the run; later ones and gaps are ignored.
    private mutating func deliver(_ tick: Message.Tick, _ effects: inout [LedgerEffect]) {
        guard tick.tier == tier else { return }
        let index = timers.firstIndex { $0.timer >= tick.timer } ?? timers.count
        if index == timers.count || timers[index].timer != tick.timer {
            timers.insert(Timer(timer: tick.timer, next: 0), at: index)
        }
        guard tick.count >= timers[index].next else { return }
        timers[index].next = tick.count + 1
        arrive(
            Request(
                handler: tick.handler, arguments: tick.value, root: position, caller: nil,
                session: .none, number: 0),
            at: position, &effects)
    }
}
