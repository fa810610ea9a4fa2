/// What a call does to the order of threads and processes.
public struct Synchronisation: Hashable, Sendable {
    public enum Role: UInt8, Word {
        case lock, unlock
        /// A thread begins; the callback with `When.thread` is what it runs.
        case create
        case join, detach
        case threadExit
        /// `second` is the mutex that is released and taken again.
        case conditionWait
        case conditionSignal, conditionBroadcast
        case barrier
        /// The callback runs once for the object, before any call returns.
        case once
        case atomicLoad, atomicStore
        /// Read, change, write in one step; `operation` says whether changes commute.
        case atomicUpdate
        case atomicCompareExchange
        /// Orders all accesses of the thread; it has no object.
        case fence
        case semaphoreWait, semaphorePost
        /// The result becomes ready when another thread provides it (`future::get`).
        case promise, future
        /// A process is created or waited for.
        case processCreate, processWait
        case initialise, destroy
    }

    /// How an atomic update changes the object.
    public enum Operation: UInt8, Word {
        case none, add, subtract, and, or, xor, nand, exchange, minimum, maximum

        /// Whether the final value is the same in any order of such updates.
        public var commutes: Bool {
            switch self {
            case .add, .subtract, .and, .or, .xor, .minimum, .maximum: true
            case .none, .nand, .exchange: false
            }
        }
    }

    /// How a result says that a conditional acquisition succeeded.
    public enum Success: UInt8, Word {
        case always
        /// The result is 0 (POSIX).
        case zero
        /// The result is not 0 (C++ `try_lock`).
        case nonZero
    }

    public var role: Role
    /// The lock, thread, condition, barrier, flag or atomic object.
    public var object: Path
    /// The mutex of a condition wait; the handle that a join takes.
    public var second: Path?
    /// Readers share the lock.
    public var isShared: Bool
    /// Gives up at a time: whether it succeeded depends on the clock and the schedule.
    public var isTimed: Bool
    public var success: Success
    public var operation: Operation
    /// Which argument holds the memory order; nil means sequentially consistent.
    public var memoryOrder: UInt8?
    public var conditions: [Condition]

    public init(
        _ role: Role, object: Path, second: Path? = nil, isShared: Bool = false,
        isTimed: Bool = false, success: Success = .always, operation: Operation = .none,
        memoryOrder: UInt8? = nil, when conditions: [Condition] = []
    ) {
        self.role = role
        self.object = object
        self.second = second
        self.isShared = isShared
        self.isTimed = isTimed
        self.success = success
        self.operation = operation
        self.memoryOrder = memoryOrder
        self.conditions = conditions
    }
}
