import MidasProtocol
import MidasWire

/// The total order of a world, as everybody alive will deliver it.
struct OrderLog: Sendable {
    private(set) var messages: [Message] = []
    /// One word a message that tells requests, keys and joins apart, for fast look-ups.
    private var tags: [UInt64] = []
    /// A digest of each prefix.
    private var digests: [UInt64] = []

    var end: OrderNumber { OrderNumber(UInt64(messages.count)) }

    /// Stands for all messages up to `number`.
    func digest(upTo number: OrderNumber) -> UInt64 {
        number == .none ? 0 : digests[Int(number.value) - 1]
    }

    subscript(number: OrderNumber) -> Message { messages[Int(number.value) - 1] }

    mutating func append(_ message: Message) {
        var digest = Digest(seed: digests.last ?? 0)
        digest.add(UInt64(bitPattern: Int64(message.hashValue)))
        messages.append(message)
        tags.append(OrderLog.tag(message))
        digests.append(digest.value)
    }

    /// Takes away what comes after `number`, and returns it.
    mutating func truncate(after number: OrderNumber) -> [Message] {
        let count = Int(number.value)
        let lost = [Message](messages[count...])
        messages.removeSubrange(count...)
        tags.removeSubrange(count...)
        digests.removeSubrange(count...)
        return lost
    }

    /// Whether it is a message out whose key has a message in the order already.
    func isRepetition(_ message: Message) -> Bool {
        guard case .output = message else { return false }
        return tags.contains(OrderLog.tag(message))
    }

    func holdsRequest(_ session: OrderNumber, _ number: UInt64) -> Bool {
        tags.contains(OrderLog.tag(session, number))
    }

    func holdsJoin(of replica: ReplicaID) -> Bool { tags.contains(3 << 60 | UInt64(replica.value)) }

    private static func tag(_ message: Message) -> UInt64 {
        switch message {
        case .request(let request): tag(request.session, request.number)
        case .output(let output):
            1 << 60 | output.key.request.value << 16 | UInt64(output.key.point)
        case .join(let join): 3 << 60 | UInt64(join.replica.value)
        default: 0
        }
    }

    private static func tag(_ session: OrderNumber, _ number: UInt64) -> UInt64 {
        2 << 60 | session.value << 20 | number
    }
}
