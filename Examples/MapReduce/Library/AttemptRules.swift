import MidasRules

/// The rules of an attempt, in the order of the normal case.
extension Scheduler {
    static let attemptKind = TaskKind<Scheduler>(
        "attempt", in: \.attempts,
        goal: { $0.attempts[$1].result != nil },
        rules: [takeWorker, noteSuccess, noteFailure, stop])

    static let takeWorker = Rule<Scheduler>(
        "run on a free worker",
        when: { scheduler, attempt in
            scheduler.attempts[attempt].worker == nil && scheduler.isLive(attempt)
                && !scheduler.attempts[attempt].isStopping && scheduler.freeWorker != nil
                && scheduler.hasInputs(attempt)
        },
        then: { scheduler, attempt in
            guard let worker = scheduler.freeWorker else { return }
            scheduler.engage(worker, for: attempt)
            scheduler.attempts[attempt].worker = worker
            scheduler.attempts[attempt].call = .underWay
            scheduler.ask(.run(attempt: attempt))
        })

    static let noteSuccess = Rule<Scheduler>(
        "note that it has succeeded",
        when: { $0.isLive($1) && $0.attempts[$1].call == .done },
        then: { $0.end($1, .succeeded) })

    static let noteFailure = Rule<Scheduler>(
        "note that it has failed",
        when: { $0.isLive($1) && $0.attempts[$1].call == .failed },
        then: { $0.end($1, .failed) })

    static let stop = Rule<Scheduler>(
        "stop",
        when: { scheduler, attempt in
            scheduler.attempts[attempt].isStopping && scheduler.isLive(attempt)
                && scheduler.attempts[attempt].call != .done
                && scheduler.attempts[attempt].call != .failed
        },
        then: { scheduler, attempt in
            if scheduler.attempts[attempt].call == .underWay {
                scheduler.ask(.stop(attempt: attempt))
            }
            scheduler.end(attempt, .stopped)
        })

    // MARK: The words in which the rules are said.

    /// A reduce reads what all maps have written.
    func hasInputs(_ attempt: Int) -> Bool {
        let work = works[attempts[attempt].work]
        return work.kind == .map || isDone(jobs[work.job].maps)
    }

    private mutating func end(_ attempt: Int, _ result: AttemptRecord.Result) {
        attempts[attempt].result = result
        release(attempt)
        works.wake(attempts[attempt].work)
        jobs.wake(works[attempts[attempt].work].job)
    }
}
