import MidasRules

/// Tells every server of a cluster about every change of its membership, in order.
///
/// After RAMCloud's membership notifier (Stutsman, Lee and Ousterhout, USENIX ATC 2015, section 5):
/// one task, three rules. Changes that come while a server is being told are sent to it together
/// in the next call, and a slow server holds up nobody.
public struct MembershipNotifier: Hashable, Sendable {
    /// A change of the membership: it leads from version `version - 1` to `version`.
    public struct Change: Hashable, Sendable {
        public enum Event: Hashable, Sendable {
            case joined(Member)
            case left(Member)
        }

        public let version: Int
        public let event: Event
    }

    /// A run of a server: one that left and came back is another.
    public struct Member: Hashable, Sendable {
        public let server: Int
        public let incarnation: Int

        public init(server: Int, incarnation: Int) {
            self.server = server
            self.incarnation = incarnation
        }
    }

    /// What the notifier knows of one member.
    public struct Receiver: Hashable, Sendable {
        public let member: Member
        /// The version that the member is known to have.
        public var version: Int
        public var call: Call?
    }

    /// A call that carries the changes up to a version.
    public struct Call: Hashable, Sendable {
        public let update: Update
        /// Nil while the call is under way; then whether the member has confirmed it.
        public var isConfirmed: Bool?
    }

    public struct Update: Hashable, Sendable {
        public let receiver: Member
        /// In order, without gaps.
        public let changes: [Change]
    }

    /// The notifier's task, in a table of one.
    public struct Notification: Hashable, Sendable {
        /// In the order in which they joined.
        public var receivers: [Receiver] = []
        /// Changes that some receiver may lack, in order.
        public var changes: [Change] = []
        public var version = 0

        public init() {}
    }

    public var notification = TaskTable([Notification()])
    /// Calls that actions have started and that the owner has not sent yet.
    public private(set) var updates: [Update] = []

    public init() {}

    /// Takes the calls to send.
    public mutating func takeUpdates() -> [Update] {
        defer { updates = [] }
        return updates
    }
}

/// Events: they change state and decide nothing.
extension MembershipNotifier {
    /// A server has joined. It is told of its own joining and of all that follows; what was before
    /// it gets with its welcome, as `version` says.
    public mutating func join(_ member: Member) {
        notification[0].receivers.append(
            Receiver(member: member, version: notification[0].version))
        record(.joined(member))
    }

    /// A server has left or failed: it is told nothing more.
    public mutating func leave(_ member: Member) {
        notification[0].receivers.removeAll { $0.member == member }
        record(.left(member))
    }

    /// A call has ended. If it was dropped meanwhile, nobody hears of it.
    public mutating func complete(_ update: Update, isConfirmed: Bool) {
        let position = notification[0].receivers.firstIndex { $0.call == Call(update: update) }
        guard let position else { return }
        notification[0].receivers[position].call?.isConfirmed = isConfirmed
    }

    private mutating func record(_ event: Change.Event) {
        notification[0].version += 1
        notification[0].changes.append(
            Change(version: notification[0].version, event: event))
    }
}

/// The rules, in the order of the normal case.
extension MembershipNotifier {
    public static let kind = TaskKind<MembershipNotifier>(
        "notifier", in: \.notification,
        goal: { notifier, task in notifier.notification[task].changes.isEmpty },
        isWaiting: { notifier, task in
            notifier.notification[task].receivers.contains { $0.call != nil }
        },
        rules: [tellServer, noteReply, dropChanges])

    public static let tellServer = Rule<MembershipNotifier>(
        "tell a server",
        when: { notifier, task in
            let version = notifier.notification[task].version
            return notifier.notification[task].receivers.contains {
                $0.version < version && $0.call == nil
            }
        },
        then: { notifier, task in notifier.tellFirst(task) })

    public static let noteReply = Rule<MembershipNotifier>(
        "note a reply",
        when: { notifier, task in
            notifier.notification[task].receivers.contains { $0.call?.isConfirmed != nil }
        },
        then: { notifier, task in notifier.noteFirst(task) })

    public static let dropChanges = Rule<MembershipNotifier>(
        "drop changes that all have",
        when: { notifier, task in
            guard let oldest = notifier.notification[task].changes.first else { return false }
            return notifier.isKnownToAll(oldest.version, task)
        },
        then: { notifier, task in
            let count = notifier.notification[task].changes.prefix {
                notifier.isKnownToAll($0.version, task)
            }.count
            notifier.notification[task].changes.removeFirst(count)
        })

    func isKnownToAll(_ version: Int, _ task: Int) -> Bool {
        notification[task].receivers.allSatisfy { $0.version >= version }
    }

    private mutating func tellFirst(_ task: Int) {
        let state = notification[task]
        let position = state.receivers.firstIndex {
            $0.version < state.version && $0.call == nil
        }
        guard let position else { return }
        let receiver = state.receivers[position]
        let update = Update(
            receiver: receiver.member,
            changes: state.changes.filter { $0.version > receiver.version })
        notification[task].receivers[position].call = Call(update: update)
        updates.append(update)
    }

    /// A call that failed is put away: the first rule starts it again, with what has come since.
    public mutating func noteFirst(_ task: Int) {
        let position = notification[task].receivers.firstIndex { $0.call?.isConfirmed != nil }
        guard let position, let call = notification[task].receivers[position].call else { return }
        notification[task].receivers[position].call = nil
        guard call.isConfirmed == true, let last = call.update.changes.last else { return }
        notification[task].receivers[position].version = last.version
    }
}
