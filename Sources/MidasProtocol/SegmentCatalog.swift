import MidasWire

/// What the analyser knows of a tier's segments. Every answer must be the same in every replica.
public protocol SegmentCatalog: Sendable {
    /// The places that segment `point` may read and write on any path.
    func access(handler: HandlerID, arguments: [UInt8], point: UInt32) -> AccessSet

    /// Every tier that the handler may call, on any path.
    func callees(of handler: HandlerID) -> TierSet

    /// Whether no effective source lies in the segment: all replicas end it alike by themselves.
    func isDeterministic(handler: HandlerID, arguments: [UInt8], point: UInt32) -> Bool
}
