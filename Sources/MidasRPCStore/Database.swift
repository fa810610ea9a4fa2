import CSQLite

/// What the database says when it refuses.
public struct DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// SQLite's result code (https://sqlite.org/rescode.html).
    public let code: Int32
    public let message: String

    public var description: String { "database: \(message) (\(code))" }
}

/// A value in a column.
public enum ColumnValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
}

/// A connection to a SQLite database, used by one thread at a time.
public final class Database {
    private let handle: OpaquePointer
    /// Prepared statements by their text.
    private var statements: [String: OpaquePointer] = [:]

    /// What a commit that was reported survives.
    public enum Durability: String, Sendable {
        /// The end of the process, at any time.
        case processCrash = "NORMAL"
        /// The end of the machine as well: each commit waits for the disk.
        case powerCut = "FULL"
    }

    /// Opens or makes a database with a write-ahead log (https://sqlite.org/wal.html).
    public init(path: String, durability: Durability = .powerCut) throws(DatabaseError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw DatabaseError(code: code, message: String(cString: sqlite3_errstr(code)))
        }
        self.handle = handle
        sqlite3_busy_timeout(handle, 5000)
        try run("PRAGMA journal_mode = WAL")
        try run("PRAGMA synchronous = \(durability.rawValue)")
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Runs a statement and gives its rows.
    @discardableResult
    public func run(
        _ sql: String, _ arguments: ColumnValue...
    ) throws(DatabaseError) -> [[ColumnValue]] {
        let statement = try prepared(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (position, argument) in arguments.enumerated() {
            try bind(argument, at: Int32(position + 1), of: statement)
        }
        var rows: [[ColumnValue]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(row(of: statement))
            case SQLITE_DONE: return rows
            default: throw error()
            }
        }
    }

    /// Runs `body` in a transaction: all of it takes effect, or, where it throws, none.
    public func transaction<Output>(
        _ body: (Database) throws -> Output
    ) throws -> Output {
        try run("BEGIN IMMEDIATE")
        do {
            let output = try body(self)
            try run("COMMIT")
            return output
        } catch {
            _ = try? run("ROLLBACK")
            throw error
        }
    }

    private func prepared(_ sql: String) throws(DatabaseError) -> OpaquePointer {
        if let known = statements[sql] { return known }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement
        else { throw error() }
        statements[sql] = statement
        return statement
    }

    private func bind(
        _ value: ColumnValue, at position: Int32, of statement: OpaquePointer
    ) throws(DatabaseError) {
        // SQLITE_TRANSIENT: the database takes a copy.
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code: Int32 =
            switch value {
            case .null: sqlite3_bind_null(statement, position)
            case .integer(let integer): sqlite3_bind_int64(statement, position, integer)
            case .bytes(let bytes):
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(statement, position, 0)
                    : sqlite3_bind_blob(statement, position, bytes, Int32(bytes.count), copy)
            case .text(let text): sqlite3_bind_text(statement, position, text, -1, copy)
            }
        guard code == SQLITE_OK else { throw error() }
    }

    private func row(of statement: OpaquePointer) -> [ColumnValue] {
        (0..<sqlite3_column_count(statement)).map { column in
            switch sqlite3_column_type(statement, column) {
            case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
            case SQLITE_TEXT:
                return .text(
                    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "")
            case SQLITE_BLOB:
                let count = Int(sqlite3_column_bytes(statement, column))
                let start = sqlite3_column_blob(statement, column)
                return .bytes([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
            default: return .null
            }
        }
    }

    private func error() -> DatabaseError {
        DatabaseError(
            code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle))
        )
    }
}
