/// A set of related tasks with one thread of control.
///
/// A pool evaluates the rules of active tasks only; inactive ones cost nothing. It is a value: who
/// owns it hands it events, lets it run, and takes out of `world` what the actions have asked for.
/// `PoolThread` gives a pool a thread that sleeps while no rule can fire.
public struct Pool<World: ~Copyable>: ~Copyable {
    /// When a task becomes inactive.
    public enum Scheduling: Sendable {
        /// When none of its rules fired. Whatever its conditions read announces changes: a record
        /// that changes, or `wake`.
        case sleeping
        /// When none of its rules fired and its goal is met. Conditions may read what changes
        /// without notice, such as the state of a remote call.
        case polling
    }

    @usableFromInline var state: World
    public let kinds: ContiguousArray<TaskKind<World>>
    public let scheduling: Scheduling
    /// Whether trace entries hold a task's state before and after. Costs two descriptions a firing.
    public var tracesChanges = false
    @usableFromInline var ring: TraceRing
    @usableFromInline var lastStep: UInt64 = 0

    /// - Parameter traceCapacity: events and firings that the trace holds.
    public init(
        _ world: consuming World, kinds: [TaskKind<World>], scheduling: Scheduling = .sleeping,
        traceCapacity: Int = 1024
    ) {
        self.state = world
        self.kinds = ContiguousArray(kinds)
        self.scheduling = scheduling
        self.ring = TraceRing(capacity: max(1, traceCapacity))
    }

    /// The pool's state, to look at. It is changed by events and by rules alone.
    public var world: World {
        @inlinable _read { yield state }
    }

    /// The last events and firings.
    public var trace: TraceRing { ring }

    /// The number of events and firings so far.
    public var stepCount: UInt64 { lastStep }

    /// Lets an event change the state. It takes no decision: rules do.
    /// - Parameters:
    ///   - name: what happened, for the trace.
    ///   - now: the pool's time, in a unit of the caller's choice; it never goes back.
    @inlinable
    public mutating func handle<Failure: Error, Result: ~Copyable>(
        _ name: StaticString, at now: UInt64 = 0,
        _ change: (inout World) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        beginStep()
        setClock(now)
        ring.record(step: lastStep, cause: 0, subject: .event(name))
        return try change(&state)
    }

    /// Takes out of the state what actions have asked for (messages to send, work to start). It is
    /// no event: it changes nothing that a condition reads.
    @inlinable
    public mutating func collect<Result: ~Copyable>(_ body: (inout World) -> Result) -> Result {
        body(&state)
    }

    /// Whether a task is active, so that a round would evaluate rules.
    public var hasActiveTasks: Bool { kinds.contains { !activity($0).queue.isEmpty } }

    /// Whether a task became inactive with its goal unmet.
    public var hasUnmetTasks: Bool {
        kinds.contains { kind in
            let activity = activity(kind)
            return activity.unmetTasks.contains {
                activity.flags[Int($0)] & TaskActivity.unmet != 0
            }
        }
    }

    /// A copy of a table's activity.
    func activity(_ kind: TaskKind<World>) -> TaskActivity {
        withUnsafePointer(to: state) { world in
            (UnsafeRawPointer(world) + kind.activityOffset)
                .assumingMemoryBound(to: TaskActivity.self).pointee
        }
    }

    /// Access to a table's activity by its place in the state: one generic pool serves tables of
    /// any record type without a key path's cost.
    @inlinable @inline(__always)
    mutating func withActivity<Result>(
        _ offset: Int, _ body: (inout TaskActivity) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &state) { world in
            let place = UnsafeMutableRawPointer(world) + offset
            return body(&place.assumingMemoryBound(to: TaskActivity.self).pointee)
        }
    }

    @inlinable
    mutating func beginStep() {
        lastStep &+= 1
        let step = lastStep
        for kind in kinds.indices {
            withActivity(kinds[kind].activityOffset) { $0.step = step }
        }
    }

    @inlinable
    mutating func setClock(_ now: UInt64) {
        for kind in kinds.indices {
            withActivity(kinds[kind].activityOffset) { $0.clock = max($0.clock, now) }
        }
    }
}
