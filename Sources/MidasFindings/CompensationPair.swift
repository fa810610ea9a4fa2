/// Two adjacent tiers, or the clients and a tier, and what each direction has to reconcile between
/// their replicas once the other side has used the message of one.
public struct CompensationPair: Hashable, Sendable {
    /// One direction of a pair.
    public struct Side: Hashable, Sendable {
        /// Every replica sends the same messages in the same cases.
        public var isDeterministic = true
        /// Sources of the sending tier that reach a message or decide whether it is sent.
        public var sources: [SourceID] = []
        /// Tiers whose nondeterminism the messages pass on, besides the sender's own.
        public var inherits: [String] = []
        /// States of the sender that its replicas must make equal to those of the one whose message
        /// was used, also where all send the same.
        public var reconcile: [StateID] = []
        /// States of the receiver that depend on which message was used.
        public var reaches: [StateID] = []

        public init() {}
    }

    /// Nil for the clients.
    public var upstream: String?
    public var downstream: String
    public var forward = Side()
    public var backward = Side()

    public init(upstream: String?, downstream: String) {
        self.upstream = upstream
        self.downstream = downstream
    }
}

extension CompensationPair {
    /// The pairs of some tiers: clients with those that no other calls come first, then by the names
    /// of both.
    ///
    /// What a message passes on is followed from tier to tier until nothing changes: at most as often
    /// as there are slivers, each time over all of them.
    public static func all(of tiers: [TierFinding]) -> [CompensationPair] {
        let follower = MessageFollower(tiers)
        var pairs: [CompensationPair] = []
        for tier in tiers.sorted(by: { $0.name < $1.name }) {
            let callers = tiers.filter { caller in
                caller.slivers.contains { $0.end.kind == .call && $0.end.tier == tier.name }
            }
            if callers.isEmpty { pairs.append(follower.pair(nil, tier)) }
            pairs += callers.map { follower.pair($0, tier) }
        }
        return pairs.sorted {
            ($0.upstream ?? "", $0.downstream) < ($1.upstream ?? "", $1.downstream)
        }
    }
}

/// Follows nondeterminism through messages from tier to tier.
private struct MessageFollower {
    let tiers: [TierFinding]
    /// By tier and sliver: the tiers whose nondeterminism its message holds.
    private var origins: [[Set<String>]]

    init(_ tiers: [TierFinding]) {
        self.tiers = tiers
        origins = tiers.map { tier in
            tier.slivers.map { $0.isDeterministic ? [] : [tier.name] }
        }
        var isChanged = true
        while isChanged {
            isChanged = false
            for tier in tiers.indices {
                for sliver in tiers[tier].slivers.indices {
                    let more = carried(tier, tiers[tier].slivers[sliver])
                    if !more.isSubset(of: origins[tier][sliver]) {
                        origins[tier][sliver].formUnion(more)
                        isChanged = true
                    }
                }
            }
        }
    }

    /// What came in to a sliver and goes on with its message, or decides whether it is sent.
    private func carried(_ tier: Int, _ sliver: Sliver) -> Set<String> {
        var all: Set<String> = []
        for point in sliver.message.carries + sliver.occurrence.carries {
            switch point.kind {
            case .request: all.formUnion(requests(to: tiers[tier].name, handler: sliver.handler))
            case .call: all.formUnion(replies(of: point))
            case .reply: break
            }
        }
        return all
    }

    private func requests(to name: String, handler: String) -> Set<String> {
        collect { _, sliver in
            sliver.end.kind == .call && sliver.end.tier == name
                && (sliver.end.handler == nil || sliver.end.handler == handler)
        }
    }

    private func replies(of call: SliverPoint) -> Set<String> {
        collect { tier, sliver in
            tier.name == call.tier && sliver.end.kind == .reply
                && (call.handler == nil || sliver.handler == call.handler)
        }
    }

    private func collect(_ isMeant: (TierFinding, Sliver) -> Bool) -> Set<String> {
        var all: Set<String> = []
        for (tier, known) in zip(tiers, origins) {
            for (sliver, origins) in zip(tier.slivers, known) where isMeant(tier, sliver) {
                all.formUnion(origins)
            }
        }
        return all
    }

    // MARK: Pairs

    func pair(_ upstream: TierFinding?, _ downstream: TierFinding) -> CompensationPair {
        var pair = CompensationPair(upstream: upstream?.name, downstream: downstream.name)
        if let upstream {
            pair.forward = side(upstream, downstream.inputs.filter { $0.point.kind == .request }) {
                $0.end.kind == .call && $0.end.tier == downstream.name
            }
        }
        let answered = handlers(of: downstream, calledBy: upstream)
        let inputs = upstream?.inputs.filter { $0.point.tier == downstream.name } ?? []
        pair.backward = side(downstream, inputs) {
            $0.end.kind == .reply && answered.contains($0.handler)
        }
        return pair
    }

    /// All of them where some call does not say which.
    private func handlers(
        of tier: TierFinding, calledBy upstream: TierFinding?
    ) -> Set<String> {
        guard let upstream else { return Set(tier.handlers) }
        let calls = upstream.slivers.map(\.end).filter {
            $0.kind == .call && $0.tier == tier.name
        }
        let named = calls.compactMap(\.handler)
        return named.count < calls.count ? Set(tier.handlers) : Set(named)
    }

    private func side(
        _ sender: TierFinding, _ inputs: [TierInput], _ isMeant: (Sliver) -> Bool
    ) -> CompensationPair.Side {
        var side = CompensationPair.Side()
        var sources: Set<SourceID> = []
        var inherits: Set<String> = []
        var reconcile: Set<StateID> = []
        let index = tiers.firstIndex { $0.name == sender.name } ?? 0
        for (sliver, known) in zip(sender.slivers, origins[index]) where isMeant(sliver) {
            if !known.isEmpty { side.isDeterministic = false }
            sources.formUnion(sliver.message.sources + sliver.occurrence.sources)
            inherits.formUnion(known.subtracting([sender.name]))
            reconcile.formUnion(sliver.writes)
        }
        side.sources = sources.sorted()
        side.inherits = inherits.sorted()
        side.reconcile = reconcile.sorted()
        if !side.isDeterministic { side.reaches = Set(inputs.flatMap(\.states)).sorted() }
        return side
    }
}
