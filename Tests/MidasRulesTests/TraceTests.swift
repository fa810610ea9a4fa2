import MidasRules
import RulesTestKit
import Testing

@Suite struct TraceTests {
    @Test func aFiringNamesWhatMadeItPossible() {
        var pool = Bakery.pool(loaves: 2)
        pool.settle()
        pool.handle("done") { $0.takeOut(0) }
        pool.settle()
        let lines = pool.trace.all.map { pool.text(of: $0) }
        #expect(
            lines == [
                "1 loaf 0 knead because 0",
                "2 loaf 0 put into the oven because 1",
                "3 loaf 1 knead because 0",
                "4 event done",
                "5 loaf 1 put into the oven because 4",
            ])
    }

    @Test func changesAreDescribedOnDemand() {
        var pool = Bakery.pool(loaves: 1, isHot: false)
        pool.tracesChanges = true
        pool.settle()
        let before = "Loaf(isKneaded: false, isInOven: false, isBaked: false)"
        let after = "Loaf(isKneaded: true, isInOven: false, isBaked: false)"
        #expect(pool.trace.all.map(\.change) == ["\(before) -> \(after)"])
    }

    @Test func theRingKeepsTheLatest() {
        var pool = Bakery.pool(loaves: 20, isHot: false, traceCapacity: 8)
        pool.settle()
        #expect(pool.trace.all.map(\.step) == Array(13...20))
        #expect(pool.trace[12] == nil)
        #expect(pool.trace[0] == nil)
        #expect(pool.trace[13]?.step == 13)
    }

    @Test func causesFormAChain() {
        var pool = Bakery.pool(loaves: 2)
        pool.settle()
        pool.handle("done") { $0.takeOut(0) }
        pool.settle()
        #expect(pool.trace.causes(of: 5).map(\.step) == [4, 5])
    }
}
