import MidasRules

/// Keeps the segments of one master's log replicated on backup servers.
///
/// After RAMCloud's replica manager (Stutsman, Lee and Ousterhout, USENIX ATC 2015, table 1): seven
/// rules for one replica, one handler for the failure of a server. Between segments it keeps an
/// order that lets recovery find the log's head: a segment's footer is written only when the next
/// segment's header is on all its replicas, and data goes into a segment only when the footer of
/// the one before it is.
public struct ReplicaManager: Hashable, Sendable {
    /// A stretch of the log.
    public struct Segment: Hashable, Sendable {
        public var byteCount = 0
        /// No more data comes; the next segment exists.
        public var isClosed = false
    }

    public let replicasPerSegment: Int
    /// The most bytes that one call carries.
    public let bytesPerCall: Int
    public private(set) var segments: [Segment] = []
    /// Replica `k` of segment `s` is task `s * replicasPerSegment + k`.
    public var replicas = TaskTable<Replica>()
    /// The servers by number; nil where one is down.
    public private(set) var servers: [ServerID?]
    /// Calls that actions have started and that the owner has not sent yet.
    public private(set) var requests: [WriteRequest] = []

    public init(serverCount: Int, replicasPerSegment: Int = 3, bytesPerCall: Int = 1 << 20) {
        self.replicasPerSegment = replicasPerSegment
        self.bytesPerCall = bytesPerCall
        servers = (0..<serverCount).map { ServerID(number: $0, incarnation: 0) }
        openSegment()
    }

    /// The tasks of a segment's replicas.
    public func tasks(of segment: Int) -> Range<Int> {
        segment * replicasPerSegment..<(segment + 1) * replicasPerSegment
    }

    /// Whether a segment's header is on all its replicas.
    public func isHeaderCommitted(_ segment: Int) -> Bool {
        guard segment < segments.count else { return false }
        for task in tasks(of: segment) where !replicas[task].headerIsCommitted { return false }
        return true
    }

    /// Whether a segment's footer is on all its replicas; the segment before the first has one.
    public func isFooterCommitted(_ segment: Int) -> Bool {
        guard segment >= 0 else { return true }
        for task in tasks(of: segment) where !replicas[task].footerIsCommitted { return false }
        return true
    }

    /// A server that is up and holds no replica of the segment. Segments start their search at
    /// different servers, so that replicas spread over all.
    public func freeServer(for segment: Int) -> ServerID? {
        for offset in servers.indices {
            let number = (segment + offset) % servers.count
            guard let server = servers[number] else { continue }
            let isUsed = tasks(of: segment).contains {
                replicas[$0].server?.number == number
            }
            if !isUsed { return server }
        }
        return nil
    }

    /// Takes the calls to send.
    public mutating func takeRequests() -> [WriteRequest] {
        defer { requests = [] }
        return requests
    }

    mutating func start(_ part: WriteRequest.Part, for task: Int, on server: ServerID) {
        let request = WriteRequest(
            replica: task, segment: task / replicasPerSegment, server: server, part: part)
        replicas[task].call = Call(request: request)
        requests.append(request)
    }

    mutating func wakeReplicas(of segment: Int) {
        guard segments.indices.contains(segment) else { return }
        for task in tasks(of: segment) { replicas.wake(task) }
    }

    private mutating func openSegment() {
        segments.append(Segment())
        for _ in 0..<replicasPerSegment { replicas.insert(Replica()) }
    }
}

/// Events: they change state and decide nothing.
extension ReplicaManager {
    /// Data is appended to the head of the log.
    public mutating func append(byteCount: Int) {
        segments[segments.count - 1].byteCount += byteCount
        wakeReplicas(of: segments.count - 1)
    }

    /// The head is full: it is closed and a new head opened.
    public mutating func roll() {
        segments[segments.count - 1].isClosed = true
        openSegment()
        wakeReplicas(of: segments.count - 2)
    }

    /// A call has ended. A call that was cancelled has nobody to hear of it.
    public mutating func complete(_ request: WriteRequest, _ outcome: WriteOutcome) {
        guard replicas[request.replica].call == Call(request: request) else { return }
        if outcome == .failed {
            replicas[request.replica].call = nil
        } else {
            replicas[request.replica].call?.outcome = outcome
        }
    }

    /// A server has failed: what it held is lost, and calls to it are cancelled. The rules do the
    /// rest, as if the replicas were new.
    public mutating func serverFailed(_ number: Int) {
        servers[number] = nil
        for task in 0..<replicas.slotCount where replicas[task].server?.number == number {
            replicas[task] = Replica()
        }
    }

    /// A server has joined, empty.
    public mutating func serverJoined(_ server: ServerID) {
        servers[server.number] = server
        for task in 0..<replicas.slotCount where replicas[task].server == nil {
            replicas.wake(task)
        }
    }
}
