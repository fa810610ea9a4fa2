/// The tasks of one kind: a record of state for each, addressed by index.
///
/// Changing a record, from an action, an event or a neighbour's rule, makes its task active. That
/// is by construction, not by discipline: the only way to a mutable record wakes the task. A task
/// whose conditions read *another* task's record is woken with `wake(_:)` by whoever changes that
/// record; exploration reports where this is forgotten.
///
/// Equality and hash cover the records alone; which tasks are active is the pool's affair.
public struct TaskTable<Record>: Sendable where Record: Sendable {
    @usableFromInline var records: ContiguousArray<Record> = []
    @usableFromInline var activity = TaskActivity()
    /// Slots of removed tasks; the last is used first.
    @usableFromInline var vacancies: ContiguousArray<UInt32> = []

    public init() {}

    /// A table of tasks that are all active.
    public init(_ records: some Sequence<Record>) {
        for record in records { insert(record) }
    }

    /// The number of slots, those of removed tasks included: indices are below it.
    @inlinable public var slotCount: Int { records.count }

    /// The number of tasks.
    @inlinable public var count: Int { records.count - vacancies.count }

    /// The indices of the tasks that exist, ascending.
    public var indices: [Int] { records.indices.filter(contains) }

    /// Whether the index is that of a task that has not been removed.
    @inlinable
    public func contains(_ task: Int) -> Bool {
        task >= 0 && task < records.count && activity.flags[task] & TaskActivity.vacant == 0
    }

    /// The task's record. Changing it makes the task active.
    @inlinable
    public subscript(_ task: Int) -> Record {
        _read { yield records[task] }
        _modify {
            activity.touch(task)
            yield &records[task]
        }
    }

    /// Makes a task active whose record did not change but something that its rules read did.
    @inlinable
    public mutating func wake(_ task: Int) { activity.touch(task) }

    /// Adds an active task and returns its index.
    @discardableResult
    public mutating func insert(_ record: Record) -> Int {
        let task: Int
        if let slot = vacancies.popLast() {
            task = Int(slot)
            records[task] = record
            activity.flags[task] &= ~TaskActivity.vacant
        } else {
            task = records.count
            precondition(task < Int(UInt32.max), "a table holds fewer than 2^32 tasks")
            records.append(record)
            activity.appendSlot()
        }
        activity.touch(task)
        return task
    }

    /// Removes a task; its slot keeps the last record until it is used again.
    public mutating func remove(_ task: Int) {
        precondition(contains(task), "a task is removed twice")
        activity.flags[task] |= TaskActivity.vacant
        vacancies.append(UInt32(truncatingIfNeeded: task))
    }

    /// The tasks whose rules have to be evaluated, in the order of their activation.
    public var activeTasks: [Int] {
        activity.queue.map(Int.init).filter(contains)
    }
}

extension TaskTable: Equatable where Record: Equatable {
    public static func == (left: TaskTable, right: TaskTable) -> Bool {
        left.vacancies == right.vacancies && left.records == right.records
    }
}

extension TaskTable: Hashable where Record: Hashable {
    public func hash(into hasher: inout Hasher) {
        hasher.combine(records)
        hasher.combine(vacancies)
    }
}
