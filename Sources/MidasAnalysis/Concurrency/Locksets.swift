import MidasBase
import MidasIR

/// The locks that are certainly held at an instruction: taken on every path, in the function itself
/// or before it was called.
struct Locksets {
    private let held: RelativeSetAnalysis
    /// Number of locks; a lock held for reading only is numbered behind them all.
    private let lockCount: Int

    init(
        _ view: ThreadView, _ reach: ThreadReach, _ roots: Arena<ThreadTag, ThreadRoot>,
        _ events: ThreadEvents
    ) {
        let lockCount = events.locks.cells.count
        self.lockCount = lockCount
        let steps = events.events.map { list in
            list.compactMap { Self.step($0, lockCount) }
        }
        var starts: [InstanceID: BitSet] = [:]
        for root in roots.elements {
            for start in root.starts { starts[start] = BitSet() }
        }
        held = RelativeSetAnalysis(view, join: .must, steps: steps, calls: reach, starts: starts)
    }

    private static func step(
        _ positioned: (instruction: InstructionID, event: ThreadEvent), _ lockCount: Int
    ) -> RelativeSetAnalysis.Step? {
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
        case .release(let lock):
            step.effect.remove(Int(lock.index))
            step.effect.remove(Int(lock.index) + lockCount)
        default: return nil
        }
        return step
    }

    func held(at instance: InstanceID, _ instruction: InstructionID, _ view: ThreadView)
        -> HeldLocks
    {
        let all = held.at(instance, instruction, view)
        var locks = HeldLocks()
        all.forEach { member in
            if member < lockCount {
                locks.exclusive.insert(member)
            } else {
                locks.shared.insert(member - lockCount)
            }
        }
        return locks
    }
}

/// Locks held, for writing or for reading only.
struct HeldLocks: Equatable {
    var exclusive = BitSet()
    var shared = BitSet()

    /// Whether some lock keeps two accesses apart: held by both, and by one of them exclusively.
    func excludes(_ other: HeldLocks) -> Bool {
        var both = exclusive
        var otherAny = other.exclusive
        otherAny.formUnion(other.shared)
        both.formIntersection(otherAny)
        if !both.isEmpty { return true }
        var readersAgainstWriter = shared
        readersAgainstWriter.formIntersection(other.exclusive)
        return !readersAgainstWriter.isEmpty
    }

    var all: BitSet {
        var all = exclusive
        all.formUnion(shared)
        return all
    }
}
