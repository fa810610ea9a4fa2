import MidasBase
import MidasDictionary
import MidasIR

/// Which end of which queue an access uses.
struct QueueSide: Hashable {
    var queue: UInt32
    var isConsumer: Bool
    /// The items are handed over by atomic variables rather than under a lock.
    var isPublished: Bool

    /// Whether waiting fixes the order of two accesses, and something makes that no data race.
    func isOrdered(with other: QueueSide, isLocked: Bool) -> Bool {
        queue == other.queue && isConsumer != other.isConsumer && (isLocked || isPublished)
    }
}

/// Queues between one producer and one consumer. What the consumer takes is what the producer put, in
/// its order, whatever the schedule (G. Kahn, "The semantics of a simple language for parallel
/// programming", 1974): if the consumer waits until there is an item, and asks the queue nothing
/// else.
struct QueueProtocols {
    /// What judging a queue needs.
    struct Ends {
        var producer: Int
        var consumer: Int
    }

    private var sides: [UInt64: QueueSide] = [:]
    /// Reads that only say whether there is an item, where waiting has fixed the answer.
    private(set) var emptinessReads: Set<CallSite> = []
    /// Cells of queues that several threads put into or take from, and use for nothing else.
    private(set) var workQueues: Set<CellID> = []
    private var count: UInt32 = 0
    /// What hangs on nodes that were taken.
    let taken: TakenNodes

    init(
        _ view: ThreadView, _ table: AccessTable, _ context: FlagTable.Context,
        _ waitingReads: Set<CallSite>
    ) {
        let lists = LinkedQueues(view, table, context)
        taken = TakenNodes(lists, view, table, context)
        workQueues = lists.cells
        emptinessReads = lists.emptinessReads
        let guards = QueueGuards(view, table, context, waitingReads)
        guard !guards.isEmpty else { return }
        let containers = ContainerQueues(guards)
        for found in containers.found { add(found) }
        workQueues.formUnion(containers.workQueues)
        for found in RingQueues(guards).found { add(found) }
    }

    /// A queue that was found.
    struct Found {
        /// Accesses by number and cell, with the end they belong to.
        var accesses: [(number: Int, cell: CellID, isConsumer: Bool)] = []
        var isPublished = false
        var emptinessReads: Set<CallSite> = []
    }

    private mutating func add(_ found: Found) {
        for access in found.accesses {
            sides[Self.key(access.number, access.cell)] = QueueSide(
                queue: count, isConsumer: access.isConsumer, isPublished: found.isPublished)
        }
        emptinessReads.formUnion(found.emptinessReads)
        count += 1
    }

    var isEmpty: Bool { sides.isEmpty }

    func side(of number: Int, at cell: CellID) -> QueueSide? {
        sides.isEmpty ? nil : sides[Self.key(number, cell)]
    }

    private static func key(_ number: Int, _ cell: CellID) -> UInt64 {
        UInt64(number) << 32 | UInt64(cell.raw)
    }

    /// The ends of a queue: one thread that puts, another that takes.
    static func ends(
        _ producers: BitSet, _ consumers: BitSet, _ roots: Arena<ThreadTag, ThreadRoot>
    ) -> Ends? {
        guard producers.count == 1, consumers.count == 1,
            let producer = producers.members.first, let consumer = consumers.members.first,
            producer != consumer, !roots[ThreadID(producer)].isParallelToItself,
            !roots[ThreadID(consumer)].isParallelToItself
        else { return nil }
        return Ends(producer: producer, consumer: consumer)
    }
}
