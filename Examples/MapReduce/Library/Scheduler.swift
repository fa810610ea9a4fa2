import MidasRules

/// Schedules MapReduce jobs over workers that come and go.
///
/// Three kinds of task with nineteen rules between them, after the reimplementation of Hadoop's job
/// scheduler that Stutsman, Lee and Ousterhout describe (USENIX ATC 2015, section 8).
public struct Scheduler: Hashable, Sendable {
    /// What actions ask the scheduler's owner to do.
    public enum Command: Hashable, Sendable {
        case run(attempt: Int)
        case stop(attempt: Int)
        case commit(job: Int)
        case abort(job: Int)
    }

    public var jobs = TaskTable<JobRecord>()
    public var works = TaskTable<WorkRecord>()
    public var attempts = TaskTable<AttemptRecord>()
    /// By number: the attempt that a worker is busy with, -1 for none; nil where it is down.
    public private(set) var workers: [Int?]
    public private(set) var commands: [Command] = []
    public let failureLimit: Int

    public init(workerCount: Int, failureLimit: Int = 4) {
        workers = Array(repeating: nil, count: workerCount)
        self.failureLimit = failureLimit
    }

    /// The kinds of a scheduler's pool.
    public static let kinds = [jobKind, workKind, attemptKind]

    /// Takes what is to be done.
    public mutating func takeCommands() -> [Command] {
        defer { commands = [] }
        return commands
    }

    mutating func ask(_ command: Command) { commands.append(command) }

    static let free = -1

    /// A worker that is up and has nothing to do.
    public var freeWorker: Int? { workers.firstIndex { $0 == Scheduler.free } }

    mutating func engage(_ worker: Int, for attempt: Int) { workers[worker] = attempt }

    /// A worker is done with an attempt; attempts that wait for one are told.
    mutating func release(_ attempt: Int) {
        guard let worker = attempts[attempt].worker, workers[worker] == attempt else { return }
        workers[worker] = Scheduler.free
        wakeWaitingAttempts()
    }

    func isLive(_ attempt: Int) -> Bool { attempts[attempt].result == nil }

    /// Tells attempts that wait for a worker or for what they read.
    mutating func wakeWaitingAttempts() {
        for attempt in attempts.indices
        where attempts[attempt].worker == nil && isLive(attempt) { attempts.wake(attempt) }
    }
}

/// Events: they change state and decide nothing.
extension Scheduler {
    @discardableResult
    public mutating func submit(_ job: JobRecord) -> Int { jobs.insert(job) }

    public mutating func kill(_ job: Int) {
        jobs[job].isKilled = true
        wakeWorks(of: job)
    }

    /// A worker has come, or has come back with empty hands.
    public mutating func workerJoined(_ worker: Int) {
        workers[worker] = Scheduler.free
        wakeWaitingAttempts()
    }

    /// A worker has gone, and all output that it kept.
    public mutating func workerLost(_ worker: Int) {
        workers[worker] = nil
        for attempt in attempts.indices
        where attempts[attempt].worker == worker && attempts[attempt].result != .lost {
            let isOutputNeeded = attempts[attempt].result == .succeeded || isLive(attempt)
            guard isOutputNeeded else { continue }
            attempts[attempt].result = .lost
            attempts[attempt].isCounted = false
            works.wake(attempts[attempt].work)
            jobs.wake(works[attempts[attempt].work].job)
        }
    }

    /// A call to a worker has ended. One whose attempt is over has nobody to hear of it.
    public mutating func attemptEnded(_ attempt: Int, isSuccess: Bool) {
        guard attempts[attempt].call == .underWay, isLive(attempt) else { return }
        attempts[attempt].call = isSuccess ? .done : .failed
    }

    public mutating func workIsSlow(_ work: Int) { works[work].isSlow = true }

    /// A commit has ended. One that nobody waits for is a copy, or came too late.
    public mutating func commitEnded(_ job: Int, isSuccess: Bool) {
        guard jobs[job].commit == .underWay else { return }
        jobs[job].commit = isSuccess ? .done : .failed
    }

    public mutating func abortEnded(_ job: Int) {
        guard jobs[job].abort == .underWay else { return }
        jobs[job].abort = .done
    }
}
