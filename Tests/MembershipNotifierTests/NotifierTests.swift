import MembershipNotifier
import MidasRules
import Testing

@Suite struct NotifierTests {
    private typealias Member = MembershipNotifier.Member

    @Test func changesThatComeMeanwhileAreSentTogether() {
        var pool = Pool(MembershipNotifier(), kinds: [MembershipNotifier.kind])
        let first = Member(server: 0, incarnation: 0)
        pool.handle("join") { $0.join(first) }
        pool.settle()
        let update = pool.collect { $0.takeUpdates() }
        #expect(update.map { $0.changes.map(\.version) } == [[1]])
        for server in 1...3 {
            pool.handle("join") { $0.join(Member(server: server, incarnation: 0)) }
        }
        pool.handle("reply") { $0.complete(update[0], isConfirmed: true) }
        pool.settle()
        let later = pool.collect { $0.takeUpdates() }.filter { $0.receiver == first }
        #expect(later.map { $0.changes.map(\.version) } == [[2, 3, 4]])
    }

    @Test func aSlowServerHoldsUpNobody() {
        var pool = Pool(MembershipNotifier(), kinds: [MembershipNotifier.kind])
        for server in 0...1 {
            pool.handle("join") { $0.join(Member(server: server, incarnation: 0)) }
        }
        for round in 0..<10 {
            pool.handle("change") { $0.leave(Member(server: 9, incarnation: round)) }
            pool.settle()
            for update in pool.collect({ $0.takeUpdates() }) where update.receiver.server == 1 {
                pool.handle("reply") { $0.complete(update, isConfirmed: true) }
            }
            pool.settle()
        }
        let versions = pool.world.notification[0].receivers.map(\.version)
        let kept = pool.world.notification[0].changes.count
        #expect(versions[0] == 0)
        #expect(versions[1] >= 10)
        #expect(kept == 12)
    }

    @Test func theGoalIsThatNoChangeIsLeft() {
        var pool = Pool(MembershipNotifier(), kinds: [MembershipNotifier.kind])
        pool.handle("join") { $0.join(Member(server: 0, incarnation: 0)) }
        pool.settle()
        for update in pool.collect({ $0.takeUpdates() }) {
            pool.handle("reply") { $0.complete(update, isConfirmed: true) }
        }
        pool.settle()
        let left = pool.world.notification[0].changes
        let isActive = pool.hasActiveTasks
        #expect(left.isEmpty)
        #expect(!isActive)
    }
}
