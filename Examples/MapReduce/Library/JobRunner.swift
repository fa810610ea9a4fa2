import Foundation
import MidasRPC
import MidasRules

/// Runs one job on worker processes. Workers that end are replaced; what they kept is made again.
public struct JobRunner: ~Copyable {
    public struct Job: Sendable {
        public var function: WorkFunction
        public var input: String
        /// A folder that must not exist; it appears whole when the job has succeeded.
        public var output: String
        public var maps: Int
        public var reduces: Int

        public init(
            function: WorkFunction, input: String, output: String, maps: Int, reduces: Int
        ) {
            self.function = function
            self.input = input
            self.output = output
            self.maps = maps
            self.reduces = reduces
        }
    }

    private let job: Job
    private let executable: String
    private let folder: String
    private let inputSize: Int
    private var pool: Pool<Scheduler>
    private var workers: [WorkerProcess?]
    private var calls: [Int: RemoteCall] = [:]
    private var files: [Int: [String]] = [:]
    private var starts = 0
    /// Attempts that have ended so far.
    public private(set) var endedCount = 0
    public private(set) var killCount = 0

    /// - Parameter executable: the tool whose `worker` subcommand is a worker.
    /// - Throws: where input, output or folder are not as they should be.
    public init(_ job: Job, workers: Int, executable: String, folder: String) throws {
        guard !FileManager.default.fileExists(atPath: job.output)
        else { throw WorkError("\(job.output) exists") }
        let attributes = try FileManager.default.attributesOfItem(atPath: job.input)
        inputSize = (attributes[.size] as? NSNumber)?.intValue ?? 0
        self.job = job
        self.executable = executable
        self.folder = folder
        self.workers = Array(repeating: nil, count: workers)
        var scheduler = Scheduler(workerCount: workers)
        scheduler.submit(JobRecord(mapCount: job.maps, reduceCount: job.reduces))
        pool = Pool(scheduler, kinds: Scheduler.kinds)
    }

    /// Runs the job to its end.
    /// - Parameter disturb: is called after each attempt that ends with the number of those, and may
    ///   name a worker to kill.
    /// - Returns: how the job ended.
    public mutating func run(
        disturb: (_ endedCount: Int) -> Int? = { _ in nil }
    ) throws -> JobRecord.Result {
        defer { removeWorkers() }
        while true {
            try replaceWorkers()
            pool.settle()
            for command in pool.collect({ $0.takeCommands() }) { try carryOut(command) }
            if let result = pool.world.jobs[0].result { return result }
            reap(disturb)
        }
    }

    private mutating func replaceWorkers() throws {
        for number in workers.indices {
            if let worker = workers[number] {
                guard !worker.isRunning else { continue }
                worker.remove()
                pool.handle("a worker has gone") { $0.workerLost(number) }
            }
            starts += 1
            workers[number] = try WorkerProcess(
                executable: executable, folder: folder, name: "w\(starts)")
            pool.handle("a worker has come") { $0.workerJoined(number) }
        }
        for attempt in calls.keys.sorted() where pool.world.attempts[attempt].result == .lost {
            calls.removeValue(forKey: attempt)?.cancel()
        }
    }

    private mutating func carryOut(_ command: Scheduler.Command) throws {
        switch command {
        case .run(let attempt):
            guard let number = pool.world.attempts[attempt].worker, let worker = workers[number]
            else { return }
            calls[attempt] = try worker.start(order(for: attempt))
        case .stop(let attempt):
            calls.removeValue(forKey: attempt)?.cancel()
        case .commit(let job):
            let isSuccess = (try? commit()) != nil
            pool.handle("the commit has ended") { $0.commitEnded(job, isSuccess: isSuccess) }
        case .abort(let job):
            pool.handle("the abort has ended") { $0.abortEnded(job) }
        }
    }

    /// Takes in replies; waits a little for one to come.
    private mutating func reap(_ disturb: (Int) -> Int?) {
        for worker in workers { worker?.process(milliseconds: 0) }
        let ended = calls.keys.sorted().filter { calls[$0]?.isComplete ?? false }
        if ended.isEmpty { usleep(500) }
        for attempt in ended {
            guard let call = calls.removeValue(forKey: attempt) else { continue }
            let made = try? WorkerProcess.files(call.wait())
            files[attempt] = made
            pool.handle("an attempt has ended") {
                $0.attemptEnded(attempt, isSuccess: made != nil)
            }
            endedCount += 1
            if let victim = disturb(endedCount), workers.indices.contains(victim) {
                workers[victim]?.kill()
                killCount += 1
            }
        }
    }

    private func order(for attempt: Int) -> WorkOrder {
        let work = pool.world.works[pool.world.attempts[attempt].work]
        let name = "a\(attempt)"
        switch work.kind {
        case .map:
            let start = inputSize * work.number / job.maps
            let end = inputSize * (work.number + 1) / job.maps
            return .map(
                function: job.function, input: job.input, range: start..<end,
                parts: job.reduces, name: name)
        case .reduce:
            let maps = pool.world.jobs[0].maps ?? 0..<0
            let inputs = maps.compactMap { map -> String? in
                guard let winner = pool.world.works[map].winner, let made = files[winner],
                    work.number < made.count
                else { return nil }
                return made[work.number]
            }
            return .reduce(function: job.function, inputs: inputs, name: name)
        }
    }

    /// Moves the outputs of all reduces into place: a whole folder, or none.
    private func commit() throws {
        let staging = job.output + ".part"
        try? FileManager.default.removeItem(atPath: staging)
        try FileManager.default.createDirectory(
            atPath: staging, withIntermediateDirectories: true)
        for work in pool.world.jobs[0].reduces ?? 0..<0 {
            guard let winner = pool.world.works[work].winner, let made = files[winner]?.first
            else { throw WorkError("an output is missing") }
            let number = pool.world.works[work].number
            try FileManager.default.copyItem(
                atPath: made, toPath: "\(staging)/part-\(number)")
        }
        try FileManager.default.moveItem(atPath: staging, toPath: job.output)
    }

    private mutating func removeWorkers() {
        for worker in workers {
            worker?.kill()
            worker?.remove()
        }
    }
}
