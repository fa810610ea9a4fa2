import MidasProtocol
import MidasWire
import Testing

@Suite struct SessionTests {
    @Test func aRepeatedRequestIsAdmittedOnce() {
        var log = Log()
        log.request(0)
        log.request(0)
        let (_, effects) = log.ledger()
        #expect(effects.admitted == ["2.0"])
        #expect(effects.contains(.repeated(session: OrderNumber(1), number: 0)))
    }

    @Test func belowTheLowWaterMarkNothingRunsAgain() {
        var log = Log()
        let first = log.request(0)
        log.output(first)
        log.request(1, seenBelow: 1)
        log.request(0)
        let (ledger, effects) = log.ledger()
        #expect(effects.admitted == ["2.0", "4.0"])
        #expect(!effects.contains(.repeated(session: OrderNumber(1), number: 0)))
        #expect(ledger.reply(session: OrderNumber(1), number: 0) == nil)
    }

    @Test func theFinalReplyIsKeptUntilItWasSeen() {
        var log = Log()
        let request = log.request(0)
        log.output(request, payload: [4, 2])
        let (ledger, effects) = log.ledger()
        #expect(effects.contains(.finished(session: OrderNumber(1), number: 0)))
        #expect(ledger.reply(session: OrderNumber(1), number: 0)?.payload == [4, 2])
        #expect(ledger.requests.isEmpty)
    }

    @Test func anUnknownOrClosedSessionExpires() {
        var log = Log()
        log.request(0, session: OrderNumber(9))
        log.append(.close(.init(tier: tierA, session: OrderNumber(1))))
        log.request(0)
        let (_, effects) = log.ledger()
        #expect(effects.admitted.isEmpty)
        #expect(effects.contains(.expired(session: OrderNumber(9), number: 0)))
        #expect(effects.contains(.expired(session: OrderNumber(1), number: 0)))
    }

    @Test func numbersFarAheadAreIgnored() {
        var log = Log()
        log.request(1_000_000)
        #expect(log.ledger().1.admitted.isEmpty)
    }

    @Test func theSessionThatWasIdleLongestMakesRoom() {
        var limits = Ledger.Limits()
        limits.sessions = 2
        var ledger = Ledger(tier: tierA, members: fourMembers, limits: limits)
        var effects: [LedgerEffect] = []
        ledger.deliver(.open(.init(tier: tierA, nonce: 1)), &effects)
        ledger.deliver(.open(.init(tier: tierA, nonce: 2)), &effects)
        let request = Message.Request(
            tier: tierA, session: OrderNumber(1), number: 0, seenBelow: 0, handler: HandlerID(1),
            arguments: [])
        ledger.deliver(.request(request), &effects)
        ledger.deliver(.open(.init(tier: tierA, nonce: 3)), &effects)
        #expect(ledger.sessions.entries.map(\.key.value) == [1, 4])
    }
}

@Suite struct DecisionTests {
    @Test func theFirstMessageWithAKeyIsTheChoice() {
        var log = Log()
        let request = log.request(0)
        let call = Message.Output.Kind.call(tier: tierB, handler: HandlerID(5))
        log.output(request, by: 1, kind: call, payload: [1])
        log.output(request, by: 0, kind: .reply, payload: [2])
        let (_, effects) = log.ledger()
        #expect(effects.decided == [SegmentKey(request: request, point: 0)])
        #expect(!effects.contains(.finished(session: OrderNumber(1), number: 0)))
        #expect(log.ledger(tierB).1.admitted == ["3.0"])
    }

    @Test func aCalledTierIgnoresWhatWasNotChosen() {
        var log = Log()
        let request = log.request(0)
        log.output(request, by: 1, kind: .reply)
        log.output(request, by: 0, kind: .call(tier: tierB, handler: HandlerID(5)))
        #expect(log.ledger(tierB).1.admitted.isEmpty)
    }

    @Test func aReplyAdmitsTheCallersNextSegmentOnce() {
        var log = Log()
        let request = log.request(0)
        let call = log.output(request, kind: .call(tier: tierB, handler: HandlerID(5)))
        log.output(call, by: 2, kind: .reply, tier: tierB, root: request, payload: [7])
        log.output(call, by: 3, kind: .reply, tier: tierB, root: request, payload: [8])
        let (_, effects) = log.ledger()
        #expect(effects.admitted == ["2.0", "2.1"])
        guard case .admitted(let second)? = effects.last(where: { $0.isAdmission }) else {
            Issue.record("no second segment")
            return
        }
        #expect(second.input == .reply([7]))
    }

    @Test func pointsThatWereNeverAdmittedAreIgnored() {
        var log = Log()
        let request = log.request(0)
        log.output(request, 5)
        log.output(OrderNumber(77))
        #expect(log.ledger().1.decided.isEmpty)
    }

    @Test func aTierMayCallItself() {
        var log = Log()
        let request = log.request(0)
        let call = log.output(request, kind: .call(tier: tierA, handler: HandlerID(2)))
        log.output(call, kind: .reply, root: request)
        #expect(log.ledger().1.admitted == ["2.0", "3.0", "2.1"])
    }

    @Test func aTickRunsOnce() {
        var log = Log()
        func tick(_ count: UInt64) -> Message {
            .tick(
                .init(tier: tierA, handler: HandlerID(1), timer: 3, count: count, value: [1]))
        }
        for count in [0, 0, 1, 0, 2] as [UInt64] { log.append(tick(count)) }
        #expect(log.ledger().1.admitted == ["2.0", "4.0", "6.0"])
    }
}

@Suite struct FenceTests {
    @Test func aJoinWaitsForOlderRequestsAndHoldsNewerOnes() {
        var log = Log()
        let old = log.request(0)
        let call = log.output(old, kind: .call(tier: tierB, handler: HandlerID(5)))
        log.append(.join(.init(tier: tierA, replica: ReplicaID(9))))
        let new = log.request(1, handler: 2)
        #expect(log.ledger().1.admitted == ["\(old.value).0"])
        // The called tier calls back on behalf of the older request: that must not wait.
        let back = log.output(
            call, by: 2, kind: .call(tier: tierA, handler: HandlerID(3)),
            tier: tierB, root: old)
        log.output(back, kind: .reply, root: old)
        log.output(call, 1, by: 2, kind: .reply, tier: tierB, root: old)
        #expect(!log.ledger().1.admitted.contains("snap"))
        log.output(old, 1)
        #expect(
            log.ledger().1.admitted == [
                "\(old.value).0", "\(back.value).0", "\(old.value).1", "snap", "\(new.value).0",
            ])
    }

    @Test func anIdleTierAdmitsTheSnapshotAtOnce() {
        var log = Log()
        log.append(.join(.init(tier: tierA, replica: ReplicaID(9))))
        #expect(log.ledger().1.admitted == ["snap"])
        #expect(log.ledger().0.leader == ReplicaID(0))
    }
}

@Suite struct MemberTests {
    @Test func callsToALostTierEndWithAnError() {
        var log = Log()
        let request = log.request(0)
        log.output(request, kind: .call(tier: tierB, handler: HandlerID(5)))
        log.append(.view(.init(number: 2, members: [fourMembers[0], fourMembers[1]])))
        let (_, effects) = log.ledger()
        guard case .admitted(let admission)? = effects.last(where: { $0.isAdmission }) else {
            Issue.record("nothing admitted")
            return
        }
        #expect(admission.input == .tierLost)
        #expect(admission.key == SegmentKey(request: request, point: 1))
    }

    @Test func callsMadeAfterTheTierWasLostEndAtOnce() {
        var log = Log()
        log.append(.view(.init(number: 2, members: [fourMembers[1]])))
        let request = log.request(0)
        log.output(request, by: 1, kind: .call(tier: tierB, handler: HandlerID(5)))
        let (ledger, effects) = log.ledger()
        #expect(effects.admitted == ["\(request.value).0", "\(request.value).1"])
        #expect(ledger.leader == ReplicaID(1))
    }

    @Test func foreignKeysAreDroppedOnceAllSendersHaveSeenThem() {
        var limits = Ledger.Limits()
        limits.collectAt = 0
        var ledger = Ledger(tier: tierB, members: fourMembers, limits: limits)
        var log = Log()
        let request = log.request(0)
        let call = log.output(request, kind: .call(tier: tierB, handler: HandlerID(5)))
        var effects: [LedgerEffect] = []
        for message in log.messages { ledger.deliver(message, &effects) }
        #expect(ledger.foreign.count == 1)
        for replica in [0, 1] as [UInt32] {
            #expect(ledger.foreign.count == 1)
            ledger.deliver(
                .acknowledge(.init(replica: ReplicaID(replica), delivered: call)), &effects)
        }
        #expect(ledger.foreign.isEmpty)
    }

    @Test func equalPrefixesGiveEqualLedgers() {
        var log = Log()
        for number in 0..<20 as Range<UInt64> {
            let request = log.request(number, handler: UInt32(number % 5), seenBelow: number / 2)
            log.output(request, by: UInt32(number % 2), draw: number)
        }
        #expect(log.ledger() == log.ledger())
        #expect(log.ledger().0.sessions.entries[0].value.entries.count == 11)
    }
}

extension LedgerEffect {
    var isAdmission: Bool { if case .admitted = self { true } else { false } }
}
