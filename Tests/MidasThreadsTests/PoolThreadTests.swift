import MidasRules
import MidasThreads
import RulesTestKit
import Synchronization
import Testing

@Suite struct PoolThreadTests {
    @Test func eventsFromManyThreadsReachThePool() throws {
        let thread = PoolThread(Bakery(), kinds: [Bakery.kind])
        let workers = WorkerGroup(threadCount: 4)
        let done = Counter()
        for _ in 0..<100 {
            workers.run {
                thread.post("order") { $0.loaves.insert(Bakery.Loaf()) }
                done.increment()
            }
        }
        while done.value < 100 { yieldThread() }
        while thread.read({ bakery in
            bakery.loaves.indices.filter { bakery.loaves[$0].isKneaded }.count
        }) != 100 { yieldThread() }
        let count = thread.read { $0.loaves.count }
        #expect(count == 100)
        thread.close()
    }

    @Test func longWorkIsHandedOffAndComesBackAsAnEvent() {
        let bakery = Bakery(
            loaves: TaskTable([Bakery.Loaf(), Bakery.Loaf(), Bakery.Loaf()]), ovenIsHot: true)
        let thread = PoolThread(
            bakery, kinds: [Bakery.kind], workerCount: 2,
            perform: { bakery, thread in
                for loaf in bakery.requests {
                    thread.handOff("done") {
                        loaf
                    } then: {
                        $0.takeOut($1)
                    }
                }
                bakery.requests = []
            })
        thread.post("start") { bakery in bakery.loaves.wake(0) }
        while thread.read({ bakery in
            bakery.loaves.indices.allSatisfy { bakery.loaves[$0].isBaked }
        }) != true { yieldThread() }
        thread.close()
        #expect(thread.read { $0.ovenIsFree } == nil)
    }

    @Test func unmetGoalsAreReported() {
        let reported = Counter()
        let thread = PoolThread(
            Bakery(loaves: TaskTable([Bakery.Loaf()])), kinds: [Bakery.kind], patience: 1_000_000,
            report: { tasks in
                if tasks.contains(where: { $0.kind == "loaf" }) { reported.increment() }
            })
        thread.post("start") { bakery in bakery.loaves.wake(0) }
        while reported.value == 0 { yieldThread() }
        thread.close()
    }
}

/// A counter that several threads increment.
private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }
    func increment() { count.add(1, ordering: .relaxed) }
}
