import MapReduce
import MidasRules
import Testing

/// The nineteen rules do what the 163 transitions of Hadoop's three state machines do.
///
/// Each transition is carried out: the scheduler is brought into the state, the event happens, the
/// rules run, and the state that is reached has to be among those that Hadoop goes to. What has no
/// counterpart is counted by the reason why.
@Suite struct TransitionTests {
    /// Why an event has no counterpart.
    enum Absence: String {
        case telling = "it is told to people and decides nothing"
        case wholeOutput = "output appears whole under its name: nobody asks whether it may"
        case noSetUp = "setting a job up is making its tasks, which cannot fail"
        case noStateMachine = "rules take every event in every state: none is out of place"
        case noHistory = "a scheduler that starts again runs its jobs again"
        case nothingRuns = "what has no worker cannot fail"
    }

    private func absence(
        _ event: String, _ transition: TransitionTable.Transition
    ) -> Absence? {
        switch event {
        case "DIAGNOSTIC_UPDATE", "COUNTER_UPDATE", "UPDATE": .telling
        case "COMMIT_PENDING", "ATTEMPT_COMMIT_PENDING": .wholeOutput
        case "INIT_FAILED", "SETUP_FAILED": .noSetUp
        case "INTERNAL_ERROR": .noStateMachine
        case "AM_REBOOT", "RECOVER": .noHistory
        case "FAILMSG" where ["NEW", "UNASSIGNED"].contains(transition.state): .nothingRuns
        default:
            switch transition.state {
            case "ERROR": .noStateMachine
            case "REBOOT": .noHistory
            default: nil
            }
        }
    }

    /// Lets an event happen, in the words of our scheduler.
    private func apply(
        _ event: String, in transition: TransitionTable.Transition, to bench: SchedulerBench
    ) throws {
        switch event {
        // The rules do these by themselves.
        case "INIT", "START", "SETUP_COMPLETED", "COMPLETED", "FAIL_WAIT_TIMEDOUT", "SCHEDULE",
            "RESCHEDULE", "CONTAINER_LAUNCHED", "CLEANUP_DONE":
            break
        case "KILL": bench.event { $0.kill(0) }
        case "TASK_COMPLETED", "TASK_ATTEMPT_COMPLETED", "ATTEMPT_SUCCEEDED", "DONE":
            bench.end(isSuccess: true)
        case "ATTEMPT_FAILED" where transition.state == "SUCCEEDED":
            bench.replace(worker: 0)
        case "ATTEMPT_FAILED", "FAILMSG", "TIMED_OUT", "CONTAINER_COMPLETED",
            "CONTAINER_LAUNCH_FAILED":
            bench.end(isSuccess: false)
        case "CONTAINER_CLEANED" where !["RUNNING", "COMMIT_PENDING"].contains(transition.state):
            break
        case "MAP_TASK_RESCHEDULED", "TASK_ATTEMPT_FETCH_FAILURE", "ATTEMPT_KILLED",
            "TOO_MANY_FETCH_FAILURE", "CONTAINER_CLEANED":
            bench.replace(worker: 0)
        case "UPDATED_NODES": bench.replace(worker: 1)
        case "ATTEMPT_LAUNCHED", "ASSIGNED":
            bench.event { scheduler in
                if scheduler.workers[0] == nil { scheduler.workerJoined(0) }
            }
        case "ADD_SPEC_ATTEMPT":
            bench.event { scheduler in
                if scheduler.works.count > 0 { scheduler.workIsSlow(0) }
            }
        case "COMMIT_COMPLETED": bench.event { $0.commitEnded(0, isSuccess: true) }
        case "COMMIT_FAILED": bench.event { $0.commitEnded(0, isSuccess: false) }
        case "ABORT_COMPLETED": bench.event { $0.abortEnded(0) }
        default: throw UnknownEvent(event: event)
        }
    }

    private struct UnknownEvent: Error {
        let event: String
    }

    private func check(_ event: String, _ transition: TransitionTable.Transition) throws {
        let bench = try #require(SchedulerBench(transition.machine, transition.state))
        try apply(event, in: transition, to: bench)
        bench.settle()
        // A job that is killed is over once its output has been removed.
        if transition.machine == .job, event == "KILL", transition.targets == ["KILLED"] {
            bench.event { $0.abortEnded(0) }
            bench.settle()
        }
        let allowed = transition.targets.flatMap { SchedulerBench.name($0, transition.machine) }
        let state = bench.state(transition.machine)
        #expect(allowed.contains(state), "\(transition): \(event) leads to \(state)")
        #expect(!bench.hasForgotten, "\(transition): \(event)")
    }

    @Test func theTableIsWhole() throws {
        let transitions = try TransitionTable().transitions
        #expect(transitions.count == 163)
        let states = Set(transitions.map { "\($0.machine) \($0.state)" })
        #expect(states.count == 34)
        #expect(Scheduler.kinds.map(\.rules.count).reduce(0, +) == 19)
    }

    @Test func everyTransitionHasItsCounterpart() throws {
        var carriedOut = 0
        var events = 0
        var absences: [Absence: Int] = [:]
        for transition in try TransitionTable().transitions {
            var reason: Absence?
            var isCarriedOut = false
            for event in transition.events {
                if let absence = absence(event, transition) {
                    reason = reason ?? absence
                } else {
                    try check(event, transition)
                    isCarriedOut = true
                    events += 1
                }
            }
            if isCarriedOut {
                carriedOut += 1
            } else if let reason {
                absences[reason, default: 0] += 1
            }
        }
        #expect(carriedOut + absences.values.reduce(0, +) == 163)
        print("\(carriedOut) of 163 transitions carried out, with \(events) events")
        for (absence, count) in absences.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            print("\(count) without counterpart: \(absence.rawValue)")
        }
        #expect(absences[.telling] == 41)
    }
}
