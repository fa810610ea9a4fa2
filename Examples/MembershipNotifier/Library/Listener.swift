/// A server that keeps a list of the members, as it is told.
public struct Listener: Hashable, Sendable {
    public typealias Change = MembershipNotifier.Change

    public let member: MembershipNotifier.Member
    public private(set) var version: Int
    /// The changes that the server has seen, in the order in which it took them on.
    public private(set) var history: [Change] = []

    /// - Parameter version: that of the list which the server got with its welcome.
    public init(_ member: MembershipNotifier.Member, version: Int) {
        self.member = member
        self.version = version
    }

    /// Takes on what is new in an update; what the server has already is skipped, and an update
    /// that leaves a gap is refused. So a repeated or late update changes nothing.
    /// - Returns: whether the server has all of the update's changes now.
    public mutating func receive(_ update: MembershipNotifier.Update) -> Bool {
        guard update.receiver == member else { return false }
        for change in update.changes where change.version > version {
            guard change.version == version + 1 else { return false }
            take(change)
        }
        return true
    }

    /// Takes a change on without looking at its version.
    public mutating func take(_ change: Change) {
        history.append(change)
        version = change.version
    }
}
