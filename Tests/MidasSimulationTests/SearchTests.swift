import MidasSimulation
import Testing

@Suite struct SearchTests {
    /// The first states of every configuration; `Benchmarks/run runtime` visits them all.
    @Test(arguments: ScenarioLibrary.small)
    func unbrokenProtocolHolds(scenario: Scenario) {
        var search = Search()
        search.stateLimit = 3000
        let outcome = search.run(World(scenario, program: SampleProgram()))
        if case .broken(let violation, let trace) = outcome.verdict {
            Issue.record("\(scenario.name): \(violation)\n\(trace.map(\.description))")
        }
        #expect(outcome.states > 1000)
    }

    /// Counts that an independent model of the protocol gives for the same configurations.
    @Test(arguments: [
        ("holder 2x2, 2 crashes", 12405, 72), ("dropped keys, holder 2x1, 1 crash", 13233, 272),
    ])
    func visitsAsManyStatesAsTheModel(name: String, states: Int, quiescent: Int) throws {
        let scenario = try #require(ScenarioLibrary.small.first { $0.name == name })
        let outcome = Search().run(World(scenario, program: SampleProgram()))
        #expect(outcome.states == states)
        #expect(outcome.quiescent == quiescent)
    }
}
