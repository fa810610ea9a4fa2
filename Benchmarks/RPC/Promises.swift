import Glibc
import MidasRPC
import MidasRPCStore
import RPCTestKit

private let trouble = Trouble(
    loss: 50, duplication: 50, reordering: 100, connectionKills: 2, serverKills: 1)

/// At most once: calls through a network that loses, repeats and reorders, with kills on both sides.
func measureTrouble(calls: UInt64) {
    let log = ExecutionLog()
    var service = Service()
    service.add(1, .atMostOnce, log.method())
    var network = LossyNetwork(service: service, trouble: trouble, seed: 2026)
    var answered = 0
    var unknown = 0
    drive(&network, calls: calls, underWay: 500, .atMostOnce) { call, _ in
        withUnsafeBytes(of: call) { [UInt8]($0) }
    } ended: { call, outcome in
        switch outcome {
        case .success(let reply) where reply == withUnsafeBytes(of: call &* 2) { [UInt8]($0) }:
            answered += 1
        case .failure(.outcomeUnknown): unknown += 1
        default: fail("call \(call) ended with \(outcome)")
        }
    }
    row(
        "calls-under-trouble", Double(answered + unknown), "calls", "= \(calls)",
        answered + unknown == calls)
    row("calls-of-unknown-outcome", Double(unknown), "calls", "none", true)
    row(
        "executed-twice", Double(log.largest > 1 ? log.largest : 0), "calls", "= 0",
        log.largest <= 1)
    row(
        "largest-duplicate-table", Double(network.largestTable), "calls", "<= 1024",
        network.largestTable <= 1024)
}

/// Exactly once: every reply is the balance after the call's own deposit, so that the replies are the
/// numbers from one on, each once, if and only if every call took effect once.
func measureExactlyOnce(calls: UInt64) {
    let path = "/tmp/midas-exactly-once-\(getpid()).db"
    defer { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }
    guard let log = try? ledger(path) else { fail("no database at \(path)") }
    var service = Service()
    service.add(1, .atLeastOnce) { request, reply in
        log.handle(request.payload, &reply) { database, _ in
            try database.run("UPDATE ledger SET balance = balance + 1")
            let rows = try database.run("SELECT balance FROM ledger")
            guard case .integer(let balance)? = rows.first?.first else { return [] }
            return withUnsafeBytes(of: balance) { [UInt8]($0) }
        }
    }
    var network = LossyNetwork(service: service, trouble: trouble, seed: 7)
    var balances: [UInt64] = []
    drive(&network, calls: calls, underWay: 50, .atLeastOnce) { call, seenBelow in
        CallName(client: 1, number: call, seenBelow: seenBelow).request([])
    } ended: { call, outcome in
        guard case .success(let reply) = outcome, reply.count == 8
        else { fail("call \(call) ended with \(outcome)") }
        balances.append(reply.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
    }
    let isExact = balances.sorted() == Array(1...calls)
    let kept = (try? log.replyCount(client: 1)) ?? .max
    row("exactly-once-calls", Double(balances.count), "calls", "each once", isExact)
    row("exactly-once-replies-kept", Double(kept), "replies", "<= 1024", kept <= 1024)
}

private func ledger(_ path: String) throws -> ExactlyOnceLog {
    let database = try Database(path: path, durability: .processCrash)
    try database.run("CREATE TABLE ledger (balance INTEGER NOT NULL)")
    try database.run("INSERT INTO ledger (balance) VALUES (0)")
    return try ExactlyOnceLog(database)
}

private func drive(
    _ network: inout LossyNetwork, calls: UInt64, underWay limit: Int, _ semantics: Semantics,
    request: (_ call: UInt64, _ seenBelow: UInt64) -> [UInt8],
    ended: (UInt64, Result<[UInt8], RPCError>) -> Void
) {
    var underWay: [(call: UInt64, number: UInt64)] = []
    var next: UInt64 = 0
    while next < calls || !underWay.isEmpty {
        while next < calls, underWay.count < limit {
            let bytes = request(next, underWay.first?.call ?? next)
            guard let number = try? network.start(1, bytes, semantics) else { break }
            underWay.append((next, number))
            next += 1
        }
        network.round()
        underWay.removeAll { call, number in
            guard let outcome = network.take(number) else { return false }
            ended(call, outcome)
            return true
        }
    }
}
