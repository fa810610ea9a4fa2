import MidasWire

/// The sessions of a server's clients.
///
/// A session is what makes "at most once" hold over lost connections: a client that comes back asks
/// for its session. A server that does not know it, because it was restarted or had to make room,
/// gives a new one; the client then knows that calls under way may or may not have been executed.
struct SessionTable: Sendable {
    struct Session: Sendable {
        let client: UInt64
        let epoch: UInt64
        var table: DuplicateTable
        /// When it was last used: a counter.
        var lastUse: UInt64
    }

    private(set) var sessions: [UInt64: Session] = [:]
    /// The highest epoch of each client that has a session.
    private var epochs: [UInt64: UInt64] = [:]
    private var nextSession: UInt64
    private var uses: UInt64 = 0
    let limit: Int
    let window: Int

    /// - Parameter incarnation: differs between runs of the server, so that a session of an earlier
    ///   run is not taken for one of this run.
    init(incarnation: UInt32, limit: Int, window: Int) {
        nextSession = UInt64(incarnation) << 32 | 1
        self.limit = max(1, limit)
        self.window = window
    }

    /// Finds or opens a session; nil for a client that was started again since.
    mutating func open(_ hello: RPCHello) -> (session: UInt64, isResumed: Bool)? {
        uses += 1
        if let epoch = epochs[hello.client], epoch > hello.epoch { return nil }
        if let session = sessions[hello.session], session.client == hello.client,
            session.epoch == hello.epoch
        {
            sessions[hello.session]?.lastUse = uses
            return (hello.session, true)
        }
        return (create(hello), false)
    }

    /// Lets a session's table decide about a call; nil if there is no such session any more.
    mutating func admit(
        _ session: UInt64, _ sequence: UInt64, seenBelow: UInt64
    ) -> DuplicateTable.Admission? {
        uses += 1
        sessions[session]?.lastUse = uses
        return sessions[session]?.table.admit(sequence, seenBelow: seenBelow)
    }

    mutating func finish(_ session: UInt64, _ sequence: UInt64, _ reply: DuplicateTable.Reply) {
        sessions[session]?.table.finish(sequence, reply)
    }

    private mutating func create(_ hello: RPCHello) -> UInt64 {
        // An earlier run of this client is over: its calls are never executed again.
        for (number, session) in sessions
        where session.client == hello.client && session.epoch < hello.epoch {
            sessions[number] = nil
        }
        if sessions.count >= limit { evictOldest() }
        let number = nextSession
        nextSession += 1
        epochs[hello.client] = hello.epoch
        sessions[number] = Session(
            client: hello.client, epoch: hello.epoch,
            table: DuplicateTable(low: hello.seenBelow, window: window), lastUse: uses)
        return number
    }

    private mutating func evictOldest() {
        guard let oldest = sessions.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        sessions[oldest.key] = nil
        let isLast = !sessions.values.contains { $0.client == oldest.value.client }
        if isLast { epochs[oldest.value.client] = nil }
    }
}
