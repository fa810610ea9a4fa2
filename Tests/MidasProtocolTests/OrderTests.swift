import MidasProtocol
import MidasWire
import Testing

@Suite struct OrderMemberTests {
    private func message(_ number: UInt64, by sender: UInt32 = 1, _ submission: UInt64 = 1)
        -> OrderedMessage
    {
        OrderedMessage(
            number: OrderNumber(number), sender: ReplicaID(sender), submission: submission,
            bytes: [UInt8(truncatingIfNeeded: number)])
    }

    @Test func deliversInOrderOnceAndNoticesGaps() {
        var member = OrderMember(identity: ReplicaID(0))
        #expect(member.receive(message(1)) == .deliver)
        #expect(member.receive(message(1)) == .known)
        #expect(member.receive(message(3)) == .gap)
        #expect(member.delivered == OrderNumber(1))
    }

    @Test func creditsBoundWhatIsOnItsWay() {
        var member = OrderMember(identity: ReplicaID(0), window: 2)
        #expect(member.submit([1])?.number == 1)
        #expect(member.submit([2])?.number == 2)
        #expect(member.submit([3]) == nil)
        #expect(member.receive(message(1, by: 0, 1)) == .deliver)
        #expect(member.unordered.map(\.number) == [2])
        #expect(member.submit([3])?.number == 3)
    }

    @Test func keepsWhatOthersMayLack() {
        var member = OrderMember(identity: ReplicaID(0))
        for number in 1...5 as ClosedRange<UInt64> { _ = member.receive(message(number)) }
        #expect(member.refill(after: OrderNumber(3))?.map(\.number.value) == [4, 5])
        member.forget(through: OrderNumber(4))
        #expect(member.refill(after: OrderNumber(4))?.map(\.number.value) == [5])
        #expect(member.refill(after: OrderNumber(5))?.isEmpty == true)
        #expect(member.refill(after: OrderNumber(3)) == nil)
    }

    /// Five thousand rounds of trimming keep no more than what is not stable.
    @Test func memoryFollowsStability() {
        var member = OrderMember(identity: ReplicaID(0))
        for number in 1...10_000 as ClosedRange<UInt64> {
            _ = member.receive(message(number))
            member.forget(through: OrderNumber(number - 1))
        }
        #expect(member.firstRetained == OrderNumber(10_000))
    }
}

@Suite struct SequencerTests {
    @Test func aRepeatedSubmissionIsOrderedOnce() {
        var member = OrderMember(identity: ReplicaID(0))
        _ = member.receive(
            OrderedMessage(
                number: OrderNumber(1), sender: ReplicaID(4), submission: 9, bytes: []))
        var sequencer = Sequencer(continuing: member, view: 3)
        #expect(sequencer.order(ReplicaID(4), 9) == nil)
        #expect(sequencer.order(ReplicaID(4), 10) == OrderNumber(2))
        #expect(sequencer.order(ReplicaID(5), 1) == OrderNumber(3))
        #expect(sequencer.order(ReplicaID(5), 1) == nil)
    }

    @Test func stableIsWhatAllMembersHave() {
        var sequencer = Sequencer(continuing: OrderMember(identity: ReplicaID(0)), view: 0)
        for number in 1...9 as ClosedRange<UInt64> { _ = sequencer.order(ReplicaID(0), number) }
        sequencer.add(ReplicaID(0), TierID(0), delivered: .none)
        sequencer.add(ReplicaID(1), TierID(0), delivered: .none)
        #expect(sequencer.acknowledge(ReplicaID(0), OrderNumber(9)) == nil)
        #expect(sequencer.acknowledge(ReplicaID(1), OrderNumber(4)) == OrderNumber(4))
        #expect(sequencer.acknowledge(ReplicaID(1), OrderNumber(3)) == nil)
        #expect(sequencer.remove(ReplicaID(1)) == OrderNumber(9))
    }

    /// A member cannot claim what was never ordered.
    @Test func acknowledgementsOfTheFutureAreCut() {
        var sequencer = Sequencer(continuing: OrderMember(identity: ReplicaID(0)), view: 0)
        sequencer.add(ReplicaID(0), TierID(0), delivered: .none)
        _ = sequencer.order(ReplicaID(0), 1)
        #expect(sequencer.acknowledge(ReplicaID(0), OrderNumber(77)) == OrderNumber(1))
    }

    @Test func viewsAreNumberedAndListMembersInRankOrder() {
        var sequencer = Sequencer(continuing: OrderMember(identity: ReplicaID(0)), view: 7)
        sequencer.add(ReplicaID(2), TierID(1), delivered: .none)
        sequencer.add(ReplicaID(1), TierID(0), delivered: .none)
        #expect(
            sequencer.nextView()
                == .view(
                    .init(
                        number: 8,
                        members: [
                            .init(replica: ReplicaID(2), tier: TierID(1)),
                            .init(replica: ReplicaID(1), tier: TierID(0)),
                        ])))
    }
}
