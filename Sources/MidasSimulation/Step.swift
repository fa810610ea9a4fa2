import MidasWire

/// One thing that can happen next. Replicas and clients are named by their index in the world.
public enum Step: Hashable, Sendable {
    /// The client's current request gets its place in the order.
    case request(client: Int)
    /// The replica delivers the next message.
    case deliver(replica: Int)
    /// A worker of the replica runs a started segment.
    case run(replica: Int, SegmentKey)
    /// The first message in the replica's outbox gets its place in the order.
    case order(replica: Int)
    /// The replica, idle, acknowledges what it has delivered.
    case acknowledge(replica: Int)
    /// The client gets an answer.
    case answer(replica: Int, client: Int, [UInt8])
    /// A joiner's JOIN gets its place in the order.
    case join(replica: Int)
    /// A joiner gets a donor's snapshot.
    case transfer(donor: Int, joiner: Int)
    /// The replica drops a message that it heard to be superfluous; a mutation only.
    case dropOnHearsay(replica: Int)
    // Faults
    /// The client sends a request again.
    case retry(client: Int, number: Int)
    case clientCrash(client: Int)
    /// The replica dies; the last `lost` messages had reached nobody else.
    case crash(replica: Int, lost: Int)
    /// The replica is cut off; the others lack the last `lost` messages.
    case cut(replica: Int, lost: Int)
    /// A dead or cut replica starts anew, as a joiner.
    case comeBack(replica: Int)

    /// Whether it is a fault: a world is quiescent when only faults can happen.
    public var isFault: Bool {
        switch self {
        case .retry, .clientCrash, .crash, .cut, .comeBack: true
        default: false
        }
    }
}

extension Step: CustomStringConvertible {
    public var description: String {
        switch self {
        case .request(let client): "order request of c\(client)"
        case .deliver(let replica): "deliver p\(replica)"
        case .run(let replica, let key): "run p\(replica) \(key.request.value).\(key.point)"
        case .order(let replica): "order message of p\(replica)"
        case .acknowledge(let replica): "acknowledge p\(replica)"
        case .answer(let replica, let client, let payload):
            "answer p\(replica)->c\(client) \(Words.decode(payload))"
        case .join(let replica): "join p\(replica)"
        case .transfer(let donor, let joiner): "transfer p\(donor)->p\(joiner)"
        case .dropOnHearsay(let replica): "drop on hearsay p\(replica)"
        case .retry(let client, let number): "retry c\(client) request \(number)"
        case .clientCrash(let client): "crash c\(client)"
        case .crash(let replica, let lost): "crash p\(replica), \(lost) lost"
        case .cut(let replica, let lost): "cut p\(replica), others lack \(lost)"
        case .comeBack(let replica): "come back p\(replica)"
        }
    }
}
