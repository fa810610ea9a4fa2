import MidasBase
import MidasIR
import Testing

@testable import MidasAnalysis

/// What functions do to the sets of locks and threads that they are called with.
@Suite struct RelativeSetTests {
    private func set(adding added: [Int] = [], removing removed: [Int] = []) -> RelativeSet {
        var set = RelativeSet()
        for member in added { set.add(member) }
        for member in removed { set.remove(member) }
        return set
    }

    private func members(_ elements: Int...) -> BitSet {
        var set = BitSet()
        for element in elements { set.insert(element) }
        return set
    }

    @Test func whatIsAddedAndRemovedIsGone() {
        var effect = set(adding: [1, 2])
        effect.append(set(removing: [1]), isNested: false)
        #expect(effect.applied(to: members(1, 3)).members == [2, 3])
    }

    /// A lock that the caller holds too, taken and given back inside, is held afterwards.
    @Test func nestedTakingLeavesTheCallersLock() {
        var effect = set(adding: [1])
        effect.append(set(removing: [1]), isNested: true)
        #expect(effect.applied(to: members(1)).members == [1])
        #expect(effect.applied(to: members()).members == [])
    }

    @Test func joinsKeepWhatIsCertainOrWhatMayBe() {
        var must = set(adding: [1, 2])
        SetJoin.must.join(&must, set(adding: [2], removing: [3]))
        #expect(must.applied(to: members(3, 4)).members == [2, 4])
        var may = set(adding: [1, 2])
        SetJoin.may.join(&may, set(adding: [2], removing: [3]))
        #expect(may.applied(to: members(3)).members == [1, 2, 3])
    }

    @Test func equalityIgnoresCapacity() {
        var large = BitSet(capacity: 512)
        large.insert(5)
        #expect(large.hasSameMembers(as: members(5)))
        large.insert(400)
        #expect(!large.hasSameMembers(as: members(5)))
        #expect(!members(5).hasSameMembers(as: large))
    }

    @Test func setsAreNumberedOnce() {
        var table = SetTable()
        #expect(table.intern(BitSet()) == SetTable.empty)
        let first = table.intern(members(1, 70))
        var same = BitSet(capacity: 1000)
        same.insert(70)
        same.insert(1)
        #expect(table.intern(same) == first)
        #expect(table[first].members == [1, 70])
        #expect(table.intern(members(1)) != first)
    }
}

/// Values in terms of what a thread was given.
@Suite struct ThreadValueTests {
    @Test func aPartIsFollowedByTheNextThreads() {
        var begin = ThreadValue(base: .argument(0))
        begin.scale = 8
        var end = begin
        end.offset = 8
        #expect(begin.isFollowed(by: end))
        #expect(begin.next == end)
        end.offset = 9
        #expect(!begin.isFollowed(by: end))
    }

    /// Arguments of other parameters, and pointers that were moved on, are other values.
    @Test func onlyTheArgumentItselfIsTheArgument() {
        let argument = ThreadValue(base: .argument(1))
        #expect(argument.isArgument)
        #expect(argument != ThreadValue(base: .argument(0)))
        var moved = argument
        moved.displacement = 4
        #expect(!moved.isArgument)
        #expect(!ThreadValue(base: .field(1, RecordID(0), 2)).isArgument)
        #expect(ThreadValue.Base.field(1, RecordID(0), 2).parameter == 1)
    }

    /// A number that shows who drew it keeps the order of drawing.
    @Test func onlyPrivateNumbersHideTheOrder() {
        let value = ThreadValue(base: .argument(0))
        let hidden = PartitionKey(way: .ticket(CellID(0), isPrivate: true), value: value)
        let shown = PartitionKey(way: .ticket(CellID(0), isPrivate: false), value: value)
        #expect(!hidden.showsOrder)
        #expect(shown.showsOrder)
        #expect(!PartitionKey(way: .index, value: value).showsOrder)
    }
}

/// Ends of queues.
@Suite struct QueueSideTests {
    @Test func onlyTheTwoEndsOfOneQueueAreOrdered() {
        let put = QueueSide(queue: 1, isConsumer: false, isPublished: false)
        let take = QueueSide(queue: 1, isConsumer: true, isPublished: false)
        #expect(put.isOrdered(with: take, isLocked: true))
        #expect(!put.isOrdered(with: take, isLocked: false))
        #expect(!put.isOrdered(with: put, isLocked: true))
        let other = QueueSide(queue: 2, isConsumer: true, isPublished: true)
        #expect(!put.isOrdered(with: other, isLocked: true))
        let published = QueueSide(queue: 1, isConsumer: true, isPublished: true)
        #expect(published.isOrdered(with: put, isLocked: false))
    }
}
