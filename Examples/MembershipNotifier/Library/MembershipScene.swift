import MidasExploration
import MidasRules

/// The notifier with its surroundings: servers that come and go, and a network that reorders,
/// loses and repeats.
public struct MembershipScene: Hashable, Sendable {
    public typealias Member = MembershipNotifier.Member
    public typealias Update = MembershipNotifier.Update

    public enum Message: Hashable, Sendable {
        case update(Update)
        case reply(Update, isConfirmed: Bool)
    }

    public var notifier = MembershipNotifier()
    /// By server number; nil for one that is not running.
    public var listeners: [Listener?]
    /// What is under way, in the order of `name`: the network itself keeps none.
    public var network: [Message] = []
    /// Servers that have crashed and that the coordinator has not missed yet.
    public var unnoticed: [Member] = []
    public var incarnations: [Int]
    /// Joins that may still happen.
    public var joinsLeft: Int

    public init(serverCount: Int, joins: Int) {
        listeners = Array(repeating: nil, count: serverCount)
        incarnations = Array(repeating: 0, count: serverCount)
        joinsLeft = joins
    }

    mutating func send() {
        for update in notifier.takeUpdates() { put(.update(update)) }
    }

    mutating func put(_ message: Message) {
        guard !network.contains(message) else { return }
        let position = network.firstIndex { $0.name > message.name } ?? network.endIndex
        network.insert(message, at: position)
    }

    mutating func join(_ server: Int) {
        let member = Member(server: server, incarnation: incarnations[server])
        joinsLeft -= 1
        listeners[server] = Listener(member, version: notifier.notification[0].version)
        notifier.join(member)
    }

    mutating func crash(_ member: Member) {
        listeners[member.server] = nil
        incarnations[member.server] += 1
        unnoticed.append(member)
    }

    mutating func deliver(
        _ message: Message, receive: (inout Listener, Update) -> Bool
    ) {
        switch message {
        case .reply(let update, let isConfirmed):
            notifier.complete(update, isConfirmed: isConfirmed)
        case .update(let update):
            let server = update.receiver.server
            guard var listener = listeners[server], listener.member == update.receiver else {
                put(.reply(update, isConfirmed: false))
                return
            }
            let isConfirmed = receive(&listener, update)
            listeners[server] = listener
            put(.reply(update, isConfirmed: isConfirmed))
        }
    }
}

extension MembershipScene {
    /// The model that tests and the tool explore.
    public static func model(
        servers: Int, joins: Int? = nil,
        kind: TaskKind<MembershipNotifier> = MembershipNotifier.kind,
        receive: @escaping @Sendable (inout Listener, Update) -> Bool = { $0.receive($1) }
    ) -> Model<MembershipScene> {
        Model(
            initial: MembershipScene(serverCount: servers, joins: joins ?? servers + 1),
            kinds: [kind.lifted(to: \.notifier)],
            injections: { $0.membershipInjections + $0.networkInjections(receive) },
            perform: { $0.send() },
            invariants: invariants,
            goal: { $0.isDone })
    }

    /// Every running server has every change, and the coordinator knows.
    var isDone: Bool {
        let state = notifier.notification[0]
        return state.changes.isEmpty && unnoticed.isEmpty && joinsLeft == 0
            && listeners.allSatisfy { $0.map { $0.version == state.version } ?? true }
    }

    static let invariants: [Model<MembershipScene>.Invariant] = [
        .init("every server sees every change in order") { scene in
            scene.listeners.allSatisfy { listener in
                guard let listener else { return true }
                return zip(listener.history, listener.history.dropFirst()).allSatisfy {
                    $0.version + 1 == $1.version
                }
            }
        },
        .init("what a server is thought to have, it has") { scene in
            scene.notifier.notification[0].receivers.allSatisfy { receiver in
                guard let listener = scene.listeners[receiver.member.server],
                    listener.member == receiver.member
                else { return true }
                return listener.version >= receiver.version
            }
        },
        .init("what a server lacks is kept") { scene in
            let state = scene.notifier.notification[0]
            return state.receivers.allSatisfy { receiver in
                (receiver.version + 1..<state.version + 1).allSatisfy { version in
                    state.changes.contains { $0.version == version }
                }
            }
        },
    ]

    private var membershipInjections: [Model<MembershipScene>.Injection] {
        var found: [Model<MembershipScene>.Injection] = []
        for server in listeners.indices {
            if let member = listeners[server]?.member {
                found.append(
                    .init("server \(server) crashes", isFault: true) { $0.crash(member) })
            } else if joinsLeft > 0, !unnoticed.contains(where: { $0.server == server }) {
                found.append(.init("server \(server) joins") { $0.join(server) })
            }
        }
        if let member = unnoticed.first {
            found.append(
                .init("server \(member.server) is missed") { scene in
                    scene.unnoticed.removeFirst()
                    scene.notifier.leave(member)
                })
        }
        return found
    }

    private func networkInjections(
        _ receive: @escaping @Sendable (inout Listener, Update) -> Bool
    ) -> [Model<MembershipScene>.Injection] {
        var found: [Model<MembershipScene>.Injection] = []
        for message in network {
            found.append(
                .init("\(message.name) arrives") { scene in
                    scene.network.removeAll { $0 == message }
                    scene.deliver(message, receive: receive)
                })
            found.append(
                .init("\(message.name) arrives, and will again", isFault: true) { scene in
                    scene.deliver(message, receive: receive)
                })
            found.append(
                .init("\(message.name) is lost", isFault: true) { scene in
                    scene.network.removeAll { $0 == message }
                    scene.notifier.complete(message.content, isConfirmed: false)
                })
        }
        return found
    }
}

extension MembershipScene.Message {
    var content: MembershipNotifier.Update {
        switch self {
        case .update(let update): update
        case .reply(let update, _): update
        }
    }

    /// Names a message in traces.
    var name: String {
        let versions = content.changes.map { "\($0.version)" }.joined(separator: ",")
        let server = "\(content.receiver.server).\(content.receiver.incarnation)"
        switch self {
        case .update: return "update \(versions) for server \(server)"
        case .reply(_, let isConfirmed):
            return "reply (\(isConfirmed ? "done" : "refused")) to \(versions) from \(server)"
        }
    }
}
