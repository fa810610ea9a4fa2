import Foundation
import Synchronization

/// Runs independent jobs on threads of their own and collects their results by index, so that the
/// result does not depend on which job ends first.
package enum JobPool {
    /// Parsers and walkers of deep trees recurse; the default stack of a thread is small.
    package static let stackSize = 256 << 20

    /// The result of `body` for each index below `count`, in order; nil for jobs that were not begun
    /// before an interruption.
    ///
    /// - Parameters:
    ///   - workers: how many threads; at least one.
    ///   - makeWorker: makes what one thread needs for all its jobs; it is called on that thread.
    package static func run<Result: Sendable, Worker>(
        count: Int, workers: Int, interruption: Interruption = .shared,
        makeWorker: @escaping @Sendable () -> Worker,
        _ body: @escaping @Sendable (Worker, Int) -> Result
    ) -> [Result?] {
        let state = PoolState<Result>(count: count)
        let group = DispatchGroup()
        for _ in 0..<max(1, min(workers, count)) {
            group.enter()
            let thread = Thread {
                let worker = makeWorker()
                while !interruption.isRequested, let index = state.takeNext() {
                    state.set(body(worker, index), at: index)
                }
                group.leave()
            }
            thread.stackSize = stackSize
            thread.start()
        }
        group.wait()
        return state.results
    }

    /// Jobs that need nothing of their thread.
    package static func run<Result: Sendable>(
        count: Int, workers: Int, interruption: Interruption = .shared,
        _ body: @escaping @Sendable (Int) -> Result
    ) -> [Result?] {
        run(count: count, workers: workers, interruption: interruption, makeWorker: {}) {
            _, index in
            body(index)
        }
    }
}

/// What the threads of one run share.
private final class PoolState<Result: Sendable>: Sendable {
    private let next = Atomic(0)
    private let count: Int
    private let slots: Mutex<[Result?]>

    init(count: Int) {
        self.count = count
        slots = Mutex(Array(repeating: nil, count: count))
    }

    func takeNext() -> Int? {
        let index = next.add(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }

    func set(_ result: Result, at index: Int) { slots.withLock { $0[index] = result } }

    var results: [Result?] { slots.withLock { $0 } }
}
