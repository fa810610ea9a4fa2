/// What a server remembers of one client's calls, so that none is executed twice.
///
/// Memory is bounded: every request says below which number all replies have been seen, and what is
/// below is forgotten; what is above the window is refused. (The scheme is that of the lecture's
/// "seen all replies < X", and of RIFL: Lee et al., "Implementing Linearizability at Large Scale and
/// Low Latency", SOSP 2015.)
public struct DuplicateTable: Sendable {
    /// What is to be done with a call that has arrived.
    public enum Admission: Equatable, Sendable {
        /// It is new, and now counts as running.
        case execute
        /// It was executed before; this was the reply.
        case replay(Reply)
        /// It is being executed; its reply will come.
        case inProgress
        /// The client has seen the reply, so this is a copy that was late.
        case stale
        /// The client has more calls, or more bytes of unseen replies, than is allowed; the call is
        /// not executed now.
        case beyondWindow
    }

    public struct Reply: Equatable, Sendable {
        public let status: ReplyStatus
        public let payload: [UInt8]

        public init(status: ReplyStatus, payload: [UInt8]) {
            self.status = status
            self.payload = payload
        }
    }

    /// Calls below this number are over.
    public private(set) var low: UInt64
    public let window: UInt64
    /// The most payload bytes that are remembered before further calls are refused.
    public let byteLimit: Int
    /// Nil while a call is running.
    private var entries: [UInt64: Reply?] = [:]

    /// - Parameter low: the client has seen all replies to calls below it.
    public init(low: UInt64 = 0, window: Int = 1024, byteLimit: Int = 64 << 20) {
        self.low = low
        self.byteLimit = byteLimit
        self.window = UInt64(max(1, window))
    }

    /// The number of calls that are remembered; never more than the window.
    public var count: Int { entries.count }

    /// The payload bytes that are remembered.
    public private(set) var byteCount = 0

    /// Decides about an arriving call and raises the low-water mark to what it carries.
    /// - Complexity: O(1), and O(1) for each number that is passed, at most the window.
    public mutating func admit(_ sequence: UInt64, seenBelow: UInt64) -> Admission {
        forget(below: seenBelow)
        if sequence < low { return .stale }
        if sequence - low >= window { return .beyondWindow }
        guard let entry = entries[sequence] else {
            guard byteCount <= byteLimit else { return .beyondWindow }
            entries[sequence] = .some(nil)
            return .execute
        }
        return entry.map { .replay($0) } ?? .inProgress
    }

    /// Remembers the reply to a running call. One that the client no longer waits for is dropped.
    public mutating func finish(_ sequence: UInt64, _ reply: Reply) {
        guard let entry = entries[sequence], entry == nil else { return }
        byteCount += reply.payload.count
        entries[sequence] = reply
    }

    private mutating func forget(below mark: UInt64) {
        guard mark > low else { return }
        // No entry lies beyond the window, however high the mark.
        let (end, overflows) = low.addingReportingOverflow(window)
        for sequence in low..<min(mark, overflows ? .max : end) {
            guard let entry = entries.removeValue(forKey: sequence) else { continue }
            byteCount -= entry?.payload.count ?? 0
        }
        low = mark
    }
}
