import MidasBase

/// What exactly makes a value differ: a category of the contract and a word below it, written
/// `category.word`. The raw value is the position in `rows` and in the compact form.
public enum Refinement: UInt8, CaseIterable, Hashable, Sendable {
    /// The time of day, adjustable (CLOCK_REALTIME and its coarse, TAI, alarm variants).
    case clockWall
    /// Time since an arbitrary point (CLOCK_MONOTONIC, CLOCK_BOOTTIME, jiffies).
    case clockMonotonic
    /// Processor time of the process, a thread or a child.
    case clockCpu
    /// A cycle or time-stamp counter read by an instruction.
    case clockCounter
    /// Time that a library keeps (an event loop's cached "now").
    case clockCached
    /// How long something took or was left over (remaining sleep, timer expirations).
    case clockElapsed

    /// Bytes of the kernel's or the processor's entropy.
    case randomEntropy
    /// A generator that a library seeds from entropy.
    case randomGenerator
    /// A name or identifier made unique by randomness (`mkstemp`, UUIDs).
    case randomName
    /// The key of a keyed hash chosen at start.
    case randomSeed

    /// A process id: one's own, a child's, the parent's.
    case processId
    /// A process group or session id.
    case processGroup

    case threadId

    /// The order in which threads touch shared state.
    case schedulingOrder
    /// Whether a try-lock found the object free.
    case schedulingTry
    /// Whether a timed wait was woken or timed out, spurious wake-ups included.
    case schedulingTimeout
    /// Which descriptors are ready, and how many (a token for dispatching, data when stored).
    case schedulingReady
    /// Which child, thread or asynchronous operation completed first.
    case schedulingCompletion
    /// The number of a descriptor that was free: differs only if several threads open or close.
    case schedulingDescriptor
    /// Bytes or items queued at that moment.
    case schedulingQueue

    /// An address as data.
    case addressValue
    /// The order of two addresses, or a hash or comparison of pointers.
    case addressOrder

    /// The order of a directory's entries.
    case orderingDirectory
    /// The iteration order of a hash table.
    case orderingHash
    /// The order of equal elements after an unstable sort or partition.
    case orderingTies
    /// The order in which parallel algorithms combine or visit elements.
    case orderingParallel
    /// The order of rows or records that a service returns without being asked to sort.
    case orderingService
    /// The iteration order of a container whose keys are addresses.
    case orderingAddress

    /// Heap bytes that nothing has written.
    case uninitialisedHeap
    /// Bytes of an object with automatic storage that nothing has written.
    case uninitialisedStack
    /// Padding and unused bytes copied out with an object.
    case uninitialisedPadding

    case environmentVariable
    case environmentLocale
    case environmentTimezone
    /// Host, node, domain or machine name and identity.
    case environmentHost
    /// User and group ids and their database.
    case environmentUser
    /// Resource limits.
    case environmentLimits
    /// Current and other directories, the program's own path.
    case environmentPath
    /// What a process inherits: umask, priority, signal dispositions, controlling terminal, capabilities.
    case environmentInherited
    /// Options and addresses of a socket that the kernel chose.
    case environmentSocket
    /// Processors, page size, kernel version and other configuration.
    case environmentConfiguration
    /// System databases: services, protocols, networks, mounts, shells, interfaces.
    case environmentDatabase
    /// Files under /proc, /sys and /dev.
    case environmentKernel

    /// Contents of a file.
    case inputFile
    /// Names, sizes, times, inode numbers of files.
    case inputMetadata
    /// Bytes from the network other than requests.
    case inputNetwork
    /// The address of a peer.
    case inputPeer
    /// Answers of other services: name resolution, databases.
    case inputService
    /// What a terminal or a person types.
    case inputTerminal
    /// Bytes of a request (deterministic in profile `replicated`).
    case inputRequest
    /// Bytes from a pipe, a child, a shared segment, a message queue.
    case inputProcess
    /// The program's arguments (deterministic in profile `replicated`).
    case inputArguments
    /// How much of what was asked for was transferred (fault `io`).
    case inputLength
    /// The error that an operation met (fault `io`).
    case inputErrno

    /// Memory could not be allocated (fault `resources`).
    case resourcesMemory
    /// No space, threads, processes or descriptors left (fault `resources`).
    case resourcesExhausted
    /// Sizes and loads read explicitly.
    case resourcesUsage

    /// Which signal arrived and when.
    case signalDelivery

    case buildDate
    /// Paths and line positions of the build.
    case buildPath
    /// Type names, hash values and layouts that another compiler or library does otherwise.
    case buildImplementation

    /// Results that depend on the processor's instruction set.
    case floatingPointIsa
    /// Rounding mode and exception flags.
    case floatingPointEnvironment

    case unknown

    /// What is fixed for a refinement.
    struct Row: Sendable {
        let category: SourceCategory
        let word: String
        let likelihood: Likelihood
        let fault: FaultKind?
    }

    var row: Row { Self.rows[Int(rawValue)] }

    public var category: SourceCategory { row.category }

    /// The likelihood of a difference by value, unless an entry says otherwise.
    public var likelihood: Likelihood { row.likelihood }

    /// The kind of fault that must be asked for before this is a source at all.
    public var fault: FaultKind? { row.fault }

    /// A readiness result only says which handler runs next: it is a token until it is stored.
    public var isToken: Bool { self == .schedulingReady }

    /// The dotted name, or the category's own where there is nothing below it.
    public var name: String {
        row.word.isEmpty ? category.name : "\(category.name).\(row.word)"
    }

    public init?(name: some StringProtocol) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

extension Refinement {
    /// One row a case, in the order of the raw values.
    static let rows: [Row] = [
        Row(category: .clock, word: "wall", likelihood: .certain, fault: nil),
        Row(category: .clock, word: "monotonic", likelihood: .certain, fault: nil),
        Row(category: .clock, word: "cpu", likelihood: .certain, fault: nil),
        Row(category: .clock, word: "counter", likelihood: .certain, fault: nil),
        Row(category: .clock, word: "cached", likelihood: .certain, fault: nil),
        Row(category: .clock, word: "elapsed", likelihood: .certain, fault: nil),
        Row(category: .random, word: "entropy", likelihood: .certain, fault: nil),
        Row(category: .random, word: "generator", likelihood: .certain, fault: nil),
        Row(category: .random, word: "name", likelihood: .certain, fault: nil),
        Row(category: .random, word: "seed", likelihood: .certain, fault: nil),
        Row(category: .processIdentity, word: "process", likelihood: .certain, fault: nil),
        Row(category: .processIdentity, word: "group", likelihood: .certain, fault: nil),
        Row(category: .threadIdentity, word: "thread", likelihood: .certain, fault: nil),
        Row(category: .scheduling, word: "order", likelihood: .likely, fault: nil),
        Row(category: .scheduling, word: "try", likelihood: .likely, fault: nil),
        Row(category: .scheduling, word: "timeout", likelihood: .likely, fault: nil),
        Row(category: .scheduling, word: "ready", likelihood: .likely, fault: nil),
        Row(category: .scheduling, word: "completion", likelihood: .likely, fault: nil),
        Row(category: .scheduling, word: "descriptor", likelihood: .likely, fault: nil),
        Row(category: .scheduling, word: "queue", likelihood: .likely, fault: nil),
        Row(category: .address, word: "value", likelihood: .likely, fault: nil),
        Row(category: .address, word: "order", likelihood: .likely, fault: nil),
        Row(category: .ordering, word: "directory", likelihood: .likely, fault: nil),
        Row(category: .ordering, word: "hash", likelihood: .environmental, fault: nil),
        Row(category: .ordering, word: "ties", likelihood: .environmental, fault: nil),
        Row(category: .ordering, word: "parallel", likelihood: .likely, fault: nil),
        Row(category: .ordering, word: "service", likelihood: .environmental, fault: nil),
        Row(category: .ordering, word: "address", likelihood: .likely, fault: nil),
        Row(category: .uninitialised, word: "heap", likelihood: .certain, fault: nil),
        Row(category: .uninitialised, word: "stack", likelihood: .certain, fault: nil),
        Row(category: .uninitialised, word: "padding", likelihood: .certain, fault: nil),
        Row(category: .environment, word: "variable", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "locale", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "timezone", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "host", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "user", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "limits", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "path", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "inherited", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "socket", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "configuration", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "database", likelihood: .environmental, fault: nil),
        Row(category: .environment, word: "kernel", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "file", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "metadata", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "network", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "peer", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "service", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "terminal", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "request", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "process", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "arguments", likelihood: .environmental, fault: nil),
        Row(category: .input, word: "length", likelihood: .environmental, fault: .io),
        Row(category: .input, word: "errno", likelihood: .environmental, fault: .io),
        Row(category: .resources, word: "memory", likelihood: .environmental, fault: .resources),
        Row(category: .resources, word: "exhausted", likelihood: .environmental, fault: .resources),
        Row(category: .resources, word: "usage", likelihood: .environmental, fault: nil),
        Row(category: .signal, word: "delivery", likelihood: .likely, fault: nil),
        Row(category: .build, word: "date", likelihood: .environmental, fault: nil),
        Row(category: .build, word: "path", likelihood: .environmental, fault: nil),
        Row(category: .build, word: "implementation", likelihood: .environmental, fault: nil),
        Row(category: .floatingPoint, word: "isa", likelihood: .environmental, fault: nil),
        Row(category: .floatingPoint, word: "environment", likelihood: .environmental, fault: nil),
        Row(category: .unknown, word: "", likelihood: .likely, fault: nil),
    ]
}
