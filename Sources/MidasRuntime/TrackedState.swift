import CMidas
import MidasProtocol

/// Which memory of the program belongs to its state, for one replica.
final class TrackedState {
    /// How a replica that was not chosen becomes equal.
    let technique: Choice
    /// The program's static storage; nil where state is known by name, or announced.
    private let image: [UnsafeMutableRawBufferPointer]?
    private let named: MemoryRanges?
    /// What the image held before the first request.
    private let start: [UInt8]

    /// What the configuration says of techniques.
    enum Choice: UInt32 {
        case automatic, reexecute, checkpoint, wholeState, vanilla

        /// What the protocol has to know of it.
        var technique: Technique {
            switch self {
            case .automatic, .reexecute: .reexecuteContaminated
            case .checkpoint: .transferContaminated
            case .wholeState: .transferCheckpoint
            case .vanilla: .vanilla
            }
        }
    }

    init(
        _ technique: Choice, image: [UnsafeMutableRawBufferPointer]?, _ handlers: HandlerTable
    ) {
        self.technique = technique
        self.image = image
        named = image == nil ? handlers.namedState : nil
        start = image.map { MemoryRanges(image: $0).copy() } ?? []
    }

    /// All of it; nil where handlers announce what they write.
    var whole: MemoryRanges? { image.map { MemoryRanges(image: $0) } ?? named }

    /// What is known of a part that differs between replicas where it must not.
    func explanation(of part: Int, in ranges: MemoryRanges, _ handlers: HandlerTable) -> String {
        let name = StateDigests.name(of: part, in: ranges)
        guard part < ranges.labels.count else { return "\(name) (unpredicted)" }
        let start = ranges.labels[part].bytes.baseAddress
        let isPredicted = handlers.handlers.values.contains { handler in
            handler.compensation?.places?.pieces.contains {
                start.map($0.holds) ?? false
            } ?? false
        }
        return "\(name) (\(isPredicted ? "predicted, but not made equal" : "unpredicted"))"
    }

    /// What a segment of a handler may write.
    func written(by handler: HandlerTable.Handler) -> MemoryRanges? {
        handler.compensation?.written ?? image.map { MemoryRanges(image: $0) }
    }

    /// What may differ after a handler.
    func differing(after handler: HandlerTable.Handler) -> MemoryRanges? {
        handler.compensation?.places ?? written(by: handler)
    }

    /// All state as bytes. For an image, what was ever written: the rest is the same everywhere.
    func saveWhole() -> (name: UInt64, bytes: [UInt8])? {
        guard let whole else { return nil }
        return (whole.name, image == nil ? whole.copy() : whole.differences(from: start))
    }

    /// False where the bytes are of another build.
    func loadWhole(_ name: UInt64, _ bytes: [UInt8]) -> Bool {
        guard let whole, whole.name == name else { return false }
        guard image != nil else {
            guard bytes.count == whole.count else { return false }
            whole.restore(bytes)
            return true
        }
        whole.restore(start)
        return whole.apply(bytes)
    }

    /// Whether a segment's record carries what differs.
    func copies(_ segment: midas_segment?) -> Bool {
        let preference = segment?.prefers_copy ?? 0
        return switch technique {
        case .checkpoint: true
        case .automatic: preference > 0
        case .reexecute: preference > 1
        case .wholeState, .vanilla: false
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    func holds(_ address: UnsafeMutableRawPointer) -> Bool {
        baseAddress.map { $0 <= address && address < $0 + count } ?? false
    }
}
