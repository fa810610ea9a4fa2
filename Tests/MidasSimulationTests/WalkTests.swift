import MidasSimulation
import Testing

@Suite struct WalkTests {
    /// `Benchmarks/run runtime` takes many more.
    @Test(arguments: ScenarioLibrary.walked)
    func unbrokenProtocolHolds(scenario: Scenario) {
        for seed in 0..<6 as Range<UInt64> {
            var scenario = scenario
            scenario.drawSeed = seed
            let outcome = Walk(seed: seed).run(World(scenario, program: SampleProgram()))
            if let violation = outcome.violation {
                Issue.record("seed \(seed), \(scenario.name): \(violation)")
            }
        }
    }

    @Test func aSeedGivesTheSameWalk() {
        let world = World(ScenarioLibrary.walked[0], program: SampleProgram())
        let first = Walk(seed: 3).run(world)
        #expect(first.trace == Walk(seed: 3).run(world).trace)
        #expect(first.trace != Walk(seed: 4).run(world).trace)
        #expect(first.stepCount == first.trace.count)
    }

    /// A failing walk of a broken variant becomes a trace that a person can read, and that breaks
    /// the same invariant when it is replayed.
    @Test(arguments: ["output before stability", "no low-water mark", "transfer without undo"])
    func failingWalksShrink(name: String) throws {
        let mutant = try #require(Mutant.all.first { $0.name == name })
        let world = World(mutant.scenario, program: SampleProgram())
        for seed in 0..<200 as Range<UInt64> {
            var walk = Walk(seed: seed)
            walk.faultRate = 200
            let outcome = walk.run(world)
            guard let violation = outcome.violation else { continue }
            let shrunk = try #require(Shrink(world, keeping: violation).run(outcome.trace))
            #expect(shrunk.violation.invariant == violation.invariant)
            #expect(shrunk.trace.count <= mutant.modelEvents * 3)
            return
        }
        Issue.record("\(name): no walk fails")
    }
}
