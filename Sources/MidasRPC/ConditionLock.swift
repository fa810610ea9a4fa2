import CSystem
import Glibc

/// A mutex with a condition, for threads that wait for each other.
final class ConditionLock: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Gives the lock up while `body` runs.
    func unlocked(_ body: () -> Void) {
        pthread_mutex_unlock(mutex)
        body()
        pthread_mutex_lock(mutex)
    }

    /// Gives the lock up until another thread wakes all.
    func wait() { pthread_cond_wait(changed, mutex) }

    func wakeAll() { pthread_cond_broadcast(changed) }
}

/// A descriptor that ends a poll when it is written to (eventfd(2)).
func makeNudge() -> Int32 {
    eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
}

func pushNudge(_ descriptor: Int32) {
    var one: UInt64 = 1
    write(descriptor, &one, 8)
}

func drainNudge(_ descriptor: Int32) {
    var value: UInt64 = 0
    read(descriptor, &value, 8)
}
