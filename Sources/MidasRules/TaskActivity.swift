/// Which tasks of a table have to be looked at, and why.
///
/// A table keeps this beside its records and updates it whenever a record is changed, so a task
/// that may have left its goal is always seen again. The pool is the only reader.
@usableFromInline
struct TaskActivity: Sendable {
    /// Bits of `flags`.
    @usableFromInline static var active: UInt8 { 1 }
    /// The task became inactive with its goal unmet: it waits for an event.
    @usableFromInline static var unmet: UInt8 { 2 }
    /// The task is in `unmetTasks`, perhaps no longer rightly.
    @usableFromInline static var listed: UInt8 { 4 }
    /// The slot holds no task.
    @usableFromInline static var vacant: UInt8 { 8 }

    @usableFromInline var flags: ContiguousArray<UInt8> = []
    /// The step (event or firing) that last changed the task.
    @usableFromInline var cause: ContiguousArray<UInt64> = []
    /// When the task last left its goal, in the pool's time.
    @usableFromInline var since: ContiguousArray<UInt64> = []
    /// Active tasks, in the order in which they became active.
    @usableFromInline var queue: ContiguousArray<UInt32> = []
    /// Tasks that became inactive with their goal unmet; entries are dropped lazily.
    @usableFromInline var unmetTasks: ContiguousArray<UInt32> = []
    /// The step under way, set by the pool before each event and firing.
    @usableFromInline var step: UInt64 = 0
    /// The pool's time, set at each round and event.
    @usableFromInline var clock: UInt64 = 0

    @usableFromInline init() {}

    /// Notes that the task's record is about to change.
    @inlinable
    mutating func touch(_ task: Int) {
        cause[task] = step
        let flag = flags[task]
        if flag & Self.active == 0 { activate(task, flag) }
    }

    @inlinable
    mutating func activate(_ task: Int, _ flag: UInt8) {
        precondition(flag & Self.vacant == 0, "a removed task is changed or woken")
        if flag & Self.unmet == 0 { since[task] = clock }
        flags[task] = flag | Self.active
        queue.append(UInt32(truncatingIfNeeded: task))
    }

    /// Makes a task inactive; the pool takes it off the queue.
    @inlinable
    mutating func deactivate(_ task: Int, goalMet: Bool) {
        let flag = flags[task] & ~(Self.active | Self.unmet)
        if goalMet {
            flags[task] = flag
        } else {
            if flag & Self.listed == 0 { unmetTasks.append(UInt32(truncatingIfNeeded: task)) }
            flags[task] = flag | Self.unmet | Self.listed
        }
    }

    /// Drops tasks from `unmetTasks` that have met their goal since.
    mutating func compactUnmetTasks() {
        unmetTasks.removeAll { task in
            let isUnmet = flags[Int(task)] & Self.unmet != 0
            if !isUnmet { flags[Int(task)] &= ~Self.listed }
            return !isUnmet
        }
    }

    /// Makes exactly these tasks active.
    mutating func setQueue(_ tasks: [Int]) {
        for task in queue { flags[Int(task)] &= ~Self.active }
        queue.removeAll(keepingCapacity: true)
        for task in tasks {
            flags[task] |= Self.active
            queue.append(UInt32(truncatingIfNeeded: task))
        }
    }

    mutating func appendSlot() {
        flags.append(0)
        cause.append(step)
        since.append(clock)
    }
}
