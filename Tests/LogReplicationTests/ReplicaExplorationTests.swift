import LogReplication
import MidasExploration
import MidasRules
import Testing

@Suite struct ReplicaExplorationTests {
    @Test func everyInterleavingKeepsTheInvariants() {
        let result = ReplicationScene.model(servers: 2, replicasPerSegment: 1)
            .explore(Bounds(faults: 1))
        #expect(result.counterexample == nil)
        #expect(result.isComplete)
        print("1 copy, 2 servers, 1 fault: \(result.stateCount) states, depth \(result.depth)")
    }

    @Test func twoCopiesSurviveACrash() {
        var model = ReplicationScene.model(servers: 2)
        model.granularity = .settledEvents
        let result = model.explore(Bounds(faults: 1))
        #expect(result.counterexample == nil)
        #expect(result.isComplete)
        print("2 copies, 2 servers, 1 fault: \(result.stateCount) states, depth \(result.depth)")
    }

    /// Variants with one planted fault each.
    enum Defect: String, CaseIterable {
        case headerDoesNotWakeTheSegmentBefore
        case footerDoesNotWaitForTheNextHeader
        case dataDoesNotWaitForTheFooterBefore
        case crashForgetsToResetData
        case crashForgetsToCancelCalls

        var model: Model<ReplicationScene> {
            switch self {
            case .headerDoesNotWakeTheSegmentBefore:
                return variant(
                    Rule("note the header", when: ReplicaManager.noteHeader.condition) {
                        if $0.reap($1) { $0.replicas[$1].headerIsCommitted = true }
                    })
            case .footerDoesNotWaitForTheNextHeader:
                return variant(
                    Rule(
                        "send the footer", when: { $0.needsFooter($1) },
                        then: ReplicaManager.sendFooter.action))
            case .dataDoesNotWaitForTheFooterBefore:
                return variant(
                    Rule(
                        "send data", when: { $0.hasUncommittedData($1) },
                        then: ReplicaManager.sendData.action))
            case .crashForgetsToResetData:
                return ReplicationScene.model(servers: 2, replicasPerSegment: 1) {
                    manager, number in
                    let before = manager.replicas
                    manager.serverFailed(number)
                    for task in before.indices where before[task].server?.number == number {
                        manager.replicas[task].headerIsCommitted = before[task].headerIsCommitted
                    }
                }
            case .crashForgetsToCancelCalls:
                return ReplicationScene.model(servers: 2, replicasPerSegment: 1) {
                    manager, number in
                    let before = manager.replicas
                    manager.serverFailed(number)
                    for task in before.indices where before[task].server?.number == number {
                        manager.replicas[task].call = before[task].call
                    }
                }
            }
        }

        private func variant(_ rule: Rule<ReplicaManager>) -> Model<ReplicationScene> {
            ReplicationScene.model(
                servers: 2, replicasPerSegment: 1, kind: ReplicaManager.kind.replacing(rule))
        }

        func isFound(_ violation: Violation) -> Bool {
            switch (self, violation) {
            case (.headerDoesNotWakeTheSegmentBefore, .forgottenTask(_, _, "send the footer")),
                (
                    .footerDoesNotWaitForTheNextHeader,
                    .invariant("a footer comes after the next header")
                ),
                (
                    .dataDoesNotWaitForTheFooterBefore,
                    .invariant("data comes after the footer before it")
                ),
                (
                    .crashForgetsToResetData,
                    .invariant("what counts as committed is on the server")
                ),
                (
                    .crashForgetsToCancelCalls,
                    .invariant("what counts as committed is on the server")
                ):
                true
            default: false
            }
        }
    }

    @Test(arguments: Defect.allCases)
    func plantedFaultsAreFound(_ defect: Defect) throws {
        let model = defect.model
        let found = try #require(model.explore(Bounds(faults: 2)).counterexample)
        #expect(defect.isFound(found.violation), "\(found)")
        #expect(found.trace.count < 30)
        if case .invariant(let name) = found.violation {
            let broken = try model.replay(found.trace)
            let invariant = try #require(model.invariants.first { $0.name == name })
            #expect(!invariant.holds(broken))
        }
        print("\(defect.rawValue): \(found)")
    }
}
