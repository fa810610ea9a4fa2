import MidasRPC
import RPCTestKit
import Testing

@Suite struct RetryPolicyTests {
    @Test func delaysDoubleUpToALimit() {
        let policy = RetryPolicy(firstDelay: 100, largestDelay: 1000)
        var generator = JitterGenerator(seed: 1)
        for (attempt, full) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1000), (500, 1000)] {
            for _ in 0..<50 {
                let delay = policy.delay(afterAttempt: attempt, using: &generator)
                #expect(delay >= UInt64(full / 2) && delay <= UInt64(full))
            }
        }
    }

    @Test func clientsDoNotComeBackTogether() {
        let policy = RetryPolicy(firstDelay: 1000, largestDelay: 1_000_000)
        var generator = JitterGenerator(seed: 2)
        let delays = Set((0..<50).map { _ in policy.delay(afterAttempt: 1, using: &generator) })
        #expect(delays.count > 30)
    }
}
