import MidasRules

/// The rules of a piece of work, in the order of the normal case.
extension Scheduler {
    static let workKind = TaskKind<Scheduler>(
        "work", in: \.works,
        goal: { scheduler, work in
            scheduler.works[work].winner != nil || scheduler.isOver(work)
                || scheduler.works[work].hasGivenUp
        },
        rules: [
            startAttempt, startSecondAttempt, takeOutput, stopOthers, countFailure, giveUp,
            loseOutput,
        ])

    static let startAttempt = Rule<Scheduler>(
        "start an attempt",
        when: { scheduler, work in
            scheduler.isWanted(work) && !scheduler.hasLiveAttempt(work)
                && !scheduler.hasUncountedAttempt(work)
        },
        then: { $0.addAttempt(at: $1) })

    static let startSecondAttempt = Rule<Scheduler>(
        "start a second attempt at slow work",
        when: { scheduler, work in
            scheduler.isWanted(work) && scheduler.works[work].isSlow
                && scheduler.works[work].attempts.count(where: scheduler.isLive) == 1
        },
        then: { scheduler, work in
            scheduler.works[work].isSlow = false
            scheduler.addAttempt(at: work)
        })

    static let takeOutput = Rule<Scheduler>(
        "take the output of the first to succeed",
        when: { scheduler, work in
            scheduler.works[work].winner == nil && !scheduler.isOver(work)
                && scheduler.firstSuccess(work) != nil
        },
        then: { scheduler, work in
            scheduler.works[work].winner = scheduler.firstSuccess(work)
            scheduler.jobs.wake(scheduler.works[work].job)
            scheduler.wakeWaitingAttempts()
        })

    static let stopOthers = Rule<Scheduler>(
        "stop attempts that are not needed",
        when: { scheduler, work in
            !scheduler.isWanted(work)
                && scheduler.works[work].attempts.contains {
                    scheduler.isLive($0) && !scheduler.attempts[$0].isStopping
                }
        },
        then: { scheduler, work in
            for attempt in scheduler.works[work].attempts where scheduler.isLive(attempt) {
                scheduler.attempts[attempt].isStopping = true
            }
        })

    static let countFailure = Rule<Scheduler>(
        "count an attempt that has ended",
        when: { $0.hasUncountedAttempt($1) },
        then: { scheduler, work in
            for attempt in scheduler.works[work].attempts
            where !scheduler.isLive(attempt) && !scheduler.attempts[attempt].isCounted {
                scheduler.attempts[attempt].isCounted = true
                if scheduler.attempts[attempt].result == .failed {
                    scheduler.works[work].failureCount += 1
                }
            }
            scheduler.jobs.wake(scheduler.works[work].job)
        })

    static let giveUp = Rule<Scheduler>(
        "give up after too many failures",
        when: { scheduler, work in
            scheduler.works[work].failureCount >= scheduler.failureLimit
                && !scheduler.works[work].hasGivenUp && scheduler.works[work].winner == nil
        },
        then: { scheduler, work in
            scheduler.works[work].hasGivenUp = true
            scheduler.jobs.wake(scheduler.works[work].job)
        })

    static let loseOutput = Rule<Scheduler>(
        "do without an output that was lost",
        when: { scheduler, work in
            guard let winner = scheduler.works[work].winner, !scheduler.isOver(work) else {
                return false
            }
            return scheduler.attempts[winner].result == .lost
        },
        then: { scheduler, work in
            scheduler.works[work].winner = nil
            scheduler.jobs.wake(scheduler.works[work].job)
        })

    // MARK: The words in which the rules are said.

    /// The job needs nothing more of this work.
    func isOver(_ work: Int) -> Bool {
        jobs[works[work].job].isEnding || jobs[works[work].job].result != nil
    }

    /// An output is needed and may still come.
    func isWanted(_ work: Int) -> Bool {
        works[work].winner == nil && firstSuccess(work) == nil && !isOver(work)
            && !works[work].hasGivenUp && works[work].failureCount < failureLimit
    }

    func hasUncountedAttempt(_ work: Int) -> Bool {
        works[work].attempts.contains { !isLive($0) && !attempts[$0].isCounted }
    }

    func firstSuccess(_ work: Int) -> Int? {
        works[work].attempts.first { attempts[$0].result == .succeeded }
    }

    private mutating func addAttempt(at work: Int) {
        let attempt = attempts.insert(AttemptRecord(work: work))
        works[work].attempts.append(attempt)
    }
}
