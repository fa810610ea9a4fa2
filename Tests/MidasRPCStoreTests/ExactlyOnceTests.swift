import Foundation
import MidasRPC
import MidasRPCStore
import RPCTestKit
import Testing

/// A folder that is removed with the value.
private final class Folder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "midas-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// A ledger of deposits, to see effects by.
private struct Ledger: Sendable {
    let log: ExactlyOnceLog

    init(path: String) throws {
        let database = try Database(path: path, durability: .processCrash)
        try database.run("CREATE TABLE IF NOT EXISTS deposits (amount INTEGER NOT NULL)")
        log = try ExactlyOnceLog(database)
    }

    func deposit(_ amount: Int64, as call: CallName) throws -> ExactlyOnceLog.Outcome {
        try log.execute(call) { try Ledger.apply(amount, to: $0) }
    }

    /// Adds a deposit and answers with the new balance.
    static func apply(_ amount: Int64, to database: Database) throws -> [UInt8] {
        try database.run("INSERT INTO deposits (amount) VALUES (?)", .integer(amount))
        let balance = try sum(database)
        return withUnsafeBytes(of: balance.littleEndian) { [UInt8]($0) }
    }

    static func sum(_ database: Database) throws -> Int64 {
        let rows = try database.run("SELECT COALESCE(SUM(amount), 0) FROM deposits")
        guard case .integer(let sum)? = rows.first?.first else { return -1 }
        return sum
    }

    func sum() throws -> Int64 { try log.withDatabase(Ledger.sum) }

    func count(_ table: String) throws -> Int64 {
        let rows = try log.withDatabase { try $0.run("SELECT COUNT(*) FROM \(table)") }
        guard case .integer(let count)? = rows.first?.first else { return -1 }
        return count
    }
}

@Suite struct ExactlyOnceTests {
    private func name(_ number: UInt64, seenBelow: UInt64 = 0) -> CallName {
        CallName(client: 1, number: number, seenBelow: seenBelow)
    }

    private func bytes(_ value: Int64) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
    }

    @Test func aRepeatedCallHasTheSameReplyAndNoEffect() throws {
        let folder = try Folder()
        let ledger = try Ledger(path: folder.file("db"))
        #expect(try ledger.deposit(10, as: name(0)) == .executed(bytes(10)))
        #expect(try ledger.deposit(5, as: name(1)) == .executed(bytes(15)))
        #expect(try ledger.deposit(10, as: name(0)) == .repeated(bytes(10)))
        #expect(try ledger.sum() == 15)
    }

    @Test func itHoldsWhenTheDatabaseIsOpenedAgain() throws {
        let folder = try Folder()
        do { _ = try Ledger(path: folder.file("db")).deposit(10, as: name(0)) }
        let ledger = try Ledger(path: folder.file("db"))
        #expect(try ledger.deposit(10, as: name(0)) == .repeated(bytes(10)))
    }

    @Test func seenRepliesAreForgottenAndLateCopiesRefused() throws {
        let folder = try Folder()
        let ledger = try Ledger(path: folder.file("db"))
        for number in 0..<100 as Range<UInt64> {
            _ = try ledger.deposit(1, as: name(number, seenBelow: number))
            #expect(try ledger.log.replyCount(client: 1) == 1)
        }
        #expect(try ledger.deposit(1, as: name(42)) == .stale)
        #expect(try ledger.sum() == 100)
    }

    @Test func aCallThatThrowsHasNoEffectAndMayComeAgain() throws {
        struct Refusal: Error {}
        let folder = try Folder()
        let ledger = try Ledger(path: folder.file("db"))
        #expect(throws: Refusal.self) {
            try ledger.log.execute(name(0)) { database in
                _ = try Ledger.apply(10, to: database)
                throw Refusal()
            }
        }
        #expect(try ledger.sum() == 0)
        #expect(try ledger.deposit(10, as: name(0)) == .executed(bytes(10)))
    }

    /// A process that is killed leaves a log that ends anywhere: every cut must give a state in which
    /// effects and replies agree, and repeating all calls must give the same end.
    @Test func aLogThatIsCutAnywhereIsRecovered() throws {
        let folder = try Folder()
        let source = try Ledger(path: folder.file("db"))
        for number in 0..<6 as Range<UInt64> { _ = try source.deposit(1, as: name(number)) }
        let main = try Data(contentsOf: URL(filePath: folder.file("db")))
        let log = try Data(contentsOf: URL(filePath: folder.file("db-wal")))
        // A header of 32 bytes, then frames of 24 bytes and a page: sqlite.org/fileformat2.html.
        let frame = 4096 + 24
        let ends = Array(stride(from: 32, through: log.count, by: frame))
        try #require(ends.count > 6)
        var seen: Set<Int64> = []
        let cuts = ends.flatMap { [$0 - 1, $0, $0 + 1, $0 + 24, $0 + frame / 2] } + [0, 31]
        for cut in cuts {
            let copy = try Folder()
            try main.write(to: URL(filePath: copy.file("db")))
            try log.prefix(cut).write(to: URL(filePath: copy.file("db-wal")))
            let ledger = try Ledger(path: copy.file("db"))
            let survived = try ledger.sum()
            #expect(try ledger.count("midas_replies") == survived)
            seen.insert(survived)
            for number in 0..<6 as Range<UInt64> {
                _ = try ledger.deposit(1, as: name(number))
            }
            #expect(try ledger.sum() == 6)
        }
        #expect(seen == Set(0...6))
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func callsThroughATroubledNetworkTakeEffectOnce(seed: UInt64) throws {
        let folder = try Folder()
        let ledger = try Ledger(path: folder.file("db"))
        var service = Service()
        service.add(1, .atLeastOnce) { request, reply in
            ledger.log.handle(request.payload, &reply) { database, _ in
                try Ledger.apply(1, to: database)
            }
        }
        let trouble = Trouble(
            loss: 100, duplication: 100, reordering: 200, connectionKills: 5, serverKills: 30)
        var network = LossyNetwork(service: service, trouble: trouble, seed: seed)
        var underWay: [(name: UInt64, call: UInt64)] = []
        var balances: [Int64] = []
        var next: UInt64 = 0
        while next < 300 || !underWay.isEmpty {
            while next < 300, underWay.count < 10 {
                let name = CallName(
                    client: 9, number: next, seenBelow: underWay.map(\.name).min() ?? next)
                underWay.append(
                    (next, try network.start(1, name.request([]), .atLeastOnce)))
                next += 1
            }
            network.round()
            try underWay.removeAll { _, call in
                guard let outcome = network.take(call) else { return false }
                balances.append(
                    try outcome.get().withUnsafeBytes { $0.loadUnaligned(as: Int64.self) })
                return true
            }
        }
        #expect(balances.sorted() == Array(1...300))
        #expect(try ledger.sum() == 300)
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        let folder = try Folder()
        try Data("this is no database, and long enough to be looked at ".utf8)
            .write(to: URL(filePath: folder.file("db")))
        #expect(throws: DatabaseError.self) { try Database(path: folder.file("db")) }
    }
}
