/// Makes a failing trace short.
///
/// Steps are taken out in pieces of halving size (Zeller and Hildebrandt, "Simplifying and
/// Isolating Failure-Inducing Input", 2002), and what is left is replayed: steps that cannot
/// happen any more are skipped, and after the last one the world goes on without faults, first
/// possible step first, until it is quiescent.
public struct Shrink: Sendable {
    let start: World
    let invariant: Violation.Invariant
    /// Replays at most.
    public var budget = 3000

    public init(_ start: World, keeping violation: Violation) {
        self.start = start
        invariant = violation.invariant
    }

    public struct Outcome: Sendable {
        public var violation: Violation
        public var trace: [Step]
    }

    /// The shortest trace that was found with the same invariant broken; nil if the trace does not
    /// break it on replay.
    public func run(_ trace: [Step]) -> Outcome? {
        guard var best = replay(trace) else { return nil }
        var left = budget
        var size = max(1, best.trace.count / 2)
        while left > 0 {
            if let shorter = removeOnce(best, size, &left) {
                best = shorter
                size = min(size, max(1, best.trace.count / 2))
            } else if size > 1 {
                size /= 2
            } else {
                break
            }
        }
        return best
    }

    private func removeOnce(_ best: Outcome, _ size: Int, _ left: inout Int) -> Outcome? {
        var from = 0
        while from < best.trace.count, left > 0 {
            left -= 1
            var trace = best.trace
            trace.removeSubrange(from..<min(from + size, trace.count))
            if let shorter = replay(trace), shorter.trace.count < best.trace.count {
                return shorter
            }
            from += size
        }
        return nil
    }

    /// What the steps lead to; nil where another invariant breaks, or none.
    func replay(_ trace: [Step]) -> Outcome? {
        var world = start
        var done: [Step] = []
        var steps: [Step] = []
        for step in trace {
            steps.removeAll(keepingCapacity: true)
            world.steps(into: &steps)
            guard steps.contains(step) else { continue }
            done.append(step)
            world.apply(step)
            if let violation = world.violation { return outcome(violation, done) }
        }
        for _ in 0..<10_000 {
            steps.removeAll(keepingCapacity: true)
            world.steps(into: &steps)
            guard let step = steps.first(where: { !$0.isFault }) else {
                return world.checkQuiescence().flatMap { outcome($0, done) }
            }
            done.append(step)
            world.apply(step)
            if let violation = world.violation { return outcome(violation, done) }
        }
        return nil
    }

    private func outcome(_ violation: Violation, _ trace: [Step]) -> Outcome? {
        violation.invariant == invariant ? Outcome(violation: violation, trace: trace) : nil
    }
}
