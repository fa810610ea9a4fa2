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
    case release(Lock)
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

    init(_ view: ThreadView, _ reach: ThreadReach, created: [CallSite: [ThreadID]]) {
        events = Array(repeating: [], count: view.facts.callGraph.instances.count)
        for instance in view.facts.callGraph.instances.ids {
            var guards: [CellID: Lock] = [:]
            let callees = Dictionary(grouping: reach.calls[instance.index], by: \.instruction)
            let function = view.function(instance)
            for id in function.instructions.ids where function.instructions[id].opcode == .call {
                addSynchronisation(view, instance, id, &guards)
                if let roots = created[CallSite(instance: instance, instruction: id)] {
                    events[instance.index].append((id, .create(roots)))
                }
                if let called = callees[id] {
                    events[instance.index].append((id, .call(called.map(\.callee))))
                }
            }
        }
    }

    private mutating func addSynchronisation(
        _ view: ThreadView, _ instance: InstanceID, _ id: InstructionID,
        _ guards: inout [CellID: Lock]
    ) {
        for model in view.externalModels(instance, id) {
            for synchronisation in model.synchronisations {
                let event = event(view, synchronisation, instance, id, &guards)
                if let event { events[instance.index].append((id, event)) }
            }
        }
    }

    private mutating func event(
        _ view: ThreadView, _ synchronisation: Synchronisation, _ instance: InstanceID,
        _ id: InstructionID, _ guards: inout [CellID: Lock]
    ) -> ThreadEvent? {
        let cells = view.cells(of: synchronisation.object, instance, id)
        switch synchronisation.role {
        case .join: return .join(cells)
        case .barrier: return .barrier
        case .initialise: return .initialise(cells, count: lastLiteral(view, instance, id))
        case .semaphorePost: return .post(cells)
        case .semaphoreWait where !synchronisation.isTimed && synchronisation.success == .always:
            return .await(cells)
        case .lock:
            guard let lock = locks.lock(cells, view) else { return nil }
            takesLocks = true
            remember(lock, view, instance, id, &guards, of: synchronisation)
            return acquisition(lock, synchronisation)
        case .unlock:
            if let held = cells.compactMap({ guards[$0] }).first { return .release(held) }
            return locks.lock(cells, view).map { .release($0) }
        default: return nil
        }
    }

    private func lastLiteral(
        _ view: ThreadView, _ instance: InstanceID, _ id: InstructionID
    ) -> Int64? {
        let function = view.function(instance)
        let call = CallID(function.instructions[id].extra)
        let trace = ThreadValueTrace(function, parameter: LocalID(UInt32.max))
        return function.arguments(of: call).last.flatMap { trace.literal($0) }
    }

    /// A guard object unlocks what its constructor locked: what it is keyed by is the guard.
    private func remember(
        _ lock: Lock, _ view: ThreadView, _ instance: InstanceID, _ id: InstructionID,
        _ guards: inout [CellID: Lock], of synchronisation: Synchronisation
    ) {
        guard synchronisation.object.root != .receiver,
            let receiver = view.operand(of: .receiver, instance, id)
        else { return }
        for cell in view.pointees(receiver, instance) { guards[cell] = lock }
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

/// A lock as the analysis tells them apart: a cell, and whether that is one lock of a run.
struct Lock: Hashable, Comparable {
    var index: UInt32
    var isSingle: Bool

    static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// Locks by their cells.
struct LockTable {
    private(set) var cells: [CellID] = []
    private var known: [CellID: UInt32] = [:]

    /// The lock at these cells, if it is certain which: one cell, or the first of an object's cells.
    mutating func lock(_ candidates: [CellID], _ view: ThreadView) -> Lock? {
        guard candidates.count == 1, let cell = candidates.first else { return nil }
        let object = view.facts.objects[view.facts.cells[cell].object]
        let isSingle = object.isSingle && !view.facts.cells[cell].isElement
        if let index = known[cell] { return Lock(index: index, isSingle: isSingle) }
        let index = UInt32(cells.count)
        cells.append(cell)
        known[cell] = index
        return Lock(index: index, isSingle: isSingle)
    }
}
