import Synchronization

/// A call that is executed exactly once, named by the one who makes it.
///
/// The name has to outlive both sides: a client that starts again repeats unfinished calls under
/// their old names, so it keeps client and number where it keeps its own state.
public struct CallName: Hashable, Sendable {
    public let client: UInt64
    public let number: UInt64
    /// The client has seen all replies to calls below this number.
    public let seenBelow: UInt64

    public init(client: UInt64, number: UInt64, seenBelow: UInt64) {
        self.client = client
        self.number = number
        self.seenBelow = seenBelow
    }
}

/// Executes calls exactly once whose effects are in the same database.
///
/// Effects, reply and the client's low-water mark are committed in one transaction: after a crash at
/// any time a call has all of its effects and a reply that can be repeated, or none and is executed
/// when it comes again. That cannot hold for effects outside the database (a message, a machine that
/// moves): nobody can commit those together with a log. They have to be idempotent, or their repeats
/// visible.
///
/// Calls from several threads are executed one after another.
public final class ExactlyOnceLog: @unchecked Sendable {
    /// What came of a call.
    public enum Outcome: Hashable, Sendable {
        /// Executed now.
        case executed([UInt8])
        /// Executed before; the same reply.
        case repeated([UInt8])
        /// The client said before that it has seen the reply: this is a late copy.
        case stale
    }

    // Used under `lock` alone, and given to nobody for longer than a call.
    private let database: Database
    private let lock = Mutex(())

    /// Makes the log's tables where they are missing.
    public init(_ database: sending Database) throws(DatabaseError) {
        self.database = database
        try database.run(
            """
            CREATE TABLE IF NOT EXISTS midas_clients (
                client INTEGER PRIMARY KEY, seen_below INTEGER NOT NULL) WITHOUT ROWID
            """)
        try database.run(
            """
            CREATE TABLE IF NOT EXISTS midas_replies (
                client INTEGER NOT NULL, number INTEGER NOT NULL, reply BLOB NOT NULL,
                PRIMARY KEY (client, number)) WITHOUT ROWID
            """)
    }

    /// Executes a call, unless it was executed before.
    /// - Parameter body: makes the call's effects in the database it is given, and its reply. Where
    ///   it throws there are none, and the call may come again.
    /// - Throws: what `body` throws, and `DatabaseError`.
    public func execute(
        _ call: CallName, _ body: (Database) throws -> [UInt8]
    ) throws -> Outcome {
        try withDatabase { database in try execute(call, in: database, body) }
    }

    private func execute(
        _ call: CallName, in database: Database, _ body: (Database) throws -> [UInt8]
    ) throws -> Outcome {
        try database.transaction { database in
            let mark = try raiseMark(call)
            if call.number < mark { return .stale }
            if let reply = try reply(to: call) { return .repeated(reply) }
            let reply = try body(database)
            try database.run(
                "INSERT INTO midas_replies (client, number, reply) VALUES (?, ?, ?)",
                key(call.client), key(call.number), .bytes(reply))
            return .executed(reply)
        }
    }

    /// Looks at the database between two calls.
    public func withDatabase<Output: Sendable>(
        _ body: (Database) throws -> Output
    ) throws -> Output {
        try lock.withLock { _ in try body(database) }
    }

    /// The number of replies that are kept for a client.
    public func replyCount(client: UInt64) throws -> Int {
        try withDatabase { try replyCount(client: client, in: $0) }
    }

    private func replyCount(client: UInt64, in database: Database) throws -> Int {
        let rows = try database.run(
            "SELECT COUNT(*) FROM midas_replies WHERE client = ?", key(client))
        guard case .integer(let count)? = rows.first?.first else { return 0 }
        return Int(count)
    }

    private func reply(to call: CallName) throws(DatabaseError) -> [UInt8]? {
        let rows = try database.run(
            "SELECT reply FROM midas_replies WHERE client = ? AND number = ?",
            key(call.client), key(call.number))
        guard case .bytes(let reply)? = rows.first?.first else { return nil }
        return reply
    }

    /// Raises the client's low-water mark, forgets what is below, and returns the mark.
    private func raiseMark(_ call: CallName) throws(DatabaseError) -> UInt64 {
        let rows = try database.run(
            "SELECT seen_below FROM midas_clients WHERE client = ?", key(call.client))
        var mark: UInt64 = 0
        if case .integer(let known)? = rows.first?.first { mark = number(known) }
        guard call.seenBelow > mark || rows.isEmpty else { return mark }
        mark = max(mark, call.seenBelow)
        try database.run(
            "INSERT OR REPLACE INTO midas_clients (client, seen_below) VALUES (?, ?)",
            key(call.client), key(mark))
        try database.run(
            "DELETE FROM midas_replies WHERE client = ? AND number < ?",
            key(call.client), key(mark))
        return mark
    }

    /// SQLite's integers are signed: the order of the numbers is kept, zero is the smallest.
    private func key(_ value: UInt64) -> ColumnValue {
        .integer(Int64(bitPattern: value ^ 1 << 63))
    }

    private func number(_ key: Int64) -> UInt64 { UInt64(bitPattern: key) ^ 1 << 63 }
}
