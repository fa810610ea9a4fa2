import MidasSimulation
import Testing

/// Every broken version of the protocol is noticed, with a short trace.
@Suite struct MutantTests {
    @Test(arguments: Mutant.all)
    func isCaught(mutant: Mutant) {
        let start = World(mutant.scenario, program: SampleProgram())
        let outcome = Search().run(start)
        guard case .broken(let violation, let trace) = outcome.verdict else {
            Issue.record("\(mutant.name): not noticed in \(outcome.states) states")
            return
        }
        #expect(trace.count <= mutant.modelEvents * 3, "\(violation)")
    }
}
