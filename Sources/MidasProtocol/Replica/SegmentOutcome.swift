import MidasWire

/// How a run of a segment ended.
public struct SegmentOutcome: Hashable, Sendable {
    public var kind: Message.Output.Kind
    public var payload: [UInt8]
    public var record: Record

    public init(kind: Message.Output.Kind, payload: [UInt8], record: Record) {
        self.kind = kind
        self.payload = payload
        self.record = record
    }

    /// Whether the run sent what `output` says.
    func hasMessage(of output: Message.Output) -> Bool {
        kind == output.kind && payload == output.payload
    }
}
