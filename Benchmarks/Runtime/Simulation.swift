import MidasSimulation

/// Every broken version of the protocol is noticed with a trace at most three times the model's.
func measureMutants() {
    var caught = 0
    var longest = 0.0
    for mutant in Mutant.all {
        let outcome = Search().run(World(mutant.scenario, program: SampleProgram()))
        guard case .broken(_, let trace) = outcome.verdict else {
            note("not noticed: \(mutant.name)")
            continue
        }
        caught += 1
        longest = max(longest, Double(trace.count) / Double(mutant.modelEvents))
    }
    Figure(
        id: "mutants-caught", value: Double(caught), unit: "mutants", bar: "= \(Mutant.all.count)",
        isMet: caught == Mutant.all.count
    ).report()
    Figure(
        id: "mutant-trace", value: longest, unit: "x model", bar: "<= 3", isMet: longest <= 3
    ).report()
}

/// The unbroken protocol holds in every state of the small configurations.
func measureSearch() {
    var states = 0
    var broken = 0
    for scenario in ScenarioLibrary.small {
        let start = seconds()
        let outcome = Search().run(World(scenario, program: SampleProgram()))
        states += outcome.states
        var verdict = "holds"
        switch outcome.verdict {
        case .holds: break
        case .bounded: verdict = "bounded"
        case .broken(let violation, let trace):
            broken += 1
            verdict = "BROKEN \(violation) after \(trace.map(\.description))"
        }
        let time = ((seconds() - start) * 10).rounded() / 10
        note(
            "\(scenario.name): \(verdict), \(outcome.states) states, \(outcome.quiescent) "
                + "quiescent, depth \(outcome.depth), \(time) s")
    }
    Figure(
        id: "search-broken", value: Double(broken), unit: "configurations", bar: "= 0",
        isMet: broken == 0
    ).report()
    Figure(id: "search-states", value: Double(states), unit: "states", bar: "-", isMet: true)
        .report()
}

/// Seeded walks over the large configurations, one seed in each of them by turns.
func measureWalks(seeds: Int) {
    let start = seconds()
    var steps = 0
    var broken = 0
    for seed in 0..<seeds {
        var scenario = ScenarioLibrary.walked[seed % ScenarioLibrary.walked.count]
        scenario.drawSeed = UInt64(seed)
        let world = World(scenario, program: SampleProgram())
        let outcome = Walk(seed: UInt64(seed)).run(world, keepsTrace: false)
        steps += outcome.stepCount
        if let violation = outcome.violation {
            broken += 1
            note("seed \(seed), \(scenario.name): \(violation)")
            if broken >= 10 { break }
        }
    }
    let time = seconds() - start
    Figure(
        id: "walks-broken", value: Double(broken), unit: "seeds", bar: "= 0", isMet: broken == 0
    ).report()
    Figure(
        id: "walk-time", value: time * 1e6 / Double(seeds), unit: "us/seed", bar: "<= 7200",
        isMet: time * 1e6 / Double(seeds) <= 7200
    ).report()
    Figure(id: "walk-steps", value: Double(steps), unit: "steps", bar: "-", isMet: true).report()
}
