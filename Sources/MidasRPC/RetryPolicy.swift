/// When a call is sent again that has had no reply.
public struct RetryPolicy: Sendable {
    /// Before the first repetition, in nanoseconds.
    public var firstDelay: UInt64
    /// Delays double up to this, in nanoseconds.
    public var largestDelay: UInt64

    public init(firstDelay: UInt64 = 100_000_000, largestDelay: UInt64 = 5_000_000_000) {
        self.firstDelay = max(1, firstDelay)
        self.largestDelay = max(firstDelay, largestDelay)
    }

    /// The delay after `attempt` attempts: drawn between half of the exponential delay and all of
    /// it, so that clients that failed together do not come back together.
    public func delay(
        afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator
    ) -> UInt64 {
        let doublings = min(max(0, attempt - 1), 62)
        let (grown, overflows) = firstDelay.multipliedReportingOverflow(by: 1 << UInt64(doublings))
        let full = overflows ? largestDelay : min(grown, largestDelay)
        return full / 2 + UInt64.random(in: 0...(full - full / 2), using: &generator)
    }
}

/// Any generator of random numbers, where its type must not be part of another's.
struct AnyGenerator: RandomNumberGenerator, Sendable {
    private var generator: any RandomNumberGenerator & Sendable

    init(_ generator: any RandomNumberGenerator & Sendable) { self.generator = generator }

    mutating func next() -> UInt64 { generator.next() }
}

/// A fast generator for jitter (SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom
/// Number Generators", OOPSLA 2014), seeded once by the system: asking the system for each call would
/// cost a system call each.
public struct JitterGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// Seeded by the system.
    public init() {
        var system = SystemRandomNumberGenerator()
        state = system.next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
