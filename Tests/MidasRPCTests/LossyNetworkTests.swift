import MidasRPC
import RPCTestKit
import Testing

/// Calls through a network that loses, repeats and reorders frames and kills connections and servers.
@Suite struct LossyNetworkTests {
    struct Tally {
        var succeeded = 0
        var unknown = 0
        var others: [RPCError] = []
    }

    /// Makes `count` calls, at most 100 under way, and checks every result.
    private func run(
        _ network: inout LossyNetwork, _ count: UInt64, _ semantics: Semantics,
        _ log: ExecutionLog
    ) throws -> Tally {
        var tally = Tally()
        var underWay: [(call: UInt64, number: UInt64)] = []
        var next: UInt64 = 0
        var rounds = 0
        while next < count || !underWay.isEmpty {
            while next < count, underWay.count < 100 {
                let payload = withUnsafeBytes(of: next) { [UInt8]($0) }
                // The client pushes back while an early call holds the window up.
                guard let number = try? network.start(1, payload, semantics) else { break }
                underWay.append((next, number))
                next += 1
            }
            network.round()
            underWay.removeAll { call, number in
                guard let outcome = network.take(number) else { return false }
                switch outcome {
                case .success(let reply):
                    tally.succeeded += 1
                    #expect(reply == withUnsafeBytes(of: call &* 2) { [UInt8]($0) })
                    #expect(log.count(call) >= 1)
                case .failure(.outcomeUnknown): tally.unknown += 1
                case .failure(let error): tally.others.append(error)
                }
                return true
            }
            rounds += 1
            try #require(rounds < 1_000_000, "calls do not end")
        }
        return tally
    }

    private func network(
        _ trouble: Trouble, _ semantics: Semantics, seed: UInt64, window: Int = 128
    ) -> (LossyNetwork, ExecutionLog) {
        let log = ExecutionLog()
        var service = Service()
        service.add(1, semantics, log.method())
        var limits = ServerLimits()
        limits.window = window
        return (LossyNetwork(service: service, trouble: trouble, seed: seed, limits: limits), log)
    }

    private static let everything = Trouble(
        loss: 100, duplication: 100, reordering: 200, connectionKills: 5)

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func noCallIsExecutedTwice(seed: UInt64) throws {
        var (network, log) = network(Self.everything, .atMostOnce, seed: seed)
        let tally = try run(&network, 2000, .atMostOnce, log)
        #expect(tally.succeeded == 2000)
        #expect(log.largest == 1)
        #expect(log.total == 2000)
        #expect(network.largestTable <= 128)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func norWhenTheServerLosesItsMemory(seed: UInt64) throws {
        var trouble = Self.everything
        trouble.serverKills = 40
        var (network, log) = network(trouble, .atMostOnce, seed: seed)
        let tally = try run(&network, 2000, .atMostOnce, log)
        #expect(tally.succeeded + tally.unknown == 2000)
        #expect(tally.unknown > 0)
        #expect(tally.others == [])
        #expect(log.largest == 1)
    }

    @Test func atLeastOnceCallsAreAnsweredWhateverHappens() throws {
        var trouble = Self.everything
        trouble.serverKills = 40
        var (network, log) = network(trouble, .atLeastOnce, seed: 3)
        let tally = try run(&network, 2000, .atLeastOnce, log)
        #expect(tally.succeeded == 2000)
        #expect(log.largest > 1)
    }

    @Test func aSeedFixesEverything() throws {
        func executions(_ seed: UInt64) throws -> Int {
            var (network, log) = network(Self.everything, .atLeastOnce, seed: seed)
            _ = try run(&network, 500, .atLeastOnce, log)
            return log.total
        }
        #expect(try executions(11) == executions(11))
    }

    @Test func aDeadlineEndsACallThatHasNoReply() throws {
        var (network, log) = network(Trouble(loss: 1000), .atMostOnce, seed: 1)
        let number = try network.start(1, Array(repeating: 0, count: 8), timeout: 100_000)
        for _ in 0..<9 { network.round() }
        #expect(network.take(number) == nil)
        for _ in 0..<2 { network.round() }
        #expect(network.take(number) == .failure(.deadlineExceeded))
        #expect(log.total == 0)
    }

    @Test func theWindowPushesBack() throws {
        var (network, _) = network(Trouble(loss: 1000), .atMostOnce, seed: 1, window: 4)
        network.round()
        for _ in 0..<4 { _ = try network.start(1, [], timeout: 100_000) }
        #expect(throws: RPCError.tooManyCalls(limit: 4)) { try network.start(1, []) }
        for _ in 0..<20 { network.round() }
        _ = try network.start(1, [])
    }
}
