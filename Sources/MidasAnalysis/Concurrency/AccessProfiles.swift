import MidasBase
import MidasIR

/// All that matters of an access when it is judged beside others: accesses with equal profiles
/// cannot be told apart. Sets are numbers in `AccessProfiles.sets`.
struct AccessProfile: Hashable {
    var threads: UInt32
    /// Threads that may be alive beside the one that runs it.
    var alive: UInt32
    var exclusiveLocks: UInt32
    var sharedLocks: UInt32
    /// Flags known to be set, and those that the thread may have set itself.
    var known: UInt32
    var ownSets: UInt32
    /// Flags in whose one-time region it lies.
    var once: UInt32
    /// In a function with barriers: the function, and which barriers lead to it.
    var interval: Interval?
    var partition: PartitionKey?
    /// The element that it touches, where constants say which.
    var element: ElementKey?
    /// It puts into a queue that keeps its order, or takes from it.
    var queue: QueueSide?
    var change: Change
    var isWrite: Bool
    var isAtomic: Bool
    /// Of a read: other than an update of the same place or waiting depends on it.
    var isObserved: Bool
    /// Of a write that happens once: it does the same whichever thread makes it.
    var isUniform: Bool

    struct Interval: Hashable {
        var instance: InstanceID
        var starts: UInt32
    }
}

/// Finds the profile of every access, for a cell.
struct AccessProfiles {
    /// What profiles are made from.
    struct Context {
        var view: ThreadView
        var reach: ThreadReach
        var lifetimes: ThreadLifetimes
        var locksets: Locksets
        var partitions: Partitions
        var barriers: BarrierIntervals
        var spinLocks: SpinLocks
        var handshakes: Handshakes
        var queues: QueueProtocols
    }

    private let context: Context
    private let table: AccessTable
    private(set) var sets = SetTable()
    private(set) var profiles: [AccessProfile] = []
    private var numbers: [AccessProfile: UInt32] = [:]
    /// By access: the profile for every cell, where that does not depend on the cell.
    private var ofAccess: [UInt32?]
    /// By access, once it is known.
    private var partitions: [PartitionKey??]
    /// By access whose profile depends on the cell: what was asked for last, and the profile.
    private var lastOfAccess: [Int: (question: CellQuestion, profile: UInt32)] = [:]

    /// What of a cell matters to the profile of an access.
    private struct CellQuestion: Equatable {
        var object: ObjectID
        var isLock: Bool
        var queue: QueueSide?
    }

    init(_ table: AccessTable, _ context: Context) {
        self.context = context
        self.table = table
        ofAccess = Array(repeating: nil, count: table.accesses.count)
        partitions = Array(repeating: nil, count: table.accesses.count)
    }

    mutating func profile(of number: Int, at cell: CellID) -> UInt32 {
        if let profile = ofAccess[number] { return profile }
        let question = CellQuestion(
            object: context.view.facts.cells[cell].object,
            isLock: context.spinLocks.cells.contains(cell),
            queue: context.queues.side(of: number, at: cell))
        if let last = lastOfAccess[number], last.question == question { return last.profile }
        let access = table.accesses[number]
        let partition = partition(of: number)
        let held = context.locksets.members(at: access.instance, access.instruction, context.view)
        let dependsOnCell =
            context.locksets.needsShapes(held) || !context.spinLocks.cells.isEmpty
            || !context.queues.isEmpty || partition?.way == .pointer
        let profile = intern(access, cell, held, question, partition)
        if dependsOnCell {
            lastOfAccess[number] = (question, profile)
        } else {
            ofAccess[number] = profile
        }
        return profile
    }

    private mutating func intern(
        _ access: MemoryAccess, _ cell: CellID, _ held: BitSet, _ question: CellQuestion,
        _ partition: PartitionKey?
    ) -> UInt32 {
        let view = context.view
        let shapes =
            context.locksets.needsShapes(held)
            ? PlaceShapes(view.function(access.instance)) : nil
        let locks = context.locksets.protecting(access, cell, held, shapes, view)
        let order = context.handshakes.order(of: access.site)
        let waits =
            context.handshakes.waitingReads.contains(access.site) || isSpinning(access)
            || context.queues.emptinessReads.contains(access.site)
            || context.partitions.tickets.privateDraws.contains(access.site)
        let profile = AccessProfile(
            threads: sets.intern(threads(of: access, partition, question.object)),
            alive: sets.intern(
                context.lifetimes.alive(at: access.instance, access.instruction, view)),
            exclusiveLocks: sets.intern(locks.exclusive), sharedLocks: sets.intern(locks.shared),
            known: sets.intern(order.known), ownSets: sets.intern(order.ownSets),
            once: sets.intern(order.once), interval: interval(of: access),
            partition: partition, element: ElementKey(access, view), queue: question.queue,
            // Whoever has the lock, it is free in the end.
            change: question.isLock && access.isWrite ? .literal(0) : access.change,
            isWrite: access.isWrite, isAtomic: access.isAtomic,
            isObserved: access.isObserved && !waits,
            isUniform: order.once.isEmpty || !access.isWrite
                || context.handshakes.isUniform(access))
        return number(of: profile)
    }

    /// The threads that make an access to an object: those that were handed its address, where the
    /// access is to what was handed over.
    private func threads(
        of access: MemoryAccess, _ partition: PartitionKey?, _ object: ObjectID
    ) -> BitSet {
        let all = context.reach.threads[access.instance.index]
        guard let partition, partition.way == .pointer else { return all }
        var threads = BitSet()
        all.forEach { thread in
            if context.partitions.mayReach(object, partition, ThreadID(thread)) {
                threads.insert(thread)
            }
        }
        return threads
    }

    private mutating func partition(of number: Int) -> PartitionKey? {
        if let known = partitions[number] { return known }
        let access = table.accesses[number]
        let taken = context.queues.taken.part(of: access).map {
            PartitionKey(way: .taken($0.head, $0.part), value: ThreadValue(base: .argument(0)))
        }
        let partition = taken ?? context.partitions.key(of: access)
        partitions[number] = .some(partition)
        return partition
    }

    private mutating func number(of profile: AccessProfile) -> UInt32 {
        if let number = numbers[profile] { return number }
        let number = UInt32(profiles.count)
        numbers[profile] = number
        profiles.append(profile)
        return number
    }

    /// The number of a set that questions are asked with.
    mutating func number(of set: BitSet) -> UInt32 { sets.intern(set) }

    private mutating func interval(of access: MemoryAccess) -> AccessProfile.Interval? {
        context.barriers.starts(of: access.instance, access.instruction).map {
            AccessProfile.Interval(instance: access.instance, starts: sets.intern($0))
        }
    }

    /// The read of an attempt to take a lock that is repeated until it succeeds.
    private func isSpinning(_ access: MemoryAccess) -> Bool {
        guard let step = context.spinLocks.steps[access.site], step.acquires else { return false }
        return context.reach.isInLoop(context.view, access.instance, access.instruction)
    }
}
