import CMidasIO
import Glibc
import MidasProtocol
import MidasWire

/// The sequencer's part: taking over, letting members in, giving numbers.
extension EmbeddedTransport {
    // MARK: Taking over

    func becomeSequencer() {
        unlink(rendezvous.socket)
        listener = midas_io_listen(rendezvous.socket)
        guard listener >= 0 else {
            return leave(.system("listen at \(rendezvous.socket)", code: errno))
        }
        _ = midas_io_add(poller, listener, EPOLLIN.rawValue, EmbeddedTransport.listenerToken)
        if hasStarted { counters.takeOvers += 1 }
        role = .gathering(deadline: now() + configuration.takeOverPatience)
        checkGathering()
    }

    /// Whether everybody who lives is there; then what is missing is fetched, and the order goes on.
    func checkGathering() {
        guard case .gathering(let deadline) = role else { return }
        let here = links.values.filter { $0.hello != nil }
        guard isComplete(here) || hasStarted && now() >= deadline else { return }
        let survivors = here.filter { $0.hello?.view != nil }
        let ahead = survivors.max { delivered($0) < delivered($1) }
        if let ahead, delivered(ahead) > member.delivered {
            role = .refilling(from: ahead, through: delivered(ahead))
            ahead.send(.refill, member.delivered)
            return
        }
        startSequencing()
    }

    private func isComplete(_ here: [Link]) -> Bool {
        guard let lastView else { return here.count + 1 >= configuration.foundingMembers }
        return lastView.members.allSatisfy { expected in
            expected.replica == configuration.replica
                || here.contains { $0.hello?.replica == expected.replica }
                || rendezvous.isDead(expected.replica)
        }
    }

    private func delivered(_ link: Link) -> OrderNumber { link.hello?.delivered ?? .none }

    private func startSequencing() {
        sequencer = Sequencer(continuing: member, view: lastView?.number ?? 0)
        role = .sequencing
        if !hasStarted {
            hasStarted = true
            events.append(.joined(after: .none))
        }
        sequencer?.add(configuration.replica, configuration.tier, delivered: member.delivered)
        // Ranks are by id at the start and by age afterwards, the same for everybody.
        let waiting = links.values.filter { $0.hello != nil }.sorted { rank($0) < rank($1) }
        for link in waiting { admit(link) }
        announceView()
        for submission in member.unordered {
            order(configuration.replica, submission.number, submission.bytes)
        }
    }

    private func rank(_ link: Link) -> (Int, UInt32) {
        let replica = link.hello?.replica ?? OrderedMessage.sequencer
        let old = lastView?.members.firstIndex { $0.replica == replica }
        return (old ?? Int.max, replica.value)
    }

    // MARK: Members

    func acceptAll() {
        while true {
            let descriptor = midas_io_accept(listener)
            guard descriptor >= 0 else { return }
            var user: UInt32 = 0
            var process: Int32 = 0
            guard midas_io_peer(descriptor, &user, &process) == 0, user == geteuid() else {
                counters.refusedPeers += 1
                close(descriptor)
                continue
            }
            _ = makeLink(descriptor)
        }
    }

    func receiveAsSequencer(_ frame: ReceivedFrame, from link: Link) {
        switch (frame, link.peer) {
        case (.hello(let hello), nil) where link.hello == nil: greet(hello, link)
        case (.submit(let submissions), let peer?):
            for submission in submissions { order(peer, submission.number, submission.bytes) }
        case (.acknowledge(let number), let peer?): acknowledge(peer, number)
        case (.ordered(let messages), nil): takeRefill(messages, from: link)
        case (.point(let replica, _, let bytes), let peer?):
            route(to: replica, from: peer, bytes)
        default:
            counters.refusedPeers += 1
            lose(link)
        }
    }

    private func greet(_ hello: OrderFrame.Hello, _ link: Link) {
        if hello.siteTable != configuration.siteTable, hello.tier == configuration.tier {
            return refuse(link, .otherSiteTable)
        }
        let isTaken =
            hello.replica == configuration.replica
            || links.values.contains { $0 !== link && $0.hello?.replica == hello.replica }
        if isTaken { return refuse(link, .identityTaken) }
        link.hello = hello
        guard case .sequencing = role else { return }
        // Whoever was in a view and comes only now was given up, and has to join anew.
        guard hello.view == nil else { return refuse(link, .tooLate) }
        admit(link)
        announceView()
    }

    private func refuse(_ link: Link, _ refusal: TransportError.Refusal) {
        counters.refusedPeers += 1
        var prefix = FramePrefix()
        prefix.append(refusal.rawValue)
        link.send(.refused, prefix)
        _ = link.flush()
        lose(link)
    }

    /// Lets a member in and gives it what it lacks.
    private func admit(_ link: Link) {
        guard let hello = link.hello, let last = sequencer?.last else { return }
        distribute()
        let isNew = hello.view == nil
        let from = isNew ? last : hello.delivered
        guard let missing = member.refill(after: from) else { return refuse(link, .tooLate) }
        link.peer = hello.replica
        peers.append(link)
        let known = sequencer?.lastSubmissions ?? []
        link.send(.welcome) { OrderFrame.Welcome(after: from, known: known).encode(to: &$0) }
        link.send(missing)
        sequencer?.add(hello.replica, hello.tier, delivered: from)
    }

    func remove(_ replica: ReplicaID) {
        if let stable = sequencer?.remove(replica) { noteStable(stable) }
        rendezvous.forget(replica)
        announceView()
    }

    private func announceView() {
        guard let view = sequencer?.nextView(), let number = sequencer?.view else { return }
        order(OrderedMessage.sequencer, number, view.encoded())
    }

    private func takeRefill(_ messages: [OrderedMessage], from link: Link) {
        guard case .refilling(let source, let last) = role, source === link else {
            counters.refusedPeers += 1
            return lose(link)
        }
        for message in messages { deliver(message) }
        if member.delivered >= last { startSequencing() }
    }

    // MARK: Ordering

    /// Gives a submission its number; it leaves for the members with what else was ordered.
    func order(_ sender: ReplicaID, _ submission: UInt64, _ bytes: [UInt8]) {
        guard let number = sequencer?.order(sender, submission) else { return }
        counters.ordered += 1
        let message = OrderedMessage(
            number: number, sender: sender, submission: submission, bytes: bytes)
        batch.append(message)
        deliver(message)
        if batch.isFull { distribute() }
    }

    /// Puts what was ordered on its way to everybody.
    func distribute() {
        guard !batch.isEmpty else { return }
        let checksum = Checksum.crc32c(batch.bytes)
        var isCongested = false
        for link in peers {
            link.send(.ordered, batch, checksum: checksum)
            if link.backlog > configuration.backlogLimit { isCongested = true }
        }
        batch.clear()
        if isCongested { stopReading() }
    }

    /// A member lags too far: nothing new is taken in until it has caught up.
    private func stopReading() {
        for link in links.values where link.reads && link.backlog <= configuration.backlogLimit {
            link.reads = false
            watch(link)
        }
    }

    func resumeReading() {
        guard case .sequencing = role,
            !links.values.contains(where: { $0.backlog > configuration.backlogLimit / 2 })
        else { return }
        for link in links.values where !link.reads {
            link.reads = true
            watch(link)
        }
    }
}
