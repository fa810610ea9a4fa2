/// Where a value comes from that may differ between replicas.
///
/// The raw value is the position in `allCases`: sets of categories are bit masks over it.
public enum SourceCategory: UInt8, CaseIterable, Sendable, Hashable {
    case clock, random, processIdentity, threadIdentity, scheduling, address, ordering
    case uninitialised, environment, input, resources, signal, build, floatingPoint, unknown

    /// The word that reports, labels, the dictionary and configurations use.
    public var name: String {
        switch self {
        case .clock: "clock"
        case .random: "random"
        case .processIdentity: "process-identity"
        case .threadIdentity: "thread-identity"
        case .scheduling: "scheduling"
        case .address: "address"
        case .ordering: "ordering"
        case .uninitialised: "uninitialised"
        case .environment: "environment"
        case .input: "input"
        case .resources: "resources"
        case .signal: "signal"
        case .build: "build"
        case .floatingPoint: "floating-point"
        case .unknown: "unknown"
        }
    }

    public init?(name: some StringProtocol) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// How surely a difference between replicas shows, from the surest down. The likelihood of a path
/// is that of its weakest step.
public enum Likelihood: UInt8, CaseIterable, Sendable, Hashable, Comparable {
    /// By value, along places that are certainly the same.
    case certain
    /// By control, order, schedule, may-alias, or through unknown functions.
    case likely
    /// Only deployment, load or faults make it differ.
    case environmental

    public var name: String {
        switch self {
        case .certain: "certain"
        case .likely: "likely"
        case .environmental: "environmental"
        }
    }

    /// `certain < likely < environmental`: a smaller value is surer.
    public static func < (a: Likelihood, b: Likelihood) -> Bool { a.rawValue < b.rawValue }
}

/// Which sources count.
public enum Profile: String, CaseIterable, Sendable, Hashable {
    /// Replicas on like machines that are given the same ordered requests.
    case replicated
    /// Every input, fault and environment is a source.
    case strict
    /// As `replicated`, between unlike machines and builds.
    case heterogeneous
}

/// Kinds of faults that are no source unless they are asked for.
public enum FaultKind: String, CaseIterable, Sendable, Hashable, Comparable {
    /// Short reads and writes, `errno`, `EINTR`, connection errors.
    case io
    /// Allocation failure, full disks.
    case resources
    /// Reads of memory that is perhaps uninitialised.
    case memory

    public static func < (a: FaultKind, b: FaultKind) -> Bool { a.rawValue < b.rawValue }
}
