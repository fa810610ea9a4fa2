import MidasRules

/// The rules of a job, in the order of the normal case.
extension Scheduler {
    static let jobKind = TaskKind<Scheduler>(
        "job", in: \.jobs,
        goal: { $0.jobs[$1].result != nil },
        rules: [
            makeMaps, makeReduces, noteFailedWork, startCommit, finish, noteFailedCommit,
            startAbort, finishAborted,
        ])

    static let makeMaps = Rule<Scheduler>(
        "make the map tasks",
        when: { !$0.jobs[$1].isSetUp && !$0.jobs[$1].isEnding },
        then: { scheduler, job in
            scheduler.jobs[job].maps = scheduler.makeWorks(
                .map, scheduler.jobs[job].mapCount, of: job)
            scheduler.jobs[job].isSetUp = true
        })

    static let makeReduces = Rule<Scheduler>(
        "make the reduce tasks",
        when: { scheduler, job in
            scheduler.jobs[job].isSetUp && scheduler.jobs[job].reduces == nil
                && !scheduler.jobs[job].isEnding && scheduler.isDone(scheduler.jobs[job].maps)
        },
        then: { scheduler, job in
            scheduler.jobs[job].reduces = scheduler.makeWorks(
                .reduce, scheduler.jobs[job].reduceCount, of: job)
        })

    static let noteFailedWork = Rule<Scheduler>(
        "note that a piece has failed",
        when: { scheduler, job in
            !scheduler.jobs[job].isEnding && scheduler.jobs[job].result == nil
                && scheduler.works(of: job).contains { scheduler.works[$0].hasGivenUp }
        },
        then: { $0.fail($1) })

    static let startCommit = Rule<Scheduler>(
        "commit the output",
        when: { scheduler, job in
            !scheduler.jobs[job].isEnding && scheduler.jobs[job].commit == .idle
                && scheduler.isDone(scheduler.jobs[job].reduces)
        },
        then: { scheduler, job in
            scheduler.jobs[job].commit = .underWay
            scheduler.ask(.commit(job: job))
        })

    static let finish = Rule<Scheduler>(
        "finish",
        when: { $0.jobs[$1].commit == .done && $0.jobs[$1].result == nil },
        then: { scheduler, job in
            scheduler.jobs[job].result = .succeeded
            scheduler.wakeWorks(of: job)
        })

    static let noteFailedCommit = Rule<Scheduler>(
        "note that the commit has failed",
        when: { scheduler, job in
            scheduler.jobs[job].commit == .failed && !scheduler.jobs[job].isEnding
        },
        then: { scheduler, job in
            // The output of a piece may have been lost in between: then it is made again.
            if scheduler.isDone(scheduler.jobs[job].reduces) {
                scheduler.fail(job)
            } else {
                scheduler.jobs[job].commit = .idle
            }
        })

    static let startAbort = Rule<Scheduler>(
        "abort when nothing runs any more",
        when: { scheduler, job in
            scheduler.jobs[job].isEnding && scheduler.jobs[job].result == nil
                && scheduler.jobs[job].abort == .idle && scheduler.jobs[job].commit != .underWay
                && scheduler.jobs[job].commit != .done
                && !scheduler.works(of: job).contains { scheduler.hasLiveAttempt($0) }
        },
        then: { scheduler, job in
            scheduler.jobs[job].abort = .underWay
            scheduler.ask(.abort(job: job))
        })

    static let finishAborted = Rule<Scheduler>(
        "finish without output",
        when: { $0.jobs[$1].abort == .done && $0.jobs[$1].result == nil },
        then: { scheduler, job in
            scheduler.jobs[job].result = scheduler.jobs[job].isKilled ? .killed : .failed
        })

    // MARK: The words in which the rules are said.

    /// The works of a job.
    func works(of job: Int) -> [Int] {
        [jobs[job].maps, jobs[job].reduces].compactMap { $0 }.flatMap(Array.init)
    }

    /// Whether works exist and each has an output.
    func isDone(_ range: Range<Int>?) -> Bool {
        guard let range else { return false }
        return range.allSatisfy { work in
            guard let winner = works[work].winner else { return false }
            return attempts[winner].result == .succeeded
        }
    }

    func hasLiveAttempt(_ work: Int) -> Bool { works[work].attempts.contains(where: isLive) }

    mutating func wakeWorks(of job: Int) {
        for work in works(of: job) { works.wake(work) }
    }

    mutating func fail(_ job: Int) {
        jobs[job].hasFailed = true
        wakeWorks(of: job)
    }

    private mutating func makeWorks(_ kind: WorkRecord.Kind, _ count: Int, of job: Int) -> Range<
        Int
    > {
        let first = works.slotCount
        for number in 0..<count {
            works.insert(WorkRecord(job: job, kind: kind, number: number))
        }
        return first..<works.slotCount
    }
}
