import Glibc

/// A fixed number of threads for work that takes too long for an action.
///
/// Threads end when the group is closed or released; work that has been given is still done.
public final class WorkerGroup: Sendable {
    private let queue = BlockingQueue<@Sendable () -> Void>()

    public init(threadCount: Int) {
        for _ in 0..<max(1, threadCount) {
            startThread { [queue] in
                while let work = queue.next() { work() }
            }
        }
    }

    deinit { queue.close() }

    /// Does the work on one of the threads. Ignored after `close`.
    public func run(_ work: @escaping @Sendable () -> Void) { queue.append(work) }

    /// Lets the threads end when the work that was given is done.
    public func close() { queue.close() }
}

/// Starts a detached thread.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Body(body)).toOpaque()
    let status = pthread_create(
        &thread, nil,
        { context in
            guard let context else { return nil }
            Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }, context)
    precondition(status == 0, "the system cannot start another thread: \(status)")
    pthread_detach(thread)
}
