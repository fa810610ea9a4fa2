import Glibc
import MidasRules

/// Gives a pool a thread of its own, which sleeps while no rule can fire.
///
/// Everything that reaches the pool is an event, posted from any thread: `post` changes state,
/// `handOff` does long work on worker threads and posts its result, `read` copies something out.
public final class PoolThread<World: Sendable>: Sendable {
    /// A change of the state; it takes no decision.
    public typealias Event = @Sendable (inout World) -> Void
    /// Carries out what actions have asked for: takes requests out of the state and starts them.
    /// It runs on the pool's thread after each settling and must not block.
    public typealias Performer = @Sendable (inout World, PoolThread<World>) -> Void

    struct Message: Sendable {
        let name: StaticString
        let event: Event
    }

    private let messages = BlockingQueue<Message>()
    private let workers: WorkerGroup

    /// Starts the thread.
    /// - Parameters:
    ///   - alarm: when the pool wants to run again without an event, a time of the monotonic clock
    ///     in nanoseconds; nil to sleep until the next event.
    ///   - report: is given tasks whose goal has been unmet for longer than `patience`
    ///     (nanoseconds), and stuck ones; at most once per `patience`.
    public init(
        _ world: World, kinds: [TaskKind<World>], workerCount: Int = 1,
        patience: UInt64 = 10_000_000_000,
        alarm: @escaping @Sendable (World) -> UInt64? = { _ in nil },
        report: @escaping @Sendable ([UnmetTask]) -> Void = { _ in },
        perform: @escaping Performer = { _, _ in }
    ) {
        workers = WorkerGroup(threadCount: workerCount)
        startThread { [messages, self] in
            var loop = PoolLoop(
                pool: Pool(world, kinds: kinds), patience: patience, report: report)
            while let batch = messages.all(until: loop.wakeTime(alarm(loop.pool.world))) {
                loop.run(batch, on: self, perform)
            }
        }
    }

    /// Hands an event to the pool. Ignored once the pool is closed.
    public func post(_ name: StaticString, _ event: @escaping Event) {
        messages.append(Message(name: name, event: event))
    }

    /// Does long work on a worker thread; its result comes back as an event.
    public func handOff<Output: Sendable>(
        _ name: StaticString, _ work: @escaping @Sendable () -> Output,
        then event: @escaping @Sendable (inout World, Output) -> Void
    ) {
        workers.run { [self] in
            let output = work()
            post(name) { world in event(&world, output) }
        }
    }

    /// Reads the state between two events, blocking the caller; nil if the pool is closed.
    public func read<Output: Sendable>(
        _ body: @escaping @Sendable (World) -> Output
    ) -> Output? {
        let answer = BlockingQueue<Output>()
        let message = Message(name: "read") { world in answer.append(body(world)) }
        guard messages.append(message) else { return nil }
        return answer.next()
    }

    /// Ends the thread once the events posted so far have been handled.
    public func close() {
        messages.close()
        workers.close()
    }
}

/// The body of a pool's thread.
private struct PoolLoop<World: Sendable>: ~Copyable {
    var pool: Pool<World>
    let patience: UInt64
    let report: @Sendable ([UnmetTask]) -> Void
    var nextReport: UInt64 = 0

    mutating func run(
        _ batch: [PoolThread<World>.Message], on thread: PoolThread<World>,
        _ perform: PoolThread<World>.Performer
    ) {
        let now = monotonicTime()
        for message in batch { pool.handle(message.name, at: now, message.event) }
        repeat {
            pool.settle(at: now)
            pool.collect { perform(&$0, thread) }
        } while pool.hasActiveTasks
        watch(now)
    }

    /// When to look again: at the alarm, or for the report of a goal that stays unmet.
    mutating func wakeTime(_ alarm: UInt64?) -> UInt64? {
        let watch = pool.hasUnmetTasks ? max(nextReport, monotonicTime() + patience) : nil
        guard let alarm, let watch else { return alarm ?? watch }
        return min(alarm, watch)
    }

    private mutating func watch(_ now: UInt64) {
        guard now >= nextReport, pool.hasUnmetTasks else { return }
        nextReport = now + patience
        let tasks = pool.stuckTasks() + pool.overdueTasks(limit: patience, at: now)
        if !tasks.isEmpty { report(tasks) }
    }
}

/// The monotonic clock, in nanoseconds (clock_gettime(2)).
func monotonicTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
