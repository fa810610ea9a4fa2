import MidasWire

/// Members, and what the ledger may forget because all of them have seen it.
extension Ledger {
    /// A member had delivered that much when it made a message of the prefix.
    mutating func note(_ replica: ReplicaID, delivered: OrderNumber) {
        guard let index = members.firstIndex(where: { $0.replica == replica }),
            members[index].delivered < delivered
        else { return }
        members[index].delivered = min(delivered, position)
        collectForeignKeys()
    }

    /// L5: who is there from here on; those of the first view have nothing to catch up on. Calls to a tier that has no member left end with an error.
    mutating func deliver(_ view: Message.View, _ effects: inout [LedgerEffect]) {
        viewNumber = max(viewNumber, view.number)
        members = view.members.map { member in
            members.first { $0.replica == member.replica }
                ?? Member(
                    replica: member.replica, tier: member.tier, isActive: view.number == 1)
        }
        for entry in calls.entries where !members.contains(where: { $0.tier == entry.value.target })
        {
            loseCall(entry.key, &effects)
        }
        collectForeignKeys()
        effects.append(.membersChanged)
    }

    /// The lowest live rank of the tier that takes part already.
    public var leader: ReplicaID? { members.first { $0.tier == tier && $0.isActive }?.replica }

    /// What every live member of `tier` has acknowledged; nil where it has none.
    public func delivered(byAllOf tier: TierID) -> OrderNumber? {
        var least: OrderNumber?
        for member in members where member.tier == tier {
            least = min(least ?? member.delivered, member.delivered)
        }
        return least
    }

    /// A key that was decided at s is dropped once every live member of its tier has sent a message
    /// that it made after it had delivered s: no repetition of the key can follow. Dropping it at
    /// the final reply would be too early for a slow replica's repetition.
    private mutating func collectForeignKeys() {
        guard foreign.count >= collectionMark else { return }
        var horizons = [OrderNumber](repeating: position, count: TierID.limit)
        for member in members {
            let tier = Int(member.tier.value)
            horizons[tier] = min(horizons[tier], member.delivered)
        }
        foreign.removeAll { _, entry in entry.decidedAt <= horizons[Int(entry.tier.value)] }
        // Look again when the table has doubled; a limit of zero looks at every message.
        collectionMark = limits.collectAt == 0 ? 0 : max(limits.collectAt, foreign.count * 2)
    }
}
