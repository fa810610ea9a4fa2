import MidasProtocol
import MidasWire

/// A broken version of the protocol in the smallest configuration that shows it.
public struct Mutant: Sendable {
    public var name: String
    public var scenario: Scenario
    /// Events of the shortest trace that the protocol's executable model needs.
    public var modelEvents: Int
}

extension Mutant {
    /// Every broken version of choice by order that the protocol's notes list.
    public static let all: [Mutant] = outputs + records + addresses + holds + tables + joins

    private typealias Library = ScenarioLibrary

    private static let outputs: [Mutant] = [
        make(.answersBeforeStability, "output before stability", 7, [2], [[Library.leaf]]) {
            $0.faults.crashes = 1
        },
        make(.ignoresQuorum, "minority goes on", 7, [3], [[Library.leaf]]) {
            $0.faults.cuts = 1
        },
        make(.answersOwnReply, "own reply cached", 9, [2], [[Library.leaf]]),
        make(.cancelsOnHearsay, "cancel on hearsay", 9, [2, 1], [[Library.holder]]) {
            $0.faults.crashes = 1
        },
    ]

    private static let records: [Mutant] = [
        make(.sendsNoRecord, "record sent after its message", 14, [2, 1], [[Library.holder]]) {
            $0.faults.crashes = 1
        },
        make(.keepsLocals, "live locals not compensated", 22, [2, 1], [[Library.holder]]) {
            $0.technique = .transferContaminated
        },
        make(.skipsUndo, "transfer without undo", 11, [2, 1], [[Library.chooser]]) {
            $0.technique = .transferContaminated
        },
        make(.restartsFromItsDisk, "restart from own disk", 8, [2], [[Library.leaf]]) {
            $0.faults.crashes = 1
            $0.faults.losesTails = false
        },
        make(nil, "vanilla", 22, [2, 1], [[Library.holder]]) { $0.technique = .vanilla },
    ]

    private static let addresses: [Mutant] = [
        make(
            .addressesOnlyTarget, "addresses own and target: call or no call", 20, [2, 1],
            [[Library.chooser]]
        ) { $0.ordersRepetitions = true },
        make(
            .addressesOnlyTarget, "addresses own and target: two targets", 37, [2, 1, 1],
            [[Library.router]]
        ) { $0.ordersRepetitions = true },
        make(.keysByKindAndTarget, "key by kind and target", 20, [2, 1], [[Library.chooser]]) {
            $0.ordersRepetitions = true
        },
    ]

    private static let holds: [Mutant] = [
        make(.startsWithoutHold, "no hold", 6, [2], [[Library.leaf], [Library.sameLeaf]]),
        make(
            .startsWithoutHold, "no hold, mixed choices", 9, [2],
            [[Library.leaf], [Library.sameLeaf]]
        ) { $0.checksCleanReads = false },
        make(
            .checkpointsConcurrently, "checkpoint with concurrency", 18, [2],
            [[Library.otherLeaf], [Library.sameLeaf]]
        ) { $0.technique = .transferCheckpoint },
        make(
            .holdsWholeRequests, "whole requests held in a call cycle", 11, [1, 1],
            [[Library.cycle]]),
        make(
            [.holdsWholeRequests, .exemptsDescendants], "descendants exempt, a bystander", 14,
            [1, 1], [[Library.cycle], [Library.callee]]),
        make(
            [.holdsWholeRequests, .exemptsDescendants], "descendants exempt, crossed cycles", 18,
            [1, 1], [[Library.crossed], [Library.crossing]]),
    ]

    private static let tables: [Mutant] = [
        make(
            .forgetsLowWater, "no low-water mark", 14, [1], [[Library.leaf, Library.leafReader]]
        ) { $0.faults.retries = 1 },
        make(
            .dropsNestedKeysAtFinalReply, "nested entry dropped at final reply", 16, [2, 1],
            [[Library.holder]]
        ) { $0.ordersRepetitions = true },
    ]

    private static let joins: [Mutant] = [
        make(.joinsWithoutLedger, "joiner without ledger", 12, [1], [[Library.leaf]]) {
            $0.faults.joins = [TierID(0)]
        },
        make(.leavesJoinersUncounted, "joiner not counted", 11, [1], [[Library.leaf]]) {
            $0.faults.joins = [TierID(0)]
            $0.faults.crashes = 1
        },
        make(.joinsWithoutFence, "join copies at any time", 22, [1, 1], [[Library.holder]]) {
            $0.faults.joins = [TierID(0)]
        },
        make(.fenceStopsNestedCalls, "fence stops nested calls too", 14, [1, 1], [[Library.cycle]])
        {
            $0.faults.joins = [TierID(0)]
        },
    ]

    private static func make(
        _ kind: Mutation.Kind?, _ name: String, _ modelEvents: Int, _ tiers: [Int],
        _ clients: [[Scenario.ClientRequest]],
        _ configure: (inout Scenario) -> Void = { _ in }
    ) -> Mutant {
        make(kind.map { [$0] } ?? [], name, modelEvents, tiers, clients, configure)
    }

    private static func make(
        _ kinds: [Mutation.Kind], _ name: String, _ modelEvents: Int, _ tiers: [Int],
        _ clients: [[Scenario.ClientRequest]],
        _ configure: (inout Scenario) -> Void = { _ in }
    ) -> Mutant {
        var scenario = ScenarioLibrary.make(name, tiers, clients, configure)
        scenario.mutation = Mutation(kinds)
        return Mutant(name: name, scenario: scenario, modelEvents: modelEvents)
    }
}
