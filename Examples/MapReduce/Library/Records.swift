/// The states of the scheduler's three kinds of task.

/// A job: all its map tasks, then all its reduce tasks, then the commit of their output.
public struct JobRecord: Hashable, Sendable {
    public enum Result: Hashable, Sendable {
        case succeeded, failed, killed
    }

    public let mapCount: Int
    public let reduceCount: Int
    public var isSetUp = false
    /// Somebody wants the job to end.
    public var isKilled = false
    public var hasFailed = false
    /// The first and the last of the job's works, once they exist.
    public var maps: Range<Int>?
    public var reduces: Range<Int>?
    public var commit = Step.idle
    public var abort = Step.idle
    public var result: Result?

    public init(mapCount: Int, reduceCount: Int) {
        self.mapCount = mapCount
        self.reduceCount = reduceCount
    }

    /// Whether work on the job is to stop.
    public var isEnding: Bool { isKilled || hasFailed }
}

/// Something that the scheduler asks its owner to do.
public enum Step: Hashable, Sendable {
    case idle, underWay, done, failed
}

/// A piece of a job: it has attempts until one of them has made its output.
public struct WorkRecord: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case map, reduce
    }

    public let job: Int
    public let kind: Kind
    /// The number among the job's works of this kind.
    public let number: Int
    /// In the order in which they were started.
    public var attempts: [Int] = []
    public var failureCount = 0
    public var hasGivenUp = false
    /// The attempt whose output counts.
    public var winner: Int?
    /// It takes much longer than its like: a second attempt may be faster.
    public var isSlow = false
}

/// One try at a piece of work, on one worker.
public struct AttemptRecord: Hashable, Sendable {
    public enum Result: Hashable, Sendable {
        case succeeded, failed, stopped
        /// The worker has gone, and the output with it.
        case lost
    }

    public let work: Int
    public var worker: Int?
    public var call = Step.idle
    /// The output is not wanted (any more).
    public var isStopping = false
    public var result: Result?
    /// Whether the work has taken note of the result.
    public var isCounted = false
}
