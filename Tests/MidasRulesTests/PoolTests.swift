import MidasRules
import RulesTestKit
import Synchronization
import Testing

@Suite struct PoolTests {
    @Test func aPassFiresEachRuleWhoseConditionHolds() {
        var pool = Bakery.pool(loaves: 1)
        let fired = pool.round()
        #expect(fired)
        #expect(pool.world.loaves[0] == Bakery.Loaf(isKneaded: true, isInOven: true))
        #expect(pool.stepCount == 2)
    }

    @Test func aRoundInWhichNothingFiresSaysSo() {
        var pool = Bakery.pool(loaves: 1, isHot: false)
        let first = pool.round()
        let second = pool.round()
        #expect(first)
        #expect(!second)
        let isActive = pool.hasActiveTasks
        #expect(!isActive)
    }

    @Test func anEventChangesStateAndRulesDoTheRest() {
        var pool = Bakery.pool(loaves: 3)
        pool.settle()
        for loaf in 0..<3 {
            #expect(pool.world.loaves[loaf].isInOven)
            pool.handle("done") { $0.takeOut(loaf) }
            pool.settle()
        }
        #expect(pool.world.loaves.indices.allSatisfy { pool.world.loaves[$0].isBaked })
    }

    @Test func inactiveTasksAreNotEvaluated() {
        let evaluations = Counter()
        let counting = TaskKind<Bakery>(
            "loaf", in: \.loaves, goal: { _, _ in true },
            rules: [
                Rule(
                    "never",
                    when: { _, _ in
                        evaluations.increment()
                        return false
                    }, then: { _, _ in })
            ])
        let loaves = TaskTable(Array(repeating: Bakery.Loaf(), count: 100_000))
        var pool = Pool(Bakery(loaves: loaves), kinds: [counting])
        pool.settle()
        #expect(evaluations.value == 100_000)
        pool.settle()
        #expect(evaluations.value == 100_000)
        pool.handle("touch one") { $0.loaves[77].isKneaded = true }
        pool.settle()
        #expect(evaluations.value == 100_001)
    }

    @Test func aPollingPoolKeepsUnmetTasksActive() {
        var pool = Bakery.pool(loaves: 1, isHot: false, scheduling: .polling)
        pool.settle()
        let waits = pool.hasActiveTasks
        #expect(waits)
        pool.handle("the oven is hot") { $0.ovenIsHot = true }
        pool.settle()
        #expect(pool.world.loaves[0].isInOven)
        pool.handle("done") { $0.takeOut(0) }
        pool.settle()
        let isActive = pool.hasActiveTasks
        #expect(!isActive)
    }

    @Test func settlingIsBounded() {
        let restless = TaskKind<Bakery>(
            "loaf", in: \.loaves, goal: { _, _ in false },
            rules: [
                Rule(
                    "turn", when: { _, _ in true },
                    then: { bakery, loaf in bakery.loaves[loaf].isBaked.toggle() })
            ])
        var pool = Pool(Bakery(loaves: TaskTable([Bakery.Loaf()])), kinds: [restless])
        let settled = pool.settle(limit: 100)
        #expect(!settled)
        #expect(pool.stepCount == 100)
    }

    @Test func aTaskMayRemoveItself() {
        let leaving = TaskKind<Bakery>(
            "loaf", in: \.loaves, goal: { bakery, loaf in bakery.loaves[loaf].isBaked },
            rules: [
                Rule(
                    "leave", when: { bakery, loaf in !bakery.loaves[loaf].isBaked },
                    then: { bakery, loaf in bakery.loaves.remove(loaf) }),
                Rule(
                    "never reached", when: { _, _ in true },
                    then: { bakery, _ in bakery.ovenIsHot = true }),
            ])
        var pool = Pool(Bakery(loaves: TaskTable([Bakery.Loaf()])), kinds: [leaving])
        pool.settle()
        #expect(pool.world.loaves.count == 0)
        #expect(!pool.world.ovenIsHot)
        let isActive = pool.hasActiveTasks
        #expect(!isActive)
    }
}

/// A counter that conditions may increment.
final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }
    func increment() { count.add(1, ordering: .relaxed) }
}
