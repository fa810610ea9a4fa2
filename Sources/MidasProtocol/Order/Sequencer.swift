import MidasWire

/// The sequencer's own knowledge: who is there, which number comes next, what everybody has.
public struct Sequencer: Sendable {
    public private(set) var last: OrderNumber
    public private(set) var view: UInt64
    public private(set) var members: [Member]
    public private(set) var stable: OrderNumber = .none
    private var known: [OrderMember.Sender]

    public struct Member: Hashable, Sendable {
        public var replica: ReplicaID
        public var tier: TierID
        public var acknowledged: OrderNumber
    }

    /// A sequencer that starts, or takes over, behind what `member` has delivered.
    public init(continuing member: OrderMember, view: UInt64) {
        last = member.delivered
        self.view = view
        known = member.lastSubmissions
        members = []
    }

    /// Gives a submission its place; nil for one that is in the order already.
    public mutating func order(_ sender: ReplicaID, _ submission: UInt64) -> OrderNumber? {
        if let index = known.firstIndex(where: { $0.replica == sender }) {
            guard submission > known[index].submission else { return nil }
            known[index].submission = submission
        } else {
            known.append(OrderMember.Sender(replica: sender, submission: submission))
        }
        last = last.next
        return last
    }

    /// The last submissions in the order, for a joiner that may have to take over one day.
    public var lastSubmissions: [OrderMember.Sender] { known }

    /// A member has delivered up to `number`; returns what everybody has by now, if that is more.
    public mutating func acknowledge(
        _ replica: ReplicaID, _ number: OrderNumber
    ) -> OrderNumber? {
        guard let index = members.firstIndex(where: { $0.replica == replica }),
            number > members[index].acknowledged
        else { return nil }
        members[index].acknowledged = min(number, last)
        return advance()
    }

    public mutating func add(_ replica: ReplicaID, _ tier: TierID, delivered: OrderNumber) {
        members.removeAll { $0.replica == replica }
        members.append(Member(replica: replica, tier: tier, acknowledged: delivered))
    }

    /// Returns what everybody left has, if that is more than before.
    public mutating func remove(_ replica: ReplicaID) -> OrderNumber? {
        members.removeAll { $0.replica == replica }
        return advance()
    }

    /// The next view, as the message that announces it.
    public mutating func nextView() -> Message {
        view += 1
        let members = members.map { Message.Member(replica: $0.replica, tier: $0.tier) }
        return .view(Message.View(number: view, members: members))
    }

    private mutating func advance() -> OrderNumber? {
        guard var least = members.first?.acknowledged else { return nil }
        for member in members { least = min(least, member.acknowledged) }
        guard least > stable else { return nil }
        stable = least
        return least
    }
}
