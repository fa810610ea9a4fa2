/// Why the interpreted program cannot go on: it does what its language leaves undefined, or what
/// the interpreter does not know.
public struct Trap: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        /// An access outside every living object: a null, dangling or out-of-range pointer.
        case invalidAddress(UInt64)
        case divisionByZero
        case unreachable
        /// An expression or statement that was not lowered.
        case notLowered(String)
        /// Something of the IR that the interpreter has no semantics for.
        case unsupported(String)
        /// A function that neither the program nor the host has.
        case unknownFunction(String)
        case stackOverflow
        case outOfMemory
        /// An exception that nothing catches.
        case uncaughtException(String)
        /// Every thread waits.
        case deadlock
        case aborted
    }

    public var reason: Reason
    /// The function, and the file and line where it is known.
    public var place = ""

    public init(_ reason: Reason) { self.reason = reason }

    public var description: String { place.isEmpty ? "\(reason)" : "\(place): \(reason)" }
}
