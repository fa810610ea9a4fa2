import MembershipNotifier
import MidasExploration
import MidasRules
import Testing

@Suite struct NotifierExplorationTests {
    @Test func everyInterleavingKeepsTheInvariants() {
        let result = MembershipScene.model(servers: 2, joins: 2).explore(Bounds(faults: 1))
        #expect(result.counterexample == nil)
        #expect(result.isComplete)
        print("2 servers, 1 fault: \(result.stateCount) states, depth \(result.depth)")
    }

    /// Variants with one planted fault each.
    enum Defect: String, CaseIterable {
        case duplicateIsExecuted
        case gapIsAccepted
        case changesAreDroppedEarly
        case failedCallCountsAsDone

        var model: Model<MembershipScene> {
            switch self {
            case .duplicateIsExecuted:
                MembershipScene.model(servers: 2) { listener, update in
                    for change in update.changes { listener.take(change) }
                    return true
                }
            case .gapIsAccepted:
                variant(
                    Rule("note a reply", when: MembershipNotifier.noteReply.condition) {
                        notifier, task in
                        let version = notifier.notification[task].version
                        for position in notifier.notification[task].receivers.indices
                        where notifier.notification[task].receivers[position].call?.isConfirmed
                            != nil
                        {
                            notifier.notification[task].receivers[position].call = nil
                            notifier.notification[task].receivers[position].version = version
                        }
                    })
            case .changesAreDroppedEarly:
                variant(
                    Rule(
                        "drop changes that all have",
                        when: { !$0.notification[$1].changes.isEmpty },
                        then: { $0.notification[$1].changes.removeFirst() }))
            case .failedCallCountsAsDone:
                variant(
                    Rule("note a reply", when: MembershipNotifier.noteReply.condition) {
                        notifier, task in
                        let position = notifier.notification[task].receivers.firstIndex {
                            $0.call?.isConfirmed == false
                        }
                        if let position {
                            notifier.notification[task].receivers[position].call?.isConfirmed =
                                true
                        }
                        notifier.noteFirst(task)
                    })
            }
        }

        private func variant(_ rule: Rule<MembershipNotifier>) -> Model<MembershipScene> {
            MembershipScene.model(servers: 2, kind: MembershipNotifier.kind.replacing(rule))
        }

        var violation: String {
            switch self {
            case .duplicateIsExecuted: "every server sees every change in order"
            case .gapIsAccepted: "what a server is thought to have, it has"
            case .changesAreDroppedEarly: "what a server lacks is kept"
            case .failedCallCountsAsDone: "what a server is thought to have, it has"
            }
        }
    }

    @Test(arguments: Defect.allCases)
    func plantedFaultsAreFound(_ defect: Defect) throws {
        let model = defect.model
        let found = try #require(model.explore(Bounds(faults: 2)).counterexample)
        #expect(found.violation == .invariant(defect.violation), "\(found)")
        #expect(found.trace.count < 30)
        let broken = try model.replay(found.trace)
        #expect(!(model.invariants.first { $0.name == defect.violation }?.holds(broken) ?? true))
        print("\(defect.rawValue): \(found)")
    }
}
