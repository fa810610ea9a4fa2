import Glibc

/// A first-in first-out queue whose readers sleep while it is empty.
///
/// Sound to share: every access to the fields is under `mutex`.
final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element] = []
    private var first = 0
    private var isClosed = false

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Adds an element; returns false, and does nothing, once the queue is closed.
    @discardableResult
    func append(_ element: Element) -> Bool {
        locked {
            guard !isClosed else { return false }
            elements.append(element)
            pthread_cond_signal(changed)
            return true
        }
    }

    /// Takes the first element, sleeping while there is none; nil once closed and empty.
    func next() -> Element? {
        locked {
            while first == elements.count && !isClosed { pthread_cond_wait(changed, mutex) }
            guard first < elements.count else { return nil }
            defer { dropFirst() }
            return elements[first]
        }
    }

    /// Takes all elements, sleeping while there are none until `deadline`, a time of the monotonic
    /// clock in nanoseconds; nil once closed and empty.
    func all(until deadline: UInt64?) -> [Element]? {
        locked {
            while first == elements.count && !isClosed {
                if !wait(until: deadline) { break }
            }
            guard first < elements.count || !isClosed else { return nil }
            defer {
                elements = []
                first = 0
            }
            return Array(elements[first...])
        }
    }

    func close() {
        locked {
            isClosed = true
            pthread_cond_broadcast(changed)
        }
    }

    private func wait(until deadline: UInt64?) -> Bool {
        guard let deadline else { return pthread_cond_wait(changed, mutex) == 0 }
        var time = timespec(
            tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        return pthread_cond_timedwait(changed, mutex, &time) == 0
    }

    private func dropFirst() {
        first += 1
        if first > 64 && first * 2 > elements.count {
            elements.removeFirst(first)
            first = 0
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
