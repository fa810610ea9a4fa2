import MidasExploration
import MidasRules

/// The replica manager with its surroundings: backups, and a network that reorders, delays and
/// loses.
public struct ReplicationScene: Hashable, Sendable {
    public enum Message: Hashable, Sendable {
        case request(WriteRequest)
        case reply(WriteRequest, WriteOutcome)
    }

    public var manager: ReplicaManager
    public var backups: [Backup]
    /// What is under way; a set, since the network keeps no order.
    public var network: Set<Message> = []
    /// Replicas whose header was written at some time.
    public var opened: Set<Int> = []
    /// Replicas whose footer was written at some time.
    public var closed: Set<Int> = []
    /// What the log's owner has yet to do.
    public var script: [Entry]

    public enum Entry: Hashable, Sendable {
        case append
        case roll
    }

    public init(serverCount: Int, replicasPerSegment: Int, script: [Entry]) {
        manager = ReplicaManager(
            serverCount: serverCount, replicasPerSegment: replicasPerSegment, bytesPerCall: 1)
        backups = (0..<serverCount).map(Backup.init(number:))
        self.script = script
    }

    /// Moves what the manager wants to send into the network, and drops replies that no call waits
    /// for: who gets one again gets it from the call that asks again.
    public mutating func send() {
        for request in manager.takeRequests() { network.insert(.request(request)) }
        guard network.contains(where: { !$0.isRequest }) else { return }
        let manager = manager
        network = network.filter { message in
            message.isRequest
                || manager.replicas[message.request.replica].call == Call(request: message.request)
        }
    }

    mutating func deliver(_ message: Message) {
        network.remove(message)
        switch message {
        case .reply(let request, let outcome):
            manager.complete(request, outcome)
        case .request(let request):
            let outcome = backups[request.server.number].execute(request)
            network.insert(.reply(request, outcome))
            noteWrite(request)
        }
    }

    private mutating func noteWrite(_ request: WriteRequest) {
        switch request.part {
        case .header: opened.insert(request.replica)
        case .data: break
        case .footer: closed.insert(request.replica)
        }
    }

    /// A server stops: what it held is lost and what is on its way to it finds nobody.
    mutating func crash(_ number: Int) {
        backups[number].crash()
        for message in network.sorted(by: { $0.name < $1.name })
        where message.isRequest && message.request.server.number == number {
            network.remove(message)
        }
    }
}

extension ReplicationScene {
    /// The model that tests and the tool explore.
    public static func model(
        servers: Int, replicasPerSegment: Int = 2, script: [Entry] = [.roll, .append],
        kind: TaskKind<ReplicaManager> = ReplicaManager.kind,
        onFailure: @escaping @Sendable (inout ReplicaManager, Int) -> Void = {
            $0.serverFailed($1)
        }
    ) -> Model<ReplicationScene> {
        Model(
            initial: ReplicationScene(
                serverCount: servers, replicasPerSegment: replicasPerSegment, script: script),
            kinds: [kind.lifted(to: \.manager)],
            injections: { $0.injections(onFailure: onFailure) },
            perform: { $0.send() },
            invariants: invariants,
            goal: { $0.isDone })
    }

    /// All that was appended is on as many live servers as it should be.
    var isDone: Bool {
        script.isEmpty
            && manager.replicas.indices.allSatisfy { task in
                guard manager.isComplete(task), let server = manager.replicas[task].server
                else { return false }
                return backups[server.number].isUp && backups[server.number].id == server
            }
    }

    static let invariants: [Model<ReplicationScene>.Invariant] = [
        .init("what counts as committed is on the server") { scene in
            scene.manager.replicas.indices.allSatisfy(scene.isStored)
        },
        .init("a footer comes after the next header") { scene in
            scene.backups.allSatisfy { backup in
                backup.stored.allSatisfy {
                    !$0.value.hasFooter
                        || scene.opened.isSuperset(of: scene.manager.tasks(of: $0.key + 1))
                }
            }
        },
        .init("data comes after the footer before it") { scene in
            scene.backups.allSatisfy { backup in
                backup.stored.allSatisfy {
                    $0.key == 0 || $0.value.byteCount == 0
                        || scene.closed.isSuperset(of: scene.manager.tasks(of: $0.key - 1))
                }
            }
        },
        .init("the replicas of a segment are on different servers") { scene in
            scene.manager.segments.indices.allSatisfy { segment in
                let servers = scene.manager.tasks(of: segment).compactMap {
                    scene.manager.replicas[$0].server?.number
                }
                return Set(servers).count == servers.count
            }
        },
    ]

    /// Whether a replica's server, if it still runs, holds what the manager counts on.
    private func isStored(_ task: Int) -> Bool {
        let replica = manager.replicas[task]
        guard let server = replica.server, backups[server.number].isUp,
            backups[server.number].id == server, replica.headerIsCommitted
        else { return true }
        let stored = backups[server.number].stored[task / manager.replicasPerSegment]
        guard let stored else { return false }
        return stored.byteCount >= replica.committedBytes
            && (stored.hasFooter || !replica.footerIsCommitted)
    }

    func injections(
        onFailure: @escaping @Sendable (inout ReplicaManager, Int) -> Void
    ) -> [Model<ReplicationScene>.Injection] {
        ownerInjections + networkInjections + serverInjections(onFailure)
    }

    private var ownerInjections: [Model<ReplicationScene>.Injection] {
        guard let entry = script.first else { return [] }
        return [
            .init(entry == .append ? "data is appended" : "the head is full") { scene in
                scene.script.removeFirst()
                if entry == .append {
                    scene.manager.append(byteCount: 1)
                } else {
                    scene.manager.roll()
                }
            }
        ]
    }

    private var networkInjections: [Model<ReplicationScene>.Injection] {
        var found: [Model<ReplicationScene>.Injection] = []
        for message in network.sorted(by: { $0.name < $1.name }) {
            found.append(.init("\(message.name) arrives") { $0.deliver(message) })
            found.append(
                .init("\(message.name) is lost", isFault: true) { scene in
                    scene.network.remove(message)
                    scene.manager.complete(message.request, .failed)
                })
        }
        for task in manager.replicas.indices {
            guard let call = manager.replicas[task].call, call.outcome == nil else { continue }
            let name = Message.request(call.request).name
            let isUnderWay = network.contains { $0.request == call.request }
            found.append(
                .init("\(name) times out", isFault: isUnderWay) {
                    $0.manager.complete(call.request, .failed)
                })
        }
        return found
    }

    private func serverInjections(
        _ onFailure: @escaping @Sendable (inout ReplicaManager, Int) -> Void
    ) -> [Model<ReplicationScene>.Injection] {
        backups.indices.map { number in
            if backups[number].isUp {
                return .init("server \(number) crashes", isFault: true) {
                    $0.crash(number)
                }
            } else if manager.servers[number] != nil {
                return .init("the failure of server \(number) is noticed") {
                    onFailure(&$0.manager, number)
                }
            } else {
                return .init("server \(number) comes back") { scene in
                    scene.backups[number].restart()
                    scene.manager.serverJoined(scene.backups[number].id)
                }
            }
        }
    }
}

extension ReplicationScene.Message {
    var request: WriteRequest {
        switch self {
        case .request(let request): request
        case .reply(let request, _): request
        }
    }

    var isRequest: Bool {
        if case .request = self { return true }
        return false
    }

    /// Names a message in traces.
    var name: String {
        let server = "\(request.server.number).\(request.server.incarnation)"
        let write = "\(request.part.name) of replica \(request.replica) on server \(server)"
        switch self {
        case .request: return "write of \(write)"
        case .reply(_, let outcome): return "reply (\(outcome)) to \(write)"
        }
    }
}

extension WriteRequest.Part {
    var name: String {
        switch self {
        case .header: "header"
        case .data(let end): "data to \(end)"
        case .footer: "footer"
        }
    }
}
