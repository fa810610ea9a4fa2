import MidasProtocol
import MidasWire
import Testing

/// A replica, and what it asked for so far.
struct Harness {
    var replica: Replica
    var actions: [ReplicaAction] = []
    var delivered = 0

    init(
        _ identity: UInt32 = 0, _ configure: (inout ReplicaConfiguration) -> Void = { _ in }
    ) {
        var configuration = ReplicaConfiguration(identity: ReplicaID(identity), tier: tierA)
        configure(&configuration)
        replica = Replica(
            configuration: configuration, catalog: TestCatalog(),
            ledger: Ledger(tier: tierA, members: fourMembers))
    }

    /// Delivers what the log holds, and returns the actions since the last call.
    @discardableResult
    mutating func deliver(_ log: Log) -> [ReplicaAction] {
        actions = []
        while delivered < log.messages.count {
            delivered += 1
            replica.deliver(
                OrderNumber(UInt64(delivered)), log.messages[delivered - 1], &actions)
        }
        return actions
    }

    @discardableResult
    mutating func run(
        _ request: OrderNumber, _ point: UInt32 = 0, draw: UInt64 = 5, payload: [UInt8] = [9],
        kind: Message.Output.Kind = .reply, injected: Bool = false
    ) -> [ReplicaAction] {
        actions = []
        var record = Record()
        record.draws.append(site: 1, word: draw)
        replica.executed(
            SegmentKey(request: request, point: point),
            SegmentOutcome(kind: kind, payload: payload, record: record), injected: injected,
            &actions)
        return actions
    }
}

extension [ReplicaAction] {
    var started: [SegmentKey] {
        compactMap { if case .start(let admission) = $0 { admission.key } else { nil } }
    }

    var outputs: [Message.Output] {
        compactMap { if case .multicast(.output(let output)) = $0 { output } else { nil } }
    }

    var compensations: [Message.Output] {
        compactMap { if case .compensate(_, let chosen) = $0 { chosen } else { nil } }
    }

    var answers: [[UInt8]] {
        compactMap { if case .answer(_, _, let payload) = $0 { payload } else { nil } }
    }

    var acknowledgements: [OrderNumber] {
        compactMap {
            if case .multicast(.acknowledge(let seen)) = $0 { seen.delivered } else { nil }
        }
    }
}

func key(_ request: OrderNumber, _ point: UInt32 = 0) -> SegmentKey {
    SegmentKey(request: request, point: point)
}

@Suite struct HoldTests {
    @Test func conflictingSegmentsWaitForTheEarlierOneOthersDoNot() {
        var log = Log()
        let first = log.request(0, handler: 1)
        let second = log.request(1, handler: 1)
        let other = log.request(2, handler: 2)
        let reader = log.request(3, handler: 102)
        var harness = Harness()
        #expect(harness.deliver(log).started == [key(first), key(other)])
        harness.run(first)
        log.output(first, by: 0)
        #expect(harness.deliver(log).started == [key(second)])
        harness.run(other)
        log.output(other, by: 1, draw: 5)
        #expect(harness.deliver(log).started == [key(reader)])
    }

    @Test func readersDoNotHoldReaders() {
        var log = Log()
        let first = log.request(0, handler: 101)
        let second = log.request(1, handler: 101)
        var harness = Harness()
        #expect(harness.deliver(log).started == [key(first), key(second)])
    }

    @Test func wholeStateTransferRunsOneSegmentAfterAnother() {
        var log = Log()
        let first = log.request(0, handler: 1)
        log.request(1, handler: 2)
        var harness = Harness { $0.technique = .transferCheckpoint }
        #expect(harness.deliver(log).started == [key(first)])
    }

    @Test func aSnapshotWaitsForWritersBeforeItAndHoldsThoseBehindIt() {
        var log = Log()
        let first = log.request(0, handler: 1)
        log.output(first, by: 1, draw: 4)
        log.append(.join(.init(tier: tierA, replica: ReplicaID(9))))
        let second = log.request(1, handler: 2)
        var harness = Harness()
        #expect(harness.deliver(log).started == [key(first)])
        let actions = harness.run(first, draw: 4, injected: true)
        #expect(actions.contains(.capture(joiner: ReplicaID(9))))
        #expect(actions.started == [key(second)])
        #expect(harness.replica.offer(for: ReplicaID(9))?.number == OrderNumber(4))
    }
}

@Suite struct ChoiceTests {
    @Test func theRecordTravelsInTheMessage() throws {
        var log = Log()
        let request = log.request(0)
        var harness = Harness()
        harness.deliver(log)
        let output = try #require(harness.run(request).outputs.first)
        #expect(output.record?.draws.isEmpty == false)
        #expect(output.key == key(request))
        #expect(output.delivered == request)
        #expect(output.addresses == TierSet(tierA))
    }

    @Test func everyTierThatMightActIsAddressed() throws {
        var log = Log()
        let request = log.request(0, handler: 51)
        var harness = Harness()
        harness.deliver(log)
        let output = try #require(harness.run(request).outputs.first)
        #expect(output.addresses == TierSet(bits: 3))
    }

    @Test func theChosenReplicaKeepsItsRun() {
        var log = Log()
        let request = log.request(0)
        var harness = Harness()
        harness.deliver(log)
        harness.run(request)
        log.output(request, by: 0, draw: 5)
        #expect(harness.deliver(log).contains(.keep(key(request))))
        #expect(harness.replica.isSettled(key(request)))
    }

    @Test func anotherChoiceIsCompensatedAndTheOwnMessageCancelled() {
        var log = Log()
        let request = log.request(0)
        var harness = Harness()
        harness.deliver(log)
        harness.run(request)
        log.output(request, by: 1, payload: [1], draw: 6)
        let actions = harness.deliver(log)
        #expect(actions.contains(.cancel(key(request))))
        #expect(actions.compensations.map(\.payload) == [[1]])
        #expect(!harness.replica.isSettled(key(request)))
        var after: [ReplicaAction] = []
        harness.replica.compensated(key(request), nil, &after)
        #expect(harness.replica.isSettled(key(request)))
    }

    @Test func anEqualRunNeedsNoCompensation() {
        var log = Log()
        let request = log.request(0)
        var harness = Harness()
        harness.deliver(log)
        harness.run(request)
        log.output(request, by: 1, draw: 5)
        #expect(harness.deliver(log).compensations.isEmpty)
        #expect(harness.replica.isSettled(key(request)))
    }

    @Test func aLateReplicaRunsWithTheChosenRecord() throws {
        var log = Log()
        let request = log.request(0)
        log.output(request, by: 1, payload: [3], draw: 8)
        var harness = Harness()
        harness.deliver(log)
        let injection = try #require(harness.replica.injection(for: key(request)))
        #expect(injection.payload == [3])
        #expect(harness.run(request, draw: 8, payload: [3], injected: true).outputs.isEmpty)
        #expect(harness.replica.isSettled(key(request)))
    }

    @Test func aRunThatDoesNotGiveTheChosenMessageLeaves() {
        var log = Log()
        let request = log.request(0)
        log.output(request, by: 1, payload: [3], draw: 8)
        var harness = Harness()
        harness.deliver(log)
        let actions = harness.run(request, draw: 8, payload: [4], injected: true)
        #expect(actions.contains(.leave(.differentMessage(key(request)))))
        #expect(!harness.replica.isSettled(key(request)))
    }

    @Test func deterministicSegmentsSettleAtOnceAndSendNoRecord() throws {
        var log = Log()
        let request = log.request(0, handler: 101)
        var harness = Harness()
        harness.deliver(log)
        let output = try #require(harness.run(request).outputs.first)
        #expect(output.record == nil)
        #expect(harness.replica.isSettled(key(request)))
    }

    @Test func aLazyReplicaSendsOnlyAsLowestRank() {
        var log = Log()
        let request = log.request(0)
        var harness = Harness(1) { $0.isLazy = true }
        harness.deliver(log)
        #expect(harness.run(request).outputs.isEmpty)
        log.append(.view(.init(number: 2, members: [fourMembers[1], fourMembers[2]])))
        #expect(harness.deliver(log).outputs.map(\.key) == [key(request)])
    }

    @Test func vanillaKeepsItsOwnRun() {
        var log = Log()
        let request = log.request(0)
        var harness = Harness { $0.technique = .vanilla }
        harness.deliver(log)
        harness.run(request)
        log.output(request, by: 1, payload: [1], draw: 6)
        #expect(harness.deliver(log).compensations.isEmpty)
        #expect(harness.replica.isSettled(key(request)))
    }
}

@Suite struct AnswerTests {
    @Test func noAnswerBeforeAllOfTheTierHaveTheDecision() {
        var log = Log()
        let request = log.request(0)
        let decision = log.output(request, by: 1, payload: [3])
        var harness = Harness()
        #expect(harness.deliver(log).answers.isEmpty)
        log.append(.acknowledge(.init(replica: ReplicaID(1), delivered: decision)))
        #expect(harness.deliver(log).answers == [[3]])
        log.request(0)
        #expect(harness.deliver(log).answers == [[3]])
    }

    @Test func aMajorityOfTheRingIsEnoughWhereThatIsTheRule() {
        var log = Log()
        let request = log.request(0)
        let decision = log.output(request, by: 1, payload: [3])
        var harness = Harness { $0.stability = .majority(of: 4) }
        harness.deliver(log)
        log.append(.acknowledge(.init(replica: ReplicaID(2), delivered: decision)))
        #expect(harness.deliver(log).answers.isEmpty)
        log.append(.acknowledge(.init(replica: ReplicaID(3), delivered: decision)))
        #expect(harness.deliver(log).answers == [[3]])
    }

    @Test func withoutQuorumNothingIsAnsweredOrRun() {
        var log = Log()
        let request = log.request(0)
        let decision = log.output(request, by: 1)
        var harness = Harness()
        harness.deliver(log)
        var actions: [ReplicaAction] = []
        harness.replica.loseQuorum(&actions)
        #expect(actions == [.leave(.noQuorum)])
        log.append(.acknowledge(.init(replica: ReplicaID(1), delivered: decision)))
        log.request(1, handler: 2)
        let after = harness.deliver(log)
        #expect(after.answers.isEmpty)
        #expect(after.started.isEmpty)
    }

    @Test func acknowledgesWhenManyMessagesWereDeliveredOrWhenIdle() {
        var log = Log()
        for number in 0..<40 as Range<UInt64> { log.request(number, handler: 1) }
        var harness = Harness()
        #expect(harness.deliver(log).acknowledgements.map(\.value) == [32])
        var actions: [ReplicaAction] = []
        harness.replica.acknowledgeWhenIdle(&actions)
        #expect(actions.acknowledgements.map(\.value) == [41])
        log.append(.acknowledge(.init(replica: ReplicaID(0), delivered: OrderNumber(41))))
        harness.deliver(log)
        actions = []
        harness.replica.acknowledgeWhenIdle(&actions)
        #expect(actions.isEmpty)
    }

    @Test func aGapIsAFaultAndARepetitionIsNot() {
        var log = Log()
        log.request(0)
        var harness = Harness()
        harness.deliver(log)
        var actions: [ReplicaAction] = []
        harness.replica.deliver(OrderNumber(1), log.messages[0], &actions)
        #expect(actions.isEmpty)
        harness.replica.deliver(OrderNumber(9), log.messages[0], &actions)
        #expect(
            actions == [.leave(.gap(expected: OrderNumber(3), found: OrderNumber(9)))])
    }
}

@Suite struct JoinTests {
    @Test func aJoinerContinuesFromTheOfferAsTheDonorDoes() throws {
        var log = Log()
        let first = log.request(0, handler: 1)
        log.append(.join(.init(tier: tierA, replica: ReplicaID(9))))
        let second = log.request(1, handler: 2)
        var donor = Harness()
        donor.deliver(log)
        donor.run(first)
        log.output(first, by: 0)
        #expect(donor.deliver(log).started == [key(second)])
        let offer = try #require(donor.replica.offer(for: ReplicaID(9)))
        var configuration = ReplicaConfiguration(identity: ReplicaID(9), tier: tierA)
        configuration.technique = .reexecuteContaminated
        var actions: [ReplicaAction] = []
        let joiner = Replica(
            joining: configuration, catalog: TestCatalog(), offer: offer, &actions)
        #expect(actions.started == [key(second)])
        #expect(joiner.ledger == donor.replica.ledger)
        log.append(.joined(.init(tier: tierA, replica: ReplicaID(9))))
        #expect(donor.deliver(log).contains(.discardCapture(joiner: ReplicaID(9))))
    }
}
