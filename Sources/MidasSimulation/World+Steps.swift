import MidasProtocol
import MidasWire

extension World {
    /// Appends everything that can happen next, in a fixed order.
    public func steps(into steps: inout [Step]) {
        for index in replicas.indices {
            switch replicas[index].status {
            case .dead: addComeBack(index, &steps)
            case .absent: addJoining(index, &steps)
            case .live: addLive(index, &steps)
            case .cut:
                addComeBack(index, &steps)
                if !replicas[index].core.isHalted { addProgress(index, &steps) }
            }
        }
        for index in clients.indices where clients[index].isAlive { addClient(index, &steps) }
    }

    private func addLive(_ index: Int, _ steps: inout [Step]) {
        addProgress(index, &steps)
        if scenario.stability == .acknowledged, isIdleAndOwing(index) {
            steps.append(.acknowledge(replica: index))
        }
        guard budget.crashes > 0 || budget.cuts > 0 else { return }
        let isReplaceable = replicas.indices.contains {
            $0 != index && replicas[$0].status == .live
                && replicas[$0].tier == replicas[index].tier
        }
        if budget.crashes > 0, isReplaceable {
            addLosses(index, &steps) { .crash(replica: index, lost: $0) }
        }
        if budget.cuts > 0, isReplaceable || scenario.faults.crashes == 0 {
            addLosses(index, &steps) { .cut(replica: index, lost: $0) }
        }
    }

    /// What a process does by itself: deliver, run, send.
    ///
    /// It reads single fields: a method of the replica would copy the whole of it, for every step
    /// of every walk.
    private func addProgress(_ index: Int, _ steps: inout [Step]) {
        let end = replicas[index].detached?.end ?? log.end
        if replicas[index].core.ledger.position < end { steps.append(.deliver(replica: index)) }
        for admission in replicas[index].ready {
            steps.append(.run(replica: index, admission.key))
        }
        guard let first = replicas[index].outbox.first else { return }
        if (replicas[index].detached ?? log).isRepetition(first) {
            if scenario.mutation.has(.cancelsOnHearsay) {
                steps.append(.dropOnHearsay(replica: index))
            }
            if !scenario.ordersRepetitions { return }
        }
        steps.append(.order(replica: index))
    }

    private func isIdleAndOwing(_ index: Int) -> Bool {
        replicas[index].outbox.isEmpty
            && replicas[index].core.worthAcknowledging > replicas[index].core.acknowledged
    }

    /// One step for each number of messages that only the lost replica had.
    private func addLosses(
        _ index: Int, _ steps: inout [Step], _ make: (Int) -> Step
    ) {
        var kept = OrderNumber.none
        for other in replicas.indices where other != index && replicas[other].status == .live {
            kept = max(kept, position(of: other))
        }
        if !scenario.faults.losesTails { kept = log.end }
        for lost in 0...Int(log.end.value - kept.value) { steps.append(make(lost)) }
    }

    private func addComeBack(_ index: Int, _ steps: inout [Step]) {
        if budget.returns > 0 { steps.append(.comeBack(replica: index)) }
    }

    private func addJoining(_ index: Int, _ steps: inout [Step]) {
        let identity = replicas[index].identity
        guard log.holdsJoin(of: identity) else { return steps.append(.join(replica: index)) }
        for donor in replicas.indices
        where replicas[donor].status == .live && replicas[donor].tier == replicas[index].tier {
            if replicas[donor].core.hasOffer(for: identity)
                || scenario.mutation.has(.joinsWithoutFence)
            {
                steps.append(.transfer(donor: donor, joiner: index))
            }
        }
    }

    private func addClient(_ index: Int, _ steps: inout [Step]) {
        let client = clients[index]
        let requests = scenario.clients[index]
        if client.next < requests.count {
            if !log.holdsRequest(client.session, UInt64(client.next)) {
                steps.append(.request(client: index))
            }
            addAnswers(index, &steps)
            if budget.clientCrashes > 0 { steps.append(.clientCrash(client: index)) }
        }
        guard budget.retries > 0 else { return }
        for number in 0..<min(client.next + 1, requests.count)
        where log.holdsRequest(client.session, UInt64(number)) {
            steps.append(.retry(client: index, number: number))
        }
    }

    /// One step for each different answer that some replica would give.
    private func addAnswers(_ index: Int, _ steps: inout [Step]) {
        let session = clients[index].session
        let number = UInt64(clients[index].next)
        let first = steps.count
        for replica in replicas.indices where replicas[replica].tier == TierID(0) {
            guard let answer = answer(of: replica, session, number) else { continue }
            let isKnown = steps[first...].contains {
                if case .answer(_, _, let payload) = $0 { payload == answer } else { false }
            }
            if !isKnown { steps.append(.answer(replica: replica, client: index, answer)) }
        }
    }

    private func answer(
        of index: Int, _ session: OrderNumber, _ number: UInt64
    ) -> [UInt8]? {
        let isCut = replicas[index].status == .cut
        guard replicas[index].status == .live || isCut && !replicas[index].core.isHalted else {
            return nil
        }
        if scenario.stability == .acknowledged {
            return replicas[index].answers.first {
                $0.session == session && $0.number == number
            }?.payload
        }
        if scenario.mutation.has(.answersOwnReply),
            let own = replicas[index].core.ownReply(session: session, number: number)
        {
            return own
        }
        guard let reply = replicas[index].core.ledger.reply(session: session, number: number),
            isCut || isStable(reply.decidedAt)
        else { return nil }
        return reply.payload
    }
}
