import MidasBase
import MidasIR

/// The locks that are certainly held at an instruction: taken on every path, in the function itself
/// or before it was called.
struct Locksets {
    private let held: RelativeSetAnalysis
    /// Number of locks; a lock held for reading only is numbered behind them all.
    private let lockCount: Int
    private let table: LockTable
    private let shared: SharedObjects
    /// Semaphores that somebody counts up without having waited: they keep nothing apart.
    private var unbalanced: Set<UInt32> = []
    /// Allocations that a run passes once, of objects with locks.
    private let onceMade: Set<CallSite>

    init(
        _ view: ThreadView, _ reach: ThreadReach, _ roots: Arena<ThreadTag, ThreadRoot>,
        _ events: ThreadEvents, _ shared: SharedObjects, _ lifetimes: ThreadLifetimes
    ) {
        table = events.locks
        self.shared = shared
        lockCount = table.entries.count
        let table = table
        onceMade = Self.onceMade(table, view, reach)
        let steps = events.events.map { list in list.compactMap { Self.step($0, table) } }
        var starts: [InstanceID: BitSet] = [:]
        for root in roots.elements {
            for start in root.starts { starts[start] = BitSet() }
        }
        held = RelativeSetAnalysis(
            view, join: .must, steps: steps, calls: reach, starts: starts,
            ignoring: Self.preparations(view, reach, roots, lifetimes),
            representatives: Self.representatives(table))
        if !table.semaphores.isEmpty { findUnbalanced(view, reach, events) }
    }

    private static func onceMade(_ table: LockTable, _ view: ThreadView, _ reach: ThreadReach)
        -> Set<CallSite>
    {
        var found: Set<CallSite> = []
        for entry in table.entries where !entry.isSingle {
            guard
                case .heap(let site) = view.facts.objects[view.facts.cells[entry.cell].object].kind,
                !reach.isRepeated[site.instance.index],
                !reach.isInLoop(view, site.instance, site.instruction)
            else { continue }
            found.insert(site)
        }
        return found
    }

    /// Callers choose a lock of an array or of an object each in its own words: what they have in
    /// common is that it is one of these locks.
    private static func representatives(_ table: LockTable) -> [Int: Int] {
        var found: [Int: Int] = [:]
        for (index, entry) in table.entries.enumerated() where !entry.isSingle {
            found[index] = Int(entry.common)
            found[index + table.entries.count] = Int(entry.common) + table.entries.count
        }
        return found
    }

    /// Calls that the first thread makes before any thread exists that runs the same function: while it
    /// prepares what others use later, it needs no locks.
    private static func preparations(
        _ view: ThreadView, _ reach: ThreadReach, _ roots: Arena<ThreadTag, ThreadRoot>,
        _ lifetimes: ThreadLifetimes
    ) -> Set<CallEdge> {
        guard let main = roots.ids.first(where: { roots[$0].kind == .main }) else { return [] }
        var found: Set<CallEdge> = []
        for caller in view.facts.callGraph.instances.ids
        where reach.threads[caller.index].members == [main.index] {
            for call in reach.calls[caller.index] {
                let others = reach.threads[call.callee.index]
                guard others.count > 1, reach.callers[call.callee.index].count > 1 else { continue }
                let alive = lifetimes.alive(at: caller, call.instruction, view)
                guard alive.isDisjoint(with: others) else { continue }
                found.insert(
                    CallEdge(
                        site: CallSite(instance: caller, instruction: call.instruction),
                        callee: call.callee))
            }
        }
        return found
    }

    private mutating func findUnbalanced(
        _ view: ThreadView, _ reach: ThreadReach, _ events: ThreadEvents
    ) {
        for instance in view.facts.callGraph.instances.ids
        where !reach.threads[instance.index].isEmpty {
            for (id, event) in events.events[instance.index] {
                guard case .release(let cell) = event else { continue }
                for index in table.ofCell[cell, default: []]
                where table.semaphores.contains(index) {
                    if !held.at(instance, id, view).contains(Int(index)) {
                        unbalanced.insert(index)
                    }
                }
            }
        }
    }

    private static func step(
        _ positioned: (instruction: InstructionID, event: ThreadEvent), _ table: LockTable
    ) -> RelativeSetAnalysis.Step? {
        let lockCount = table.entries.count
        var step = RelativeSetAnalysis.Step(
            instruction: positioned.instruction, effect: RelativeSet())
        switch positioned.event {
        case .call(let callees): step.callees = callees
        case .acquire(let lock, let isShared):
            step.effect.add(Int(lock.index) + (isShared ? lockCount : 0))
        case .tryAcquire(let lock, let isShared, let succeedsWhenZero):
            var effect = RelativeSet()
            effect.add(Int(lock.index) + (isShared ? lockCount : 0))
            if succeedsWhenZero { step.onZero = effect } else { step.onNonZero = effect }
        case .release(let cell):
            for index in table.ofCell[cell, default: []] {
                step.effect.remove(Int(index))
                step.effect.remove(Int(index) + lockCount)
            }
        default: return nil
        }
        return step
    }

    /// All locks held right before an instruction, by entry.
    func members(at instance: InstanceID, _ instruction: InstructionID, _ view: ThreadView)
        -> BitSet
    {
        held.at(instance, instruction, view)
    }

    /// The locks among `members` that may protect an access, by what threads have in common: not the
    /// lock of another element or object, nor one that the thread has to itself.
    func protecting(
        _ access: MemoryAccess, _ cell: CellID, _ members: BitSet, _ shapes: PlaceShapes?,
        _ view: ThreadView
    ) -> HeldLocks {
        var locks = HeldLocks()
        members.forEach { member in
            let isShared = member >= lockCount
            let index = isShared ? member - lockCount : member
            if unbalanced.contains(UInt32(index)) { return }
            let entry = table.entries[index]
            guard isTied(entry, access, cell, shapes, view) else { return }
            if isShared {
                locks.shared.insert(Int(entry.common))
            } else {
                locks.exclusive.insert(Int(entry.common))
            }
        }
        return locks
    }

    private func isTied(
        _ entry: LockTable.Entry, _ access: MemoryAccess, _ cell: CellID, _ shapes: PlaceShapes?,
        _ view: ThreadView
    ) -> Bool {
        let object = view.facts.cells[entry.cell].object
        guard shared.contains(object) else { return false }
        if entry.isSingle { return true }
        let known = view.facts.cells[cell]
        if view.facts.objects[known.object].isSingle, !known.isElement,
            !isOneLock(entry, view)
        {
            return false
        }
        guard entry.instance == access.instance, let place = access.place, let shapes
        else { return true }
        if object == view.facts.cells[cell].object {
            guard let lock = entry.owners, let own = shapes.owners(of: place) else { return true }
            return !lock.isDisjoint(with: own)
        }
        guard let lock = entry.leaves, let own = shapes.indexLeaves(of: place) else { return true }
        return lock.isSubset(of: own)
    }

    /// A lock of many that is the same one for all who take it there: at a constant index, or of an
    /// object that the program makes once.
    private func isOneLock(_ entry: LockTable.Entry, _ view: ThreadView) -> Bool {
        let object = view.facts.objects[view.facts.cells[entry.cell].object]
        switch object.kind {
        case .heap(let site):
            return !view.facts.cells[entry.cell].isElement && onceMade.contains(site)
        case .global, .local: return object.isSingle && entry.leaves == []
        default: return false
        }
    }

    /// Whether entries among `members` need the expressions of the function to be compared.
    func needsShapes(_ members: BitSet) -> Bool {
        members.members.contains {
            !table.entries[$0 >= lockCount ? $0 - lockCount : $0].isSingle
        }
    }
}

/// Locks held, for writing or for reading only.
struct HeldLocks: Equatable {
    var exclusive = BitSet()
    var shared = BitSet()
}
