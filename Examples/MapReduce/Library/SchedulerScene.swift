import MidasExploration
import MidasRules

/// The scheduler with its surroundings: workers that finish, fail, crash and come back, a commit
/// that takes its time.
public struct SchedulerScene: Hashable, Sendable {
    public var scheduler: Scheduler
    /// Calls under way, ascending: any may end next.
    public var running: [Int] = []
    public var committing = false
    public var aborting = false
    /// Outputs that exist: attempts, ascending.
    public var outputs: [Int] = []
    /// What was committed: the attempts of all reduces.
    public var committed: [Int]?
    public var mayKill: Bool

    public init(workers: Int, maps: Int, reduces: Int, mayKill: Bool) {
        scheduler = Scheduler(workerCount: workers, failureLimit: 2)
        for worker in 0..<workers { scheduler.workerJoined(worker) }
        scheduler.submit(JobRecord(mapCount: maps, reduceCount: reduces))
        self.mayKill = mayKill
    }

    mutating func perform() {
        for command in scheduler.takeCommands() {
            switch command {
            case .run(let attempt): running = (running + [attempt]).sorted()
            case .stop(let attempt): running.removeAll { $0 == attempt }
            case .commit: committing = true
            case .abort: aborting = true
            }
        }
    }

    /// What the winners of all reduces have written, if it is all there.
    var completeOutput: [Int]? {
        guard let reduces = scheduler.jobs[0].reduces else { return nil }
        let winners = reduces.compactMap { scheduler.works[$0].winner }
        guard winners.count == reduces.count, winners.allSatisfy(outputs.contains) else {
            return nil
        }
        return winners
    }

    mutating func commit() {
        committing = false
        committed = completeOutput
        scheduler.commitEnded(0, isSuccess: committed != nil)
    }

    mutating func crash(_ worker: Int) {
        let lost = scheduler.attempts.indices.filter { scheduler.attempts[$0].worker == worker }
        running.removeAll { lost.contains($0) }
        outputs.removeAll { lost.contains($0) }
        scheduler.workerLost(worker)
    }
}

extension SchedulerScene {
    /// The model that tests and the tool explore.
    public static func model(
        workers: Int, maps: Int = 1, reduces: Int = 1, mayKill: Bool = false,
        kinds: [TaskKind<Scheduler>] = Scheduler.kinds
    ) -> Model<SchedulerScene> {
        Model(
            initial: SchedulerScene(
                workers: workers, maps: maps, reduces: reduces, mayKill: mayKill),
            kinds: kinds.map { $0.lifted(to: \.scheduler) },
            injections: { $0.injections },
            perform: { $0.perform() },
            invariants: invariants,
            goal: { $0.scheduler.jobs[0].result != nil && $0.running.isEmpty })
    }

    static let invariants: [Model<SchedulerScene>.Invariant] = [
        .init("a job succeeds with all of its output and only then") { scene in
            let hasSucceeded = scene.scheduler.jobs[0].result == .succeeded
            return !hasSucceeded || scene.committed?.count == scene.scheduler.jobs[0].reduceCount
        },
        .init("a worker does one thing at a time") { scene in
            let workers = scene.running.compactMap { scene.scheduler.attempts[$0].worker }
            return Set(workers).count == workers.count
        },
        .init("nothing runs for a job that is over") { scene in
            guard
                scene.scheduler.jobs[0].result == .failed
                    || scene.scheduler.jobs[0].result == .killed
            else { return true }
            return scene.running.isEmpty && scene.committed == nil
        },
        .init("an output that counts is there") { scene in
            scene.scheduler.works.indices.allSatisfy { work in
                guard let winner = scene.scheduler.works[work].winner else { return true }
                return scene.outputs.contains(winner)
                    || scene.scheduler.attempts[winner].result == .lost
            }
        },
    ]

    private var injections: [Model<SchedulerScene>.Injection] {
        attemptInjections + workerInjections + jobInjections
    }

    private var attemptInjections: [Model<SchedulerScene>.Injection] {
        running.flatMap { attempt in
            [
                Model<SchedulerScene>.Injection("attempt \(attempt) succeeds") { scene in
                    scene.running.removeAll { $0 == attempt }
                    scene.outputs = (scene.outputs + [attempt]).sorted()
                    scene.scheduler.attemptEnded(attempt, isSuccess: true)
                },
                Model<SchedulerScene>.Injection("attempt \(attempt) fails", isFault: true) {
                    scene in
                    scene.running.removeAll { $0 == attempt }
                    scene.scheduler.attemptEnded(attempt, isSuccess: false)
                },
            ]
        }
    }

    private var workerInjections: [Model<SchedulerScene>.Injection] {
        scheduler.workers.indices.map { worker in
            if scheduler.workers[worker] == nil {
                return .init("worker \(worker) comes back") { $0.scheduler.workerJoined(worker) }
            }
            return .init("worker \(worker) crashes", isFault: true) { $0.crash(worker) }
        }
    }

    private var jobInjections: [Model<SchedulerScene>.Injection] {
        var found: [Model<SchedulerScene>.Injection] = []
        if committing { found.append(.init("the commit ends") { $0.commit() }) }
        if aborting {
            found.append(
                .init("the abort ends") { scene in
                    scene.aborting = false
                    scene.scheduler.abortEnded(0)
                })
        }
        if mayKill, scheduler.jobs[0].result == nil {
            found.append(
                .init("the job is killed") { scene in
                    scene.mayKill = false
                    scene.scheduler.kill(0)
                })
        }
        return found
    }
}
