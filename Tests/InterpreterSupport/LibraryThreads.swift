import Foundation
import MidasInterpreter

/// `pthread.h`: a call that has to wait is made again until it can go on.
extension LibraryHost {
    static let threads: [String: Answer] = {
        var all: [String: Answer] = [
            "pthread_create": { _, call, machine in
                let id = try machine.startThread(call[2], call[3])
                try machine.store(UInt64(id), at: call[0])
                return .value(0)
            },
            "pthread_join": { _, call, machine in
                guard let result = machine.result(ofThread: Int(call[0])) else { return .wait }
                if call[1] != 0 { try machine.store(result, at: call[1]) }
                return .value(0)
            },
            "pthread_exit": { _, call, _ in .endThread(call[0]) },
            "pthread_self": { _, call, _ in .value(call.thread) },
            "pthread_equal": { _, call, _ in .value(call[0] == call[1] ? 1 : 0) },
            "pthread_mutex_lock": { host, call, _ in host.lock(call[0], call.thread) },
            "pthread_mutex_trylock": { host, call, _ in
                if case .wait = host.lock(call[0], call.thread) { return .value(16) }
                return .value(0)
            },
            "pthread_mutex_unlock": { host, call, _ in
                host.unlock(call[0])
                return .value(0)
            },
            "pthread_cond_wait": { host, call, _ in
                host.waitFor(call[0], mutex: call[1], call.thread)
            },
            "pthread_cond_signal": { host, call, _ in
                host.wake(call[0], all: false)
                return .value(0)
            },
            "pthread_cond_broadcast": { host, call, _ in
                host.wake(call[0], all: true)
                return .value(0)
            },
            "pthread_once": { host, call, machine in
                if host.onces.insert(call[0]).inserted { _ = try machine.call(call[1], []) }
                return .value(0)
            },
            "pthread_key_create": { host, call, machine in
                try machine.store(UInt64(host.keys.count), at: call[0], 4)
                host.keys.append([:])
                return .value(0)
            },
            "pthread_setspecific": { host, call, _ in
                host.keys[Int(call[0])][call.thread] = call[1]
                return .value(0)
            },
            "pthread_getspecific": { host, call, _ in
                .value(host.keys[Int(call[0])][call.thread] ?? 0)
            },
            "pthread_barrier_init": { host, call, _ in
                host.barriers[call[0]] = Barrier(count: Int(call[2]))
                return .value(0)
            },
            "pthread_barrier_wait": { host, call, _ in host.arrive(call[0], call.thread) },
        ]
        for name in [
            "pthread_mutex_init", "pthread_mutex_destroy", "pthread_cond_init",
            "pthread_cond_destroy", "pthread_attr_init", "pthread_attr_destroy",
            "pthread_attr_setdetachstate", "pthread_detach", "pthread_mutexattr_init",
            "pthread_mutexattr_settype", "pthread_mutexattr_destroy", "pthread_barrier_destroy",
            "pthread_rwlock_init", "pthread_rwlock_destroy", "sched_yield", "pthread_yield",
            "usleep", "sleep", "nanosleep", "pthread_key_delete",
        ] {
            all[name] = { _, _, _ in .value(0) }
        }
        for kind in ["rdlock", "wrlock"] {
            all["pthread_rwlock_" + kind] = all["pthread_mutex_lock"]
        }
        all["pthread_rwlock_unlock"] = all["pthread_mutex_unlock"]
        all["pthread_spin_lock"] = all["pthread_mutex_lock"]
        all["pthread_spin_unlock"] = all["pthread_mutex_unlock"]
        return all
    }()

    /// A mutex that its owner locks again counts, as recursive ones do.
    private func lock(_ address: UInt64, _ thread: Int) -> ExternalResult {
        var mutex = mutexes[address] ?? Mutex()
        guard mutex.owner == nil || mutex.owner == thread else { return .wait }
        mutex.owner = thread
        mutex.depth += 1
        mutexes[address] = mutex
        return .value(0)
    }

    private func unlock(_ address: UInt64) {
        mutexes[address]?.depth -= 1
        if mutexes[address]?.depth ?? 0 <= 0 { mutexes[address]?.owner = nil }
    }

    private func waitFor(_ address: UInt64, mutex: UInt64, _ thread: Int) -> ExternalResult {
        if conditions[address, default: Condition()].woken.contains(thread) {
            if case .wait = lock(mutex, thread) { return .wait }
            conditions[address]?.woken.remove(thread)
            return .value(0)
        }
        if !conditions[address, default: Condition()].waiting.contains(thread) {
            conditions[address, default: Condition()].waiting.append(thread)
            unlock(mutex)
        }
        return .wait
    }

    private func wake(_ address: UInt64, all: Bool) {
        guard var condition = conditions[address] else { return }
        let count = all ? condition.waiting.count : min(1, condition.waiting.count)
        condition.woken.formUnion(condition.waiting.prefix(count))
        condition.waiting.removeFirst(count)
        conditions[address] = condition
    }

    private func arrive(_ address: UInt64, _ thread: Int) -> ExternalResult {
        var barrier = barriers[address] ?? Barrier(count: 1)
        defer { barriers[address] = barrier }
        if barrier.released.remove(thread) != nil { return .value(0) }
        barrier.waiting.insert(thread)
        guard barrier.waiting.count >= barrier.count else { return .wait }
        barrier.released = barrier.waiting
        barrier.released.remove(thread)
        barrier.waiting = []
        return .value(-1)
    }
}
