import MidasBase
import MidasDictionary

/// What the words of a report mean.
public enum Glossary {
    /// The explanation of a word, with a line feed at its end.
    public static func explanation(of word: String) throws(UsageError) -> String {
        guard let entry = entries.first(where: { $0.word == word }) else {
            throw UsageError(
                "unknown word '\(word)'" + suggestion(for: word, among: entries.map(\.word)))
        }
        return "\(entry.word): \(entry.meaning)\n"
    }

    /// All words, one a line.
    public static func list() -> String { entries.map { $0.word + "\n" }.joined() }

    private static let entries: [(word: String, meaning: String)] = classes + categories + others

    private static let classes = [
        (
            "pure",
            "a class of state: some execution leaves in it a value that came from a source with no "
                + "load from persistent state in between. Agree on that one value and it is equal again."
        ),
        (
            "contaminated",
            "a class of state: not pure, and its value depends on a source some other way: computed "
                + "from other nondeterministic state, or written under a condition that one decides."
        ),
        (
            "superficial",
            "a class of state: nondeterministic execution touches it and yet its value between "
                + "requests cannot differ. Of a source: it makes no state but log output differ."
        ),
        ("deterministic", "a class of state: nothing that may differ between replicas reaches it."),
    ]

    private static let categories: [(String, String)] = SourceCategory.allCases.map {
        ($0.name, "a category of source: " + meaning(of: $0))
    }

    private static let others = [
        ("certain", "a likelihood: by value, along places that are certainly the same."),
        (
            "likely",
            "a likelihood: by control, order, schedule, pointers that may lead there, or unknown "
                + "functions."
        ),
        ("environmental", "a likelihood: only deployment, load or faults make it differ."),
        ("effective", "a verdict on a source: it makes some state but log output differ."),
        (
            "quiescence",
            "a point between requests at which no other thread is inside one. States are judged there."
        ),
        ("racy", "threads use the state with no common lock or order, and one of them writes."),
        (
            "locked",
            "every conflicting access holds a common lock; the order of accesses still differs."
        ),
        ("atomic", "every conflicting access is atomic."),
        ("partitioned", "each thread works on a part of the state that is its own."),
        (
            "commutative",
            "updates whose result no schedule can change, and nothing reads in between."
        ),
        ("confined", "only one thread at a time can reach the state."),
    ]

    private static func meaning(of category: SourceCategory) -> String {
        switch category {
        case .clock: "times, cycle counters, deadlines that are compared."
        case .random: "entropy, and generators that nothing deterministic seeds."
        case .processIdentity: "process ids."
        case .threadIdentity: "thread ids."
        case .scheduling: "accesses of threads that no order fixes; completion orders; timed waits."
        case .address: "an address that becomes data."
        case .ordering: "orders that hashing, the file system or an unstable sort decides."
        case .uninitialised: "reads of memory that nothing wrote."
        case .environment: "environment variables, locale, host, user, limits."
        case .input: "files, metadata and answers of services that replicas do not share."
        case .resources: "sizes, loads, and with --faults resources failing allocations."
        case .signal: "what a signal handler writes."
        case .build: "what differs between builds: __DATE__, hash values turned into data."
        case .floatingPoint: "results that depend on processor and compiler."
        case .unknown: "functions that midas knows nothing about."
        }
    }
}
