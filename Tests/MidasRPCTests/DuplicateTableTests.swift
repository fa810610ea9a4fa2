import MidasRPC
import Testing

@Suite struct DuplicateTableTests {
    private let reply = DuplicateTable.Reply(status: .success, payload: [1, 2])

    @Test func aCallIsExecutedOnceAndItsReplyRepeated() {
        var table = DuplicateTable()
        #expect(table.admit(5, seenBelow: 0) == .execute)
        #expect(table.admit(5, seenBelow: 0) == .inProgress)
        table.finish(5, reply)
        #expect(table.admit(5, seenBelow: 0) == .replay(reply))
        #expect(table.byteCount == 2)
    }

    @Test func whatTheClientHasSeenIsForgottenAndNeverExecutedAgain() {
        var table = DuplicateTable()
        #expect(table.admit(0, seenBelow: 0) == .execute)
        table.finish(0, reply)
        #expect(table.admit(1, seenBelow: 1) == .execute)
        #expect(table.count == 1)
        #expect(table.byteCount == 0)
        #expect(table.admit(0, seenBelow: 0) == .stale)
    }

    @Test func theWindowBoundsTheTable() {
        var table = DuplicateTable(window: 4)
        for sequence in 0..<10 as Range<UInt64> {
            let admission = table.admit(sequence, seenBelow: 0)
            #expect(admission == (sequence < 4 ? .execute : .beyondWindow))
        }
        #expect(table.count == 4)
    }

    @Test func bytesOfRepliesAreBoundedToo() {
        var table = DuplicateTable(byteLimit: 3)
        for sequence in 0..<2 as Range<UInt64> {
            #expect(table.admit(sequence, seenBelow: 0) == .execute)
            table.finish(sequence, reply)
        }
        #expect(table.admit(2, seenBelow: 0) == .beyondWindow)
        #expect(table.admit(2, seenBelow: 1) == .execute)
    }

    @Test func aForgedMarkDoesNotMakeItLoop() {
        var table = DuplicateTable(window: 16)
        #expect(table.admit(3, seenBelow: 0) == .execute)
        #expect(table.admit(.max, seenBelow: .max) == .execute)
        #expect(table.admit(3, seenBelow: 0) == .stale)
        #expect(table.count == 1)
    }

    @Test func aReplyAfterTheClientHasGoneOnIsDropped() {
        var table = DuplicateTable()
        #expect(table.admit(0, seenBelow: 0) == .execute)
        #expect(table.admit(2, seenBelow: 1) == .execute)
        table.finish(0, reply)
        #expect(table.count == 1)
        #expect(table.byteCount == 0)
    }
}
