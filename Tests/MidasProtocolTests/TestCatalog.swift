import MidasProtocol
import MidasWire

/// Handler h touches place h; handlers from 100 on are deterministic readers of place h - 100;
/// handlers from 50 on may call tier 1.
struct TestCatalog: SegmentCatalog {
    func access(handler: HandlerID, arguments: [UInt8], point: UInt32) -> AccessSet {
        if handler.value >= 100 { return AccessSet(reads: PlaceSet(UInt64(handler.value - 100))) }
        let place = PlaceSet(UInt64(handler.value % 50))
        return AccessSet(reads: place, writes: place)
    }

    func callees(of handler: HandlerID) -> TierSet {
        handler.value >= 50 && handler.value < 100 ? TierSet(TierID(1)) : TierSet()
    }

    func isDeterministic(handler: HandlerID, arguments: [UInt8], point: UInt32) -> Bool {
        handler.value >= 100
    }
}

let tierA = TierID(0)
let tierB = TierID(1)

/// Replicas 0 and 1 in tier A, 2 and 3 in tier B.
let fourMembers = [
    Message.Member(replica: ReplicaID(0), tier: tierA),
    Message.Member(replica: ReplicaID(1), tier: tierA),
    Message.Member(replica: ReplicaID(2), tier: tierB),
    Message.Member(replica: ReplicaID(3), tier: tierB),
]

/// One log, from which ledgers and replicas are fed.
struct Log {
    var messages: [Message] = []
    var session = OrderNumber(1)

    init() { messages = [.open(.init(tier: tierA, nonce: 7))] }

    var end: OrderNumber { OrderNumber(UInt64(messages.count)) }

    @discardableResult
    mutating func append(_ message: Message) -> OrderNumber {
        messages.append(message)
        return end
    }

    @discardableResult
    mutating func request(
        _ number: UInt64, handler: UInt32 = 1, seenBelow: UInt64 = 0, session: OrderNumber? = nil
    ) -> OrderNumber {
        append(
            .request(
                .init(
                    tier: tierA, session: session ?? self.session, number: number,
                    seenBelow: seenBelow, handler: HandlerID(handler), arguments: [1])))
    }

    @discardableResult
    mutating func output(
        _ request: OrderNumber, _ point: UInt32 = 0, by sender: UInt32 = 0,
        kind: Message.Output.Kind = .reply, tier: TierID = tierA, root: OrderNumber? = nil,
        payload: [UInt8] = [9], draw: UInt64 = 0, delivered: OrderNumber? = nil
    ) -> OrderNumber {
        var record = Record()
        record.draws.append(site: 1, word: draw)
        return append(
            .output(
                .init(
                    tier: tier, key: SegmentKey(request: request, point: point),
                    root: root ?? request, sender: ReplicaID(sender), view: 0, kind: kind,
                    payload: payload, record: record, delivered: delivered ?? end,
                    addresses: TierSet(bits: 3))))
    }

    func ledger(_ tier: TierID = tierA) -> (Ledger, [LedgerEffect]) {
        var ledger = Ledger(tier: tier, members: fourMembers)
        var effects: [LedgerEffect] = []
        for message in messages { ledger.deliver(message, &effects) }
        return (ledger, effects)
    }
}

extension [LedgerEffect] {
    /// Admitted segments as "request.point", snapshots as "snap".
    var admitted: [String] {
        compactMap {
            guard case .admitted(let admission) = $0 else { return nil }
            if case .snapshot = admission.input { return "snap" }
            return "\(admission.key.request.value).\(admission.key.point)"
        }
    }

    var decided: [SegmentKey] {
        compactMap { if case .decided(let key) = $0 { key } else { nil } }
    }
}
