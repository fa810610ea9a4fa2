/// What one backup server holds, to explore and to simulate the manager against.
public struct Backup: Hashable, Sendable {
    /// A replica as it lies on the server.
    public struct Stored: Hashable, Sendable {
        public var byteCount = 0
        public var hasFooter = false
    }

    public private(set) var id: ServerID
    public private(set) var isUp = true
    /// By segment.
    public private(set) var stored: [Int: Stored] = [:]

    public init(number: Int) { id = ServerID(number: number, incarnation: 0) }

    /// Carries out a write.
    public mutating func execute(_ request: WriteRequest) -> WriteOutcome {
        guard request.server == id else { return .rejected }
        switch request.part {
        case .header:
            if stored[request.segment] == nil { stored[request.segment] = Stored() }
        case .data(let end):
            guard let replica = stored[request.segment] else { return .rejected }
            stored[request.segment]?.byteCount = max(replica.byteCount, end)
        case .footer:
            guard stored[request.segment] != nil else { return .rejected }
            stored[request.segment]?.hasFooter = true
        }
        return .written
    }

    /// The server stops and loses what it held.
    public mutating func crash() {
        isUp = false
        stored = [:]
    }

    /// The server comes back, empty, as another.
    public mutating func restart() {
        isUp = true
        id = ServerID(number: id.number, incarnation: id.incarnation + 1)
    }
}
