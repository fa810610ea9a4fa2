import MidasWire

/// What a replica wants to be done. No action blocks; each is done by the replica's shell.
public enum ReplicaAction: Hashable, Sendable {
    /// R1: run the segment in a worker: snapshot the frame, open an undo log, and ask
    /// `Replica.injection(for:)` when the run begins.
    case start(Admission)
    /// R2, R9: multicast in the total order.
    case multicast(Message)
    /// R6: the message out with this key is not needed any more, if it was not sent yet.
    case cancel(SegmentKey)
    /// R3: drop the undo log; what the segment did stands.
    case keep(SegmentKey)
    /// R4: undo the segment and make it equal to `chosen`; then call `Replica.compensated`.
    case compensate(SegmentKey, chosen: Message.Output)
    /// R7: the answer to a client's request, if the client is connected here.
    case answer(session: OrderNumber, number: UInt64, payload: [UInt8])
    /// The client must open a new session, if it is connected here.
    case expire(session: OrderNumber, number: UInt64)
    case opened(session: OrderNumber, nonce: UInt64)
    /// R8: an effect outside the order, at least once under the key.
    case perform(SegmentKey, Record.ExternalAction)
    /// R11: copy all state now and keep it for the joiner, with `Replica.offer(for:)`.
    case capture(joiner: ReplicaID)
    /// The joiner has what it needs, or is gone: forget the copy.
    case discardCapture(joiner: ReplicaID)
    /// R14, R15: stop, report why, and join anew.
    case leave(LeaveReason)
}

/// Why a replica cannot go on.
public enum LeaveReason: Hashable, Sendable {
    /// A message of the order is missing.
    case gap(expected: OrderNumber, found: OrderNumber)
    /// Running a segment with the chosen record ended it with another message.
    case differentMessage(SegmentKey)
    /// A run with a record asked for another site, or not for all draws.
    case differentPath(SegmentKey)
    /// The ring has no quorum here.
    case noQuorum
    /// A snapshot does not fit the own state.
    case differentState
}
