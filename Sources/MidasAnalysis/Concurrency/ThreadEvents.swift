import MidasBase
import MidasDictionary
import MidasIR

/// What a function does, step by step, that decides which threads live and which locks are held.
enum ThreadEvent {
    case call([InstanceID])
    case create([ThreadID])
    /// The threads whose handles lie in these cells end before the call returns.
    case join([CellID])
    case acquire(Lock, isShared: Bool)
    /// Acquires if the result says so.
    case tryAcquire(Lock, isShared: Bool, succeedsWhenZero: Bool)
    /// Whatever lock of these cells is held.
    case release(CellID)
    /// All threads of a group meet here.
    case barrier
    /// A semaphore or a latch is made, with a count where that is a literal; is counted up; is
    /// waited for.
    case initialise([CellID], count: Int64?)
    case post([CellID])
    case await([CellID])
}

/// The events of an instance by instruction, ascending.
struct ThreadEvents {
    private(set) var events: [[(instruction: InstructionID, event: ThreadEvent)]]
    private(set) var locks = LockTable()
    /// A function that the outside calls takes a lock.
    private(set) var takesLocks = false
    /// Of the function whose events are being collected, once it takes a lock.
    private var shapes: PlaceShapes?

    init(
        _ view: ThreadView, _ reach: ThreadReach, created: [CallSite: [ThreadID]],
        spinLocks: SpinLocks
    ) {
        events = Array(repeating: [], count: view.facts.callGraph.instances.count)
        for instance in view.facts.callGraph.instances.ids {
            var guards: [CellID: [Lock]] = [:]
            shapes = nil
            let callees = Dictionary(grouping: reach.calls[instance.index], by: \.instruction)
            let function = view.function(instance)
            for id in function.instructions.ids {
                if let step = spinLocks.steps[CallSite(instance: instance, instruction: id)] {
                    addSpin(step, view, instance, id)
                    continue
                }
                guard function.instructions[id].opcode == .call else { continue }
                addSynchronisation(view, instance, id, &guards)
                if let roots = created[CallSite(instance: instance, instruction: id)] {
                    events[instance.index].append((id, .create(roots)))
                }
                if let called = callees[id] {
                    events[instance.index].append((id, .call(called.map(\.callee))))
                }
            }
        }
        addSemaphoreLocks(view)
    }

    /// A semaphore that begins at one is a lock, if only who has it gives it back (`Locksets` looks).
    private mutating func addSemaphoreLocks(_ view: ThreadView) {
        var counts: [CellID: [Int64?]] = [:]
        for positioned in events.joined() {
            guard case .initialise(let cells, let count) = positioned.event else { continue }
            for cell in cells { counts[cell, default: []].append(count) }
        }
        let singles = counts.filter { cell, counts in
            counts == [1] && !view.facts.cells[cell].isElement
                && view.facts.objects[view.facts.cells[cell].object].isSingle
        }
        guard !singles.isEmpty else { return }
        var none: PlaceShapes?
        for instance in view.facts.callGraph.instances.ids {
            for (id, event) in events[instance.index] {
                switch event {
                case .await(let cells) where cells.count == 1 && singles[cells[0]] != nil:
                    let lock = locks.lock(cells[0], nil, instance, &none, view)
                    locks.markSemaphore(lock)
                    events[instance.index].append((id, .acquire(lock, isShared: false)))
                case .post(let cells) where cells.count == 1 && singles[cells[0]] != nil:
                    events[instance.index].append((id, .release(cells[0])))
                default: break
                }
            }
            events[instance.index] = events[instance.index].enumerated().sorted {
                ($0.element.instruction, $0.offset) < ($1.element.instruction, $1.offset)
            }.map(\.element)
        }
    }

    private mutating func addSpin(
        _ step: SpinLocks.Step, _ view: ThreadView, _ instance: InstanceID, _ id: InstructionID
    ) {
        guard step.acquires else {
            events[instance.index].append((id, .release(step.cell)))
            return
        }
        let lock = locks.lock(step.cell, step.pointer, instance, &shapes, view)
        events[instance.index].append(
            (
                id,
                .tryAcquire(lock, isShared: false, succeedsWhenZero: step.succeedsWhenZero)
            ))
    }

    private mutating func addSynchronisation(
        _ view: ThreadView, _ instance: InstanceID, _ id: InstructionID,
        _ guards: inout [CellID: [Lock]]
    ) {
        for model in view.externalModels(instance, id) {
            for synchronisation in model.synchronisations {
                let found = found(view, synchronisation, instance, id, &guards)
                guard view.mayHold(synchronisation.conditions, instance, id) else { continue }
                for event in found { events[instance.index].append((id, event)) }
            }
        }
    }

    private mutating func found(
        _ view: ThreadView, _ synchronisation: Synchronisation, _ instance: InstanceID,
        _ id: InstructionID, _ guards: inout [CellID: [Lock]]
    ) -> [ThreadEvent] {
        let cells = view.cells(of: synchronisation.object, instance, id)
        switch synchronisation.role {
        case .join: return [.join(cells)]
        case .barrier: return [.barrier]
        case .initialise: return [.initialise(cells, count: lastLiteral(view, instance, id))]
        case .semaphorePost: return [.post(cells)]
        // What a promise and its futures share lies behind them.
        case .promise: return [.post(cells + cells.flatMap { view.contents($0) })]
        case .semaphoreWait where !synchronisation.isTimed && synchronisation.success == .always:
            return [.await(cells)]
        case .once: return [.await(cells)]
        case .future: return [.await(cells + cells.flatMap { view.contents($0) })]
        case .lock:
            guard let lock = lock(cells, view, synchronisation, instance, id, guards) else {
                return []
            }
            takesLocks = true
            remember(lock, view, instance, id, &guards, of: synchronisation)
            return [acquisition(lock, synchronisation)]
        case .unlock:
            let guarded = cells.first { guards[$0] != nil }.flatMap { guards[$0] } ?? []
            if guarded.isEmpty {
                return declaredLock(cells, view).map { [.release($0)] } ?? []
            }
            return guarded.map { .release(locks.entries[Int($0.index)].cell) }
        default: return []
        }
    }

    /// The lock of a guard object, or at these cells.
    private mutating func lock(
        _ cells: [CellID], _ view: ThreadView, _ synchronisation: Synchronisation,
        _ instance: InstanceID, _ id: InstructionID, _ guards: [CellID: [Lock]]
    ) -> Lock? {
        if let guarded = cells.compactMap({ guards[$0]?.first }).first { return guarded }
        guard let cell = declaredLock(cells, view) else { return nil }
        let pointer = view.operand(of: synchronisation.object.root, instance, id)
        return locks.lock(cell, pointer, instance, &shapes, view)
    }

    /// The one cell that a lock may be. Points-to finds memory without type beside it; a lock is where
    /// one has been declared.
    private func declaredLock(_ cells: [CellID], _ view: ThreadView) -> CellID? {
        if cells.count <= 1 { return cells.first }
        let declared = cells.filter { view.program.types.record(view.facts.cells[$0].type) != nil }
        return declared.count == 1 ? declared[0] : nil
    }

    private func lastLiteral(
        _ view: ThreadView, _ instance: InstanceID, _ id: InstructionID
    ) -> Int64? {
        let function = view.function(instance)
        let call = CallID(function.instructions[id].extra)
        let trace = ThreadValueTrace(function, view.program.types)
        return function.arguments(of: call).last.flatMap { trace.literal($0) }
    }

    /// A guard object unlocks what its constructor locked: what it is keyed by is the guard.
    private func remember(
        _ lock: Lock, _ view: ThreadView, _ instance: InstanceID, _ id: InstructionID,
        _ guards: inout [CellID: [Lock]], of synchronisation: Synchronisation
    ) {
        guard synchronisation.object.root != .receiver,
            let receiver = view.operand(of: .receiver, instance, id)
        else { return }
        for cell in view.pointees(receiver, instance) {
            let known = guards[cell, default: []]
            if !known.contains(lock) { guards[cell] = known + [lock] }
        }
    }

    private func acquisition(_ lock: Lock, _ synchronisation: Synchronisation) -> ThreadEvent {
        switch synchronisation.success {
        case .always: .acquire(lock, isShared: synchronisation.isShared)
        case .zero:
            .tryAcquire(lock, isShared: synchronisation.isShared, succeedsWhenZero: true)
        case .nonZero:
            .tryAcquire(lock, isShared: synchronisation.isShared, succeedsWhenZero: false)
        }
    }
}

/// A lock as the analysis tells them apart.
struct Lock: Hashable, Comparable {
    var index: UInt32

    static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// Locks by their cells; where a cell stands for many locks (elements of an array, fields of many
/// objects), by the expression that chooses one.
struct LockTable {
    struct Entry {
        var cell: CellID
        /// Of the cell's entries the first: what two threads have in common.
        var common: UInt32
        /// The cell is one lock of a run.
        var isSingle: Bool
        var instance: InstanceID
        /// Which object or element the lock lies in, and what its index is computed from.
        var owners: Set<UInt64>?
        var leaves: Set<UInt64>?
    }

    private struct Key: Hashable {
        var cell: CellID
        var instance: InstanceID?
        var owners: Set<UInt64>?
        var leaves: Set<UInt64>?
    }

    private(set) var entries: [Entry] = []
    private(set) var ofCell: [CellID: [UInt32]] = [:]
    /// Locks that are semaphores.
    private(set) var semaphores: Set<UInt32> = []
    private var known: [Key: UInt32] = [:]
    /// The first entry of a lock at a constant index, and of the others of a cell.
    private var ofConstant: [Key: UInt32] = [:]
    private var ofVariable: [CellID: UInt32] = [:]

    mutating func markSemaphore(_ lock: Lock) { semaphores.insert(lock.index) }

    mutating func lock(
        _ cell: CellID, _ pointer: Operand?, _ instance: InstanceID, _ shapes: inout PlaceShapes?,
        _ view: ThreadView
    ) -> Lock {
        let object = view.facts.objects[view.facts.cells[cell].object]
        let isSingle = object.isSingle && !view.facts.cells[cell].isElement
        var key = Key(cell: cell)
        if !isSingle, let pointer {
            let shapesHere = shapes ?? PlaceShapes(view.function(instance))
            shapes = shapesHere
            key.instance = instance
            key.owners = shapesHere.owners(behind: pointer)
            key.leaves = shapesHere.indexLeaves(behind: pointer)
        }
        if let index = known[key] { return Lock(index: index) }
        let index = UInt32(entries.count)
        known[key] = index
        ofCell[cell, default: []].append(index)
        entries.append(
            Entry(
                cell: cell, common: common(key, object.isSingle, index), isSingle: isSingle,
                instance: instance, owners: key.owners, leaves: key.leaves))
        return Lock(index: index)
    }

    /// A lock at a constant index is that one whoever takes it, and no other of its array.
    private mutating func common(_ key: Key, _ isSingle: Bool, _ index: UInt32) -> UInt32 {
        if isSingle, key.leaves == [], let owners = key.owners, owners.count == 1 {
            let constant = Key(cell: key.cell, owners: owners)
            let common = ofConstant[constant] ?? index
            ofConstant[constant] = common
            return common
        }
        let common = ofVariable[key.cell] ?? index
        ofVariable[key.cell] = common
        return common
    }
}
