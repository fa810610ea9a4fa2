import CMidas
import MidasProtocol
import MidasWire

/// A tier's handlers, as the program registered them.
struct HandlerTable: SegmentCatalog {
    struct Handler: @unchecked Sendable {
        // The function and its context belong to the program; they are used on one thread.
        var function: midas_function
        var context: UnsafeMutableRawPointer?
        var callees: TierSet
        var isDeterministic: Bool
        var access: AccessSet
        /// What was generated for it.
        var compensation: Compensation?
    }

    /// How replicas are made equal after a handler.
    struct Compensation: @unchecked Sendable {
        // Tables and functions of the program.
        /// All that differs after it; nil where it is not known by name.
        var places: MemoryRanges?
        /// All that it may write; nil where it is not known by name.
        var written: MemoryRanges?
        var segments: [midas_segment]
        /// Where it may record.
        var sites: [UInt32]

        /// Nil where the layout is another version's.
        init?(_ made: midas_compensation) {
            guard made.size == MemoryLayout<midas_compensation>.size else { return nil }
            places = made.places.map { MemoryRanges($0) }
            sites =
                made.sites.map {
                    [UInt32](UnsafeBufferPointer(start: $0, count: Int(made.site_count)))
                } ?? []
            written = made.written.map { MemoryRanges($0) }
            segments =
                made.segments.map {
                    [midas_segment](UnsafeBufferPointer(start: $0, count: Int(made.segment_count)))
                } ?? []
        }
    }

    private(set) var handlers: [UInt32: Handler] = [:]
    /// Segments run one after another, so that states can be compared between them.
    var isSerial = false

    /// False where the id is taken.
    mutating func add(_ id: UInt32, _ handler: Handler) -> Bool {
        guard handlers[id] == nil else { return false }
        handlers[id] = handler
        return true
    }

    /// Where all handlers record.
    var sites: [UInt32] { handlers.values.flatMap { $0.compensation?.sites ?? [] } }

    /// All state that handlers may write, where all of it is known by name; nil where it is not.
    var namedState: MemoryRanges? {
        var all: [MemoryRanges] = []
        for id in handlers.keys.sorted() {
            guard let made = handlers[id]?.compensation, let written = made.written else {
                return nil
            }
            all += [written] + (made.places.map { [$0] } ?? [])
        }
        return MemoryRanges(joining: all)
    }

    func access(handler: HandlerID, arguments: [UInt8], point: UInt32) -> AccessSet {
        isSerial ? .everything : handlers[handler.value]?.access ?? AccessSet()
    }

    func callees(of handler: HandlerID) -> TierSet { handlers[handler.value]?.callees ?? TierSet() }

    /// A handler that nobody registered gives an empty reply in every replica.
    func isDeterministic(handler: HandlerID, arguments: [UInt8], point: UInt32) -> Bool {
        handlers[handler.value]?.isDeterministic ?? true
    }
}
