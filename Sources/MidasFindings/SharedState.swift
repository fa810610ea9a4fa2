/// A persistent state that several threads use, and what keeps their accesses apart.
public struct SharedState: Hashable, Sendable {
    public enum Verdict: String, CaseIterable, Sendable {
        case racy
        case locked
        case atomic
        /// Each thread instance works on a part that is its own.
        case partitioned
        /// Updates whose result no schedule can change, and that nothing reads in between.
        case commutative
        /// Only one thread at a time can reach it.
        case confined
    }

    /// One place in the code that reads or writes the state.
    public struct Access: Hashable, Sendable {
        public enum Kind: String, CaseIterable, Sendable { case read, write }

        public var location: Location
        /// The qualified name of the function that contains the access.
        public var function: String
        public var kind: Kind
        /// The thread roots that reach it.
        public var threads: [String]
        /// The locks that are held at it on every path.
        public var locks: [String]
        /// Whether it can run at the same time as a conflicting access with no common lock or order.
        public var race: Bool

        public init(
            location: Location, function: String, kind: Kind, threads: [String], locks: [String],
            race: Bool
        ) {
            self.location = location
            self.function = function
            self.kind = kind
            self.threads = threads
            self.locks = locks
            self.race = race
        }
    }

    /// The qualified name of the state.
    public var state: String
    public var verdict: Verdict
    public var accesses: [Access]
    /// How many further accesses are not listed.
    public var omittedAccesses = 0
    /// The program it belongs to, where the tree holds several.
    public var program: String?

    public init(
        state: String, verdict: Verdict, accesses: [Access], program: String? = nil
    ) {
        self.state = state
        self.verdict = verdict
        self.accesses = accesses
        self.program = program
    }
}
