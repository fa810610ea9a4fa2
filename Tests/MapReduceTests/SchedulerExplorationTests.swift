import MapReduce
import MidasExploration
import MidasRules
import Testing

@Suite struct SchedulerExplorationTests {
    @Test(arguments: [1, 2])
    func everyInterleavingKeepsTheInvariants(workers: Int) {
        let result = SchedulerScene.model(workers: workers).explore(Bounds(faults: 2))
        #expect(result.counterexample == nil)
        if let found = result.counterexample { print(found) }
        #expect(result.isComplete)
        print("\(workers) workers, 2 faults: \(result.stateCount) states, depth \(result.depth)")
    }

    @Test func aJobMayBeKilledAtAnyTime() {
        let result = SchedulerScene.model(workers: 2, mayKill: true).explore(Bounds(faults: 1))
        #expect(result.counterexample == nil)
        if let found = result.counterexample { print(found) }
        #expect(result.isComplete)
        print("kill, 2 workers, 1 fault: \(result.stateCount) states, depth \(result.depth)")
    }

    @Test func thereAreNineteenRules() {
        #expect(Scheduler.kinds.map(\.rules.count) == [8, 7, 4])
    }
}
