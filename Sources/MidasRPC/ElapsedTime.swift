/// Time that has passed, from readings of a clock that may jump.
///
/// A reading before the last one counts as no time passed: timers then wait as long as they would
/// have, instead of until the clock has caught up.
struct ElapsedTime: Sendable {
    private var reading: UInt64?
    /// What has passed in all, in nanoseconds.
    private(set) var elapsed: UInt64 = 0

    /// Takes a reading of the clock, in nanoseconds; returns the time that has passed in all.
    mutating func advance(to now: UInt64) -> UInt64 {
        if let reading, now > reading { elapsed = elapsed.saturatingAdd(now - reading) }
        reading = now
        return elapsed
    }

    /// What the clock shows when `time` will have passed in all, if it does not jump.
    func outside(_ time: UInt64) -> UInt64 {
        (reading ?? 0).saturatingAdd(time > elapsed ? time - elapsed : 0)
    }
}

extension UInt64 {
    /// The sum, or the largest number where it is larger.
    func saturatingAdd(_ other: UInt64) -> UInt64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
