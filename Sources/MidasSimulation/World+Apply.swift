import MidasProtocol
import MidasWire

extension World {
    /// Does one step. A step that cannot happen here changes nothing.
    public mutating func apply(_ step: Step) {
        switch step {
        case .request(let client):
            guard clients[client].next < scenario.clients[client].count else { return }
            log.append(request(of: client, clients[client].next))
        case .deliver(let replica): deliver(replica)
        case .run(let replica, let key):
            report(replicas[replica].run(key, in: setting))
        case .order(let replica): order(replica)
        case .acknowledge(let replica): acknowledge(replica)
        case .answer(_, let client, let payload):
            clients[client].next += 1
            clients[client].seen.append(payload)
        case .join(let replica):
            let joiner = replicas[replica]
            log.append(.join(Message.Join(tier: joiner.tier, replica: joiner.identity)))
        case .transfer(let donor, let joiner): transfer(donor, joiner)
        case .dropOnHearsay(let replica): replicas[replica].outbox.removeFirst()
        case .retry(let client, let number):
            budget.retries -= 1
            log.append(request(of: client, number))
        case .clientCrash(let client):
            budget.clientCrashes -= 1
            clients[client].isAlive = false
        case .crash(let replica, let lost): crash(replica, lost)
        case .cut(let replica, let lost): cut(replica, lost)
        case .comeBack(let replica): comeBack(replica)
        }
    }

    mutating func report(_ found: Violation?) { violation = violation ?? found }

    private mutating func deliver(_ index: Int) {
        let number = position(of: index).next
        let message = replicas[index].detached?[number] ?? log[number]
        report(replicas[index].deliver(message, in: setting))
    }

    private mutating func order(_ index: Int) {
        let message = replicas[index].outbox.removeFirst()
        if replicas[index].detached != nil {
            replicas[index].detached?.append(message)
        } else {
            log.append(message)
        }
    }

    private mutating func acknowledge(_ index: Int) {
        var actions: [ReplicaAction] = []
        replicas[index].core.acknowledgeWhenIdle(&actions)
        report(replicas[index].perform(&actions, in: setting))
    }

    // MARK: Joining

    private mutating func transfer(_ donor: Int, _ joiner: Int) {
        if scenario.mutation.has(.joinsWithoutFence) { return copy(donor, joiner) }
        let identity = replicas[joiner].identity
        guard var offer = replicas[donor].core.offer(for: identity),
            let capture = replicas[donor].captures.first(where: { $0.joiner == identity })
        else { return }
        if scenario.mutation.has(.joinsWithoutLedger) {
            offer.ledger = firstLedger(of: replicas[joiner].tier)
        }
        var actions: [ReplicaAction] = []
        replicas[joiner].core = Replica(
            joining: configuration(identity, replicas[joiner].tier), catalog: setting.program,
            offer: offer, &actions)
        replicas[joiner].store = capture.store
        replicas[joiner].status = .live
        report(replicas[joiner].perform(&actions, in: setting))
        if !scenario.mutation.has(.leavesJoinersUncounted) { catchUp(joiner, with: donor) }
        announceJoined(joiner)
    }

    /// A joiner has kept what came after its JOIN: it counts as a receiver of all that.
    private mutating func catchUp(_ joiner: Int, with donor: Int) {
        while position(of: joiner) < position(of: donor), violation == nil { deliver(joiner) }
    }

    private mutating func announceJoined(_ joiner: Int) {
        let identity = replicas[joiner].identity
        if scenario.announcesViews {
            replicas[joiner].outbox.append(
                .joined(Message.Join(tier: replicas[joiner].tier, replica: identity)))
            return
        }
        for index in replicas.indices {
            var actions: [ReplicaAction] = []
            replicas[index].core.discardOffer(to: identity, &actions)
            report(replicas[index].perform(&actions, in: setting))
        }
    }

    // MARK: Faults

    private mutating func crash(_ index: Int, _ lost: Int) {
        budget.crashes -= 1
        truncate(lost, without: index)
        if scenario.mutation.has(.restartsFromItsDisk) { return restartFromDisk(index) }
        replicas[index].status = .dead
        announceView()
    }

    /// The others go on without the last `lost` messages; what they had sent of them, they send
    /// again.
    private mutating func truncate(_ lost: Int, without index: Int) {
        let kept = OrderNumber(log.end.value - UInt64(lost))
        let gone = log.truncate(after: kept)
        guard !gone.isEmpty else { return }
        for other in replicas.indices where other != index && replicas[other].status == .live {
            let identity = replicas[other].identity
            let own = gone.filter { $0.sender == identity }
            replicas[other].outbox.insert(contentsOf: own, at: 0)
        }
    }

    private mutating func cut(_ index: Int, _ lost: Int) {
        budget.cuts -= 1
        replicas[index].detached = log
        truncate(lost, without: index)
        replicas[index].status = .cut
        var actions: [ReplicaAction] = []
        replicas[index].core.loseQuorum(&actions)
        report(replicas[index].perform(&actions, in: setting))
        announceView()
    }

    /// A process that starts again is a new member: what it knew is not trusted.
    private mutating func comeBack(_ index: Int) {
        budget.returns -= 1
        let identity = ReplicaID(nextIdentity)
        nextIdentity += 1
        replicas[index] = freshReplica(identity, replicas[index].tier, .absent)
    }

    private mutating func announceView() {
        guard scenario.announcesViews else { return }
        views += 1
        let members = replicas.filter {
            $0.status == .live || $0.status == .absent && log.holdsJoin(of: $0.identity)
        }.sorted { $0.identity < $1.identity }
        log.append(
            .view(
                Message.View(
                    number: views,
                    members: members.map {
                        Message.Member(replica: $0.identity, tier: $0.tier)
                    })))
    }

    // MARK: Mutations

    private mutating func copy(_ donor: Int, _ joiner: Int) {
        var actions: [ReplicaAction] = []
        let configuration = replicas[joiner].core.configuration
        replicas[joiner].core = replicas[donor].core.restarted(as: configuration, &actions)
        replicas[joiner].store = replicas[donor].store
        replicas[joiner].frames = replicas[donor].frames
        replicas[joiner].status = .live
        report(replicas[joiner].perform(&actions, in: setting))
    }

    private mutating func restartFromDisk(_ index: Int) {
        var actions: [ReplicaAction] = []
        replicas[index].forgetUndecided()
        replicas[index].core = replicas[index].core.restarted(
            as: replicas[index].core.configuration, &actions)
        report(replicas[index].perform(&actions, in: setting))
    }
}

extension SimulatedReplica {
    /// Keeps the state as it is, with the effects of undecided segments.
    mutating func forgetUndecided() {
        runs = []
        ready = []
        outbox = []
        captures = []
    }
}

extension Message {
    /// The replica that sent it, where one did.
    var sender: ReplicaID? {
        switch self {
        case .output(let output): output.sender
        case .acknowledge(let acknowledge): acknowledge.replica
        case .joined(let join): join.replica
        default: nil
        }
    }
}
