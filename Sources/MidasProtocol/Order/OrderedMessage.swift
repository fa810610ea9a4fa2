import MidasWire

/// A message with its place in the order, as the sequencer sends it to every member.
public struct OrderedMessage: Hashable, Sendable {
    public var number: OrderNumber
    /// The member that submitted it.
    public var sender: ReplicaID
    /// Its number among the sender's submissions, from 1.
    public var submission: UInt64
    public var bytes: [UInt8]

    public init(number: OrderNumber, sender: ReplicaID, submission: UInt64, bytes: [UInt8]) {
        self.number = number
        self.sender = sender
        self.submission = submission
        self.bytes = bytes
    }

    /// The sender of messages that the sequencer itself makes: views.
    public static let sequencer = ReplicaID(.max)
}
