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
    }

    private(set) var handlers: [UInt32: Handler] = [:]

    /// False where the id is taken.
    mutating func add(_ id: UInt32, _ handler: Handler) -> Bool {
        guard handlers[id] == nil else { return false }
        handlers[id] = handler
        return true
    }

    func access(handler: HandlerID, arguments: [UInt8], point: UInt32) -> AccessSet {
        handlers[handler.value]?.access ?? AccessSet()
    }

    func callees(of handler: HandlerID) -> TierSet { handlers[handler.value]?.callees ?? TierSet() }

    /// A handler that nobody registered gives an empty reply in every replica.
    func isDeterministic(handler: HandlerID, arguments: [UInt8], point: UInt32) -> Bool {
        handlers[handler.value]?.isDeterministic ?? true
    }
}
