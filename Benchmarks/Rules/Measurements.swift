import Glibc
import LogReplication
import MapReduce
import MembershipNotifier
import MidasExploration
import MidasRules

/// Times of conditions and firings, beside a hand-written loop in the same run.
func measureTimes() {
    let iterations = 200_000
    func nanoseconds(_ work: Work) -> Double {
        let longer = (0..<5).map { _ in time { run(work, size: 20, iterations: iterations) } }
        let shorter = (0..<5).map { _ in time { run(work, size: 10, iterations: iterations) } }
        return ((longer.min() ?? 0) - (shorter.min() ?? 0)) / Double(10 * iterations) * 1e9
    }
    row("condition-time", nanoseconds(.conditions), "ns")
    row("firing-time", nanoseconds(.firings), "ns")
    row("hand-written-loop-time", nanoseconds(.loop), "ns")
}

/// How many states the case studies have, and that nothing is wrong in them.
func measureExploration() {
    for servers in 2...3 {
        explore(
            "replica-manager-\(servers)-servers-2-faults",
            ReplicationScene.model(servers: servers, replicasPerSegment: 1))
        explore(
            "membership-notifier-\(servers)-servers-2-faults",
            MembershipScene.model(servers: servers, joins: 2))
        explore(
            "map-reduce-\(servers)-workers-2-faults", SchedulerScene.model(workers: servers))
    }
}

private func explore<World>(_ id: String, _ model: Model<World>) {
    let result = model.explore(Bounds(faults: 2, states: 2_000_000))
    if let found = result.counterexample { note("\(found)") }
    let isSound = result.counterexample == nil && result.isComplete
    print("\(id)\t\(result.stateCount)\tstates\tall sound\t\(isSound)")
}

private func row(_ id: String, _ value: Double, _ unit: String) {
    print("\(id)\t\((value * 100).rounded() / 100)\t\(unit)\tnone\ttrue")
}

private func time(_ body: () -> Void) -> Double {
    let start = seconds()
    body()
    return seconds() - start
}
