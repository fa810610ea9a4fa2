import MidasRules
import RulesTestKit
import Testing

@Suite struct PoolReportTests {
    @Test func aTaskThatNothingWillMoveIsStuck() {
        var pool = Bakery.pool(loaves: 2, isHot: false)
        pool.settle(at: 5)
        let stuck = pool.stuckTasks()
        #expect(stuck.map(\.kind) == ["loaf", "loaf"])
        #expect(stuck.map(\.task) == [0, 1])
        #expect(stuck[1].history == ["2 loaf 1 knead because 0"])
    }

    @Test func aTaskThatWaitsForAnEventIsNot() {
        var pool = Bakery.pool(loaves: 1)
        pool.settle()
        #expect(pool.stuckTasks().isEmpty)
    }

    @Test func aGoalThatStaysUnmetIsReportedWithItsHistory() {
        var pool = Bakery.pool(loaves: 1)
        pool.handle("open", at: 100) { $0.ovenIsHot = true }
        pool.settle(at: 100)
        #expect(pool.overdueTasks(limit: 150, at: 150).isEmpty)
        let overdue = pool.overdueTasks(limit: 150, at: 151)
        #expect(overdue.map(\.task) == [0])
        #expect(overdue[0].description.contains("goal unmet since 0"))
        #expect(overdue[0].description.contains("put into the oven"))
    }

    @Test func theClockOfAGoalStartsWhenItIsLeft() {
        var pool = Bakery.pool(loaves: 1)
        pool.settle(at: 10)
        pool.handle("done", at: 20) { $0.takeOut(0) }
        pool.settle(at: 20)
        #expect(pool.overdueTasks(limit: 1, at: 1000).isEmpty)
        pool.handle("dropped", at: 500) { $0.loaves[0] = Bakery.Loaf() }
        pool.settle(at: 500)
        #expect(pool.overdueTasks(limit: 400, at: 900).isEmpty)
        #expect(pool.overdueTasks(limit: 400, at: 901).map(\.since) == [500])
    }

    @Test func aMissingWakeUpIsFoundByTheAudit() {
        var pool = Bakery.pool(loaves: 3, isHot: false)
        pool.settle()
        #expect(pool.forgottenTasks().isEmpty)
        pool.handle("the oven is hot, and nobody is told") { $0.ovenIsHot = true }
        pool.settle()
        #expect(pool.forgottenTasks().map(\.task) == [0, 1, 2])
    }
}
