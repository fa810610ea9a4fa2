import MidasBase
import MidasIR

/// What threads there are, and what that means for the cells that they share. The facts of a
/// program with one thread are `ConcurrencyFacts()`.
public struct ConcurrencyFacts: Sendable {
    /// Cells that several threads may touch, ascending by cell.
    public var shared: [SharedCell] = []
    /// What accesses of `shared` have in common, by number.
    public var profiles: [SharedProfile] = []
    /// Instructions whose order no fixed order decides, ascending: each write here that does not
    /// commute is a source of `scheduling`, as is a read that races.
    public var unorderedSites: [UnorderedSite] = []
    /// Cells that unordered updates change which commute, by `CellID`.
    public var commutingCells = BitSet()
    /// Calls that write to standard output while another thread may do so too.
    public var unorderedOutputs: Set<CallSite> = []

    public init() {}
}

public enum SharingVerdict: UInt8, Hashable, Sendable {
    case racy, locked, atomic, partitioned, commutative, confined
}

public struct SharedCell: Hashable, Sendable {
    public var cell: CellID
    public var verdict: SharingVerdict
    public var accesses: [SharedAccess]

    public init(cell: CellID, verdict: SharingVerdict, accesses: [SharedAccess]) {
        self.cell = cell
        self.verdict = verdict
        self.accesses = accesses
    }
}

/// Who makes an access, under which locks.
public struct SharedProfile: Hashable, Sendable {
    /// Names of the thread roots that may run it, sorted.
    public var threads: [String]
    /// Names of the locks that are held on every path to it, sorted.
    public var locks: [String]

    public init(threads: [String], locks: [String]) {
        self.threads = threads
        self.locks = locks
    }
}

public struct SharedAccess: Hashable, Sendable {
    public var instance: InstanceID
    public var instruction: InstructionID
    /// A number in `ConcurrencyFacts.profiles`.
    public var profile: UInt32
    public var isWrite: Bool
    public var races: Bool

    public init(
        instance: InstanceID, instruction: InstructionID, profile: UInt32, isWrite: Bool,
        races: Bool
    ) {
        self.instance = instance
        self.instruction = instruction
        self.profile = profile
        self.isWrite = isWrite
        self.races = races
    }
}

/// What an instruction does to shared memory in no fixed order.
public struct UnorderedSite: Hashable, Sendable {
    public struct Kinds: OptionSet, Hashable, Sendable {
        public var rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// A read that a write may come before or after.
        public static let read = Kinds(rawValue: 1)
        /// A write that others may come before or after.
        public static let write = Kinds(rawValue: 2)
        /// A write that comes to the same in every order: what reads in between is tainted, the
        /// cell is not.
        public static let commutingWrite = Kinds(rawValue: 4)
        /// Of a queue that several threads take from: only who gets which element, and when, hangs on
        /// the schedule, not which elements there are.
        public static let ordersOnly = Kinds(rawValue: 8)
        /// A write of what follows from a node that the thread took from a queue, to a part that
        /// belongs to who took it: the same whoever that is, and whenever.
        public static let ownWork = Kinds(rawValue: 16)
    }

    public var instance: InstanceID
    public var instruction: InstructionID
    public var kinds: Kinds
    /// Of a call of a function outside the tree: the cells that it writes in no fixed order.
    public var writtenCells: [CellID]

    public init(
        instance: InstanceID, instruction: InstructionID, kinds: Kinds, writtenCells: [CellID]
    ) {
        self.instance = instance
        self.instruction = instruction
        self.kinds = kinds
        self.writtenCells = writtenCells
    }
}
