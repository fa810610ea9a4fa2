import MidasBase
import MidasIR

/// What threads there are, and what that means for the cells that they share. The facts of a
/// program with one thread are `ConcurrencyFacts()`.
public struct ConcurrencyFacts: Sendable {
    /// Cells that several threads may touch, ascending by cell.
    public var shared: [SharedCell] = []
    /// Accesses whose order no fixed order decides and that do not commute, ascending: a write here
    /// is a source of `scheduling`, as is a read that races.
    public var unorderedAccesses: [UnorderedAccess] = []
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

public struct SharedAccess: Hashable, Sendable {
    public var instance: InstanceID
    public var instruction: InstructionID
    public var isWrite: Bool
    /// Names of the thread roots that may run it.
    public var threads: [String]
    /// Names of the locks that are held on every path to it.
    public var locks: [String]
    public var races: Bool

    public init(
        instance: InstanceID, instruction: InstructionID, isWrite: Bool, threads: [String],
        locks: [String], races: Bool
    ) {
        self.instance = instance
        self.instruction = instruction
        self.isWrite = isWrite
        self.threads = threads
        self.locks = locks
        self.races = races
    }
}

public struct UnorderedAccess: Hashable, Sendable {
    public var instance: InstanceID
    public var instruction: InstructionID
    public var cell: CellID
    public var isWrite: Bool
    /// An update that commutes with all others: what reads in between is tainted, the cell is not.
    public var commutes: Bool

    public init(
        instance: InstanceID, instruction: InstructionID, cell: CellID, isWrite: Bool,
        commutes: Bool
    ) {
        self.instance = instance
        self.instruction = instruction
        self.cell = cell
        self.isWrite = isWrite
        self.commutes = commutes
    }
}
