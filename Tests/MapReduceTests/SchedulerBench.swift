import MapReduce
import MidasRules

/// A scheduler with one job of a map and a reduce, brought into the states of Hadoop's machines by
/// events alone.
final class SchedulerBench {
    private var pool: Pool<Scheduler>
    private var world: Scheduler { pool.world }

    /// Nil for states that the scheduler has nothing like.
    init?(_ machine: TransitionTable.Machine, _ state: String) {
        let waits =
            ["SCHEDULED", "UNASSIGNED"].contains(state) || machine == .attempt && state == "NEW"
        var scheduler = Scheduler(workerCount: 2, failureLimit: 2)
        if !waits { for worker in 0..<2 { scheduler.workerJoined(worker) } }
        scheduler.submit(JobRecord(mapCount: 1, reduceCount: 1))
        pool = Pool(scheduler, kinds: Scheduler.kinds)
        let isReached =
            switch machine {
            case .job: reach(job: state)
            case .task: reach(task: state)
            case .attempt: reach(attempt: state)
            }
        if !isReached { return nil }
    }

    private func reach(job state: String) -> Bool {
        switch state {
        case "NEW", "INITED", "SETUP": return true
        case "RUNNING": pool.settle()
        case "COMMITTING", "SUCCEEDED":
            for _ in 0..<2 { settled { end(isSuccess: true) } }
            if state == "SUCCEEDED" {
                settled { event { $0.commitEnded(0, isSuccess: true) } }
            }
        case "FAIL_WAIT", "FAIL_ABORT", "FAILED":
            for _ in 0..<2 { settled { end(isSuccess: false) } }
            if state == "FAILED" { settled { event { $0.abortEnded(0) } } }
        case "KILL_WAIT", "KILL_ABORT", "KILLED":
            pool.settle()
            event { $0.kill(0) }
            if state != "KILL_WAIT" { pool.settle() }
            if state == "KILLED" { settled { event { $0.abortEnded(0) } } }
        default: return false
        }
        return true
    }

    private func reach(task state: String) -> Bool {
        switch state {
        case "NEW": return true
        case "SCHEDULED", "RUNNING": pool.settle()
        case "SUCCEEDED": settled { end(isSuccess: true) }
        case "FAILED": return reach(job: "FAIL_ABORT")
        case "KILL_WAIT": return reach(job: "KILL_WAIT")
        case "KILLED": return reach(job: "KILL_ABORT")
        default: return false
        }
        return true
    }

    private func reach(attempt state: String) -> Bool {
        switch state {
        case "NEW", "UNASSIGNED", "ASSIGNED", "RUNNING", "COMMIT_PENDING": pool.settle()
        case "SUCCESS_CONTAINER_CLEANUP", "FAIL_CONTAINER_CLEANUP":
            pool.settle()
            end(isSuccess: state == "SUCCESS_CONTAINER_CLEANUP")
        case "SUCCEEDED": settled { end(isSuccess: true) }
        case "FAIL_TASK_CLEANUP", "FAILED": settled { end(isSuccess: false) }
        case "KILL_CONTAINER_CLEANUP", "KILL_TASK_CLEANUP", "KILLED":
            return reach(job: "KILL_ABORT")
        default: return false
        }
        return true
    }

    private func settled(_ body: () -> Void) {
        pool.settle()
        body()
        pool.settle()
    }

    func settle() { pool.settle() }

    /// Whether a rule could fire that nobody would look at.
    var hasForgotten: Bool { !pool.forgottenTasks().isEmpty }

    func event(_ body: (inout Scheduler) -> Void) { pool.handle("an event", body) }

    /// The call of the attempt that runs ends; where none runs, the first one's ends once more.
    func end(isSuccess: Bool) {
        let running = world.attempts.indices.first {
            world.attempts[$0].call == .underWay && world.attempts[$0].result == nil
        }
        guard let attempt = running ?? world.attempts.indices.first else { return }
        event { $0.attemptEnded(attempt, isSuccess: isSuccess) }
    }

    /// A worker goes, with all that it keeps, and another takes its place.
    func replace(worker: Int) {
        event {
            $0.workerLost(worker)
            $0.workerJoined(worker)
        }
    }
}

/// In which of Hadoop's states a settled scheduler is. States that differ only in what Hadoop waits
/// for before it goes on count as one, named by the last of them.
extension SchedulerBench {
    func state(_ machine: TransitionTable.Machine) -> String {
        switch machine {
        case .job: jobState
        case .task: taskState
        case .attempt: attemptState
        }
    }

    private var jobState: String {
        let job = world.jobs[0]
        switch job.result {
        case .succeeded: return "SUCCEEDED"
        case .failed: return "FAILED"
        case .killed: return "KILLED"
        case nil: break
        }
        if job.isKilled { return "KILL_ABORT" }
        if job.hasFailed { return "FAIL_ABORT" }
        return job.commit == .underWay ? "COMMITTING" : "RUNNING"
    }

    private var taskState: String {
        guard world.works.count > 0 else { return world.jobs[0].isEnding ? "KILLED" : "NEW" }
        let work = world.works[0]
        if work.winner != nil { return "SUCCEEDED" }
        if work.hasGivenUp { return "FAILED" }
        return world.jobs[0].isEnding ? "KILLED" : "RUNNING"
    }

    private var attemptState: String {
        let attempt = world.attempts[0]
        return switch attempt.result {
        case .succeeded: "SUCCEEDED"
        case .failed: "FAILED"
        case .stopped: "KILLED"
        case .lost: "LOST"
        case nil: attempt.worker == nil ? "UNASSIGNED" : "RUNNING"
        }
    }

    /// The name under which one of Hadoop's states is told apart here.
    static func name(_ state: String, _ machine: TransitionTable.Machine) -> [String] {
        switch (machine, state) {
        case (.job, "NEW"), (.job, "INITED"), (.job, "SETUP"): ["RUNNING"]
        case (.job, "FAIL_WAIT"): ["FAIL_ABORT"]
        case (.job, "KILL_WAIT"): ["KILL_ABORT"]
        case (.task, "SCHEDULED"): ["RUNNING"]
        case (.task, "KILL_WAIT"): ["KILLED"]
        case (.attempt, "NEW"): ["UNASSIGNED"]
        case (.attempt, "UNASSIGNED"): ["UNASSIGNED", "RUNNING"]
        case (.attempt, "ASSIGNED"), (.attempt, "COMMIT_PENDING"): ["RUNNING"]
        case (.attempt, "SUCCESS_CONTAINER_CLEANUP"): ["SUCCEEDED"]
        case (.attempt, "FAIL_CONTAINER_CLEANUP"), (.attempt, "FAIL_TASK_CLEANUP"),
            (.attempt, "FAILED"):
            ["FAILED", "LOST"]
        case (.attempt, "KILL_CONTAINER_CLEANUP"), (.attempt, "KILL_TASK_CLEANUP"),
            (.attempt, "KILLED"):
            ["KILLED", "LOST"]
        default: [state]
        }
    }
}
