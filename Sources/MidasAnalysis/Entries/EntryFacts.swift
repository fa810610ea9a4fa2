import MidasBase
import MidasIR

/// Where requests begin and end, and what outlives them.
public struct EntryFacts: Sendable {
    /// Ascending by instance, then kind.
    public var entries: [Entry] = []
    /// Ascending by instance, then header.
    public var requestLoops: [RequestLoop] = []
    /// Calls that run a handler from a loop, with the targets that are requests of their own: what
    /// is done there is not part of the caller's request. Ascending by site.
    public var dispatches: [Dispatch] = []
    /// By instance: when it runs.
    public var phases: Arena<InstanceTag, Phase> = Arena()
    /// For instances that run up to a request loop and on: the phase of each block.
    public var blockPhases: [InstanceID: [Phase]] = [:]
    /// Ascending by instance, then block.
    public var quiescence: [QuiescencePoint] = []
    /// Where requests of timers, children and wake-ups run.
    public var internalRequests = InternalRequests()
    /// By `ObjectID`: objects that are persistent.
    public var persistentObjects = BitSet()

    public init() {}

    /// When an instruction runs.
    public func phase(of block: BlockID, in instance: InstanceID) -> Phase {
        blockPhases[instance].map { $0[block.index] } ?? phases[instance]
    }

    /// Whether a later request, or somebody outside, may see what the object holds.
    public func isPersistent(_ object: ObjectID) -> Bool {
        persistentObjects.contains(object.index)
    }
}

/// An entry function: what a loop or the outside calls.
public struct Entry: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable, Comparable {
        case main
        /// Runs before `main`.
        case initializer
        case thread
        case signalHandler
        /// Called by a dispatching loop, or by code outside that keeps it.
        case requestHandler
        /// Runs when the process or a thread ends, or at `fork`.
        case exitHandler
        /// An externally linked function of a library.
        case library

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    public var instance: InstanceID
    public var kind: Kind
    /// The call that hands it over or runs it; for a library's and the program's own, none.
    public var site: CallSite?

    public init(instance: InstanceID, kind: Kind, site: CallSite? = nil) {
        self.instance = instance
        self.kind = kind
        self.site = site
    }
}

/// What a request loop waits for.
public struct WaitReasons: OptionSet, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let demultiplex = WaitReasons(rawValue: 1 << 0)
    public static let accept = WaitReasons(rawValue: 1 << 1)
    public static let receive = WaitReasons(rawValue: 1 << 2)
    public static let standardInput = WaitReasons(rawValue: 1 << 3)
    public static let queue = WaitReasons(rawValue: 1 << 4)
    public static let condition = WaitReasons(rawValue: 1 << 5)
}

/// A loop each of whose iterations is a request, or the call of a library's loop.
public struct RequestLoop: Hashable, Sendable {
    public var instance: InstanceID
    public var waits: WaitReasons
    /// Of a loop in the tree: its first block, and those from which it goes round again.
    public var header: OptionalID<BlockTag>
    public var latches: [BlockID]
    /// Of a library's loop: the call.
    public var call: OptionalID<InstructionTag>
}

/// A call whose targets are entries.
public struct Dispatch: Hashable, Sendable {
    public var site: CallSite
    /// Ascending.
    public var targets: [InstanceID]
}

/// When an instance runs: up to `main`'s request loop, later, or both.
public struct Phase: OptionSet, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let start = Phase(rawValue: 1 << 0)
    public static let request = Phase(rawValue: 1 << 1)
}

/// A point between requests.
public struct QuiescencePoint: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable {
        /// Every return of an entry.
        case handlerReturn
        /// The jump from `block` to its loop's header.
        case backEdge
        case endOfMain
    }

    public var instance: InstanceID
    public var kind: Kind
    /// Of a back edge.
    public var block: OptionalID<BlockTag>
}
