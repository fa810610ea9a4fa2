/// One seeded path through a world's steps, to quiescence.
public struct Walk: Sendable {
    public var seed: UInt64
    /// Thousandths of the steps that are faults, while some are left.
    public var faultRate = 30
    /// A world that is not quiescent after so many steps is stuck.
    public var stepLimit = 20_000

    public init(seed: UInt64) { self.seed = seed }

    public struct Outcome: Sendable {
        public var violation: Violation?
        public var trace: [Step]
        public var stepCount: Int
    }

    /// Walks until nothing but faults can happen, and checks the invariants there.
    ///
    /// - Parameter keepsTrace: whether the outcome holds the steps; counting alone is faster.
    public func run(_ start: World, keepsTrace: Bool = true) -> Outcome {
        var world = start
        var random = SeededGenerator(seed: seed)
        var trace: [Step] = []
        var steps: [Step] = []
        var count = 0
        while count < stepLimit {
            steps.removeAll(keepingCapacity: true)
            world.steps(into: &steps)
            guard let step = choose(&steps, &random) else {
                return Outcome(
                    violation: world.checkQuiescence(), trace: trace, stepCount: count)
            }
            if keepsTrace { trace.append(step) }
            count += 1
            world.apply(step)
            if let violation = world.violation {
                return Outcome(violation: violation, trace: trace, stepCount: count)
            }
        }
        let stuck = Violation(.allAnswered, "not quiescent after \(stepLimit) steps")
        return Outcome(violation: stuck, trace: trace, stepCount: count)
    }

    /// Mostly what goes on by itself; now and then a fault, also once all is quiet.
    private func choose(_ steps: inout [Step], _ random: inout SeededGenerator) -> Step? {
        let faults = steps.partition { $0.isFault }
        let goodCount = faults
        let faultCount = steps.count - goodCount
        if goodCount == 0 {
            guard faultCount > 0, random.chance(300) else { return nil }
            return steps[random.index(below: faultCount)]
        }
        if faultCount > 0, random.chance(faultRate) {
            return steps[goodCount + random.index(below: faultCount)]
        }
        return steps[random.index(below: goodCount)]
    }
}
