import MidasRules
import Testing

@Suite struct TaskTableTests {
    @Test func newTasksAreActiveInOrder() {
        let table = TaskTable(["a", "b", "c"])
        #expect(table.activeTasks == [0, 1, 2])
        #expect(table.count == 3)
    }

    @Test func slotsOfRemovedTasksAreUsedAgain() {
        var table = TaskTable(["a", "b", "c"])
        table.remove(1)
        #expect(table.indices == [0, 2])
        #expect(!table.contains(1))
        #expect(table.insert("d") == 1)
        #expect(table.insert("e") == 3)
        #expect(table.indices.map { table[$0] } == ["a", "d", "c", "e"])
    }

    @Test func equalityIsThatOfTheRecords() {
        var left = TaskTable([1, 2])
        let right = TaskTable([1, 2])
        left.wake(0)
        #expect(left == right)
        left[1] = 3
        #expect(left != right)
    }

    @Test func anIndexOutsideIsNotContained() {
        let table = TaskTable([1])
        #expect(!table.contains(-1))
        #expect(!table.contains(1))
    }
}
