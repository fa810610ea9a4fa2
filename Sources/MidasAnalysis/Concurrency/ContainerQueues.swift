import MidasBase
import MidasDictionary
import MidasIR

/// Containers that one thread only appends to and another only takes the first element from, after it
/// has waited for the container not to be empty.
struct ContainerQueues {
    private let guards: QueueGuards
    private(set) var found: [QueueProtocols.Found] = []
    /// Cells of queues between more threads than two.
    private(set) var workQueues: Set<CellID> = []

    private var view: ThreadView { guards.view }
    private var table: AccessTable { guards.table }
    private var context: FlagTable.Context { guards.context }

    init(_ guards: QueueGuards) {
        self.guards = guards
        for cell in table.cells where view.facts.elements[cell] != nil {
            if let queue = queue(cell) {
                found.append(queue)
            } else if WorkQueue(cell, view, table, context).isOne {
                workQueues.formUnion(view.facts.withElements([cell]))
            }
        }
    }

    private func queue(_ container: CellID) -> QueueProtocols.Found? {
        var queue = QueueProtocols.Found()
        var producers = BitSet()
        var consumers = BitSet()
        var takes: [CallSite] = []
        var asks: [CallSite] = []
        for number in table[container].map(Int.init) where !context.early.contains(number) {
            let access = table.accesses[number]
            let threads = context.reach.threads[access.instance.index]
            switch view.queueOperation(access.site) {
            case .append:
                producers.formUnion(threads)
                queue.accesses.append((number, container, false))
            case .takeFirst:
                consumers.formUnion(threads)
                takes.append(access.site)
                queue.accesses.append((number, container, true))
            case .asksEmpty: asks.append(access.site)
            case nil: if access.isWrite { return nil }
            }
        }
        guard let ends = QueueProtocols.ends(producers, consumers, context.roots) else {
            return nil
        }
        var waits: [CallSite] = []
        for take in takes {
            let before = guards.guards(take, cells: [container], ends)
            guard !before.isEmpty else { return nil }
            waits += before
        }
        guard addElements(of: container, to: &queue) else { return nil }
        addReads(asks, after: waits, ends, &queue)
        return queue
    }

    // MARK: Elements

    /// All accesses of elements are by the calls that append, or behind what gives the first.
    private func addElements(of container: CellID, to queue: inout QueueProtocols.Found) -> Bool {
        for cell in view.facts.withElements([container]) where cell != container {
            for number in table[cell].map(Int.init) where !context.early.contains(number) {
                let access = table.accesses[number]
                if view.queueOperation(access.site) == .append {
                    queue.accesses.append((number, cell, false))
                } else if isBehindFirst(access) {
                    queue.accesses.append((number, cell, true))
                } else {
                    return false
                }
            }
        }
        return true
    }

    private func isBehindFirst(_ access: MemoryAccess) -> Bool {
        view.isBehindFirst(access)
    }

    // MARK: Emptiness

    /// What waiting has fixed: whether the queue is empty, and together with that whether the
    /// producer has closed it.
    private func addReads(
        _ asks: [CallSite], after waits: [CallSite], _ ends: QueueProtocols.Ends,
        _ queue: inout QueueProtocols.Found
    ) {
        let fixed = asks.filter { ask in
            waits.contains { guards.comes($0, before: ask) }
                && view.asksEmptiness(ask.instruction, view.function(ask.instance))
        }
        queue.emptinessReads.formUnion(fixed)
        for instance in Set(fixed.map(\.instance)).sorted() {
            let tests = fixed.filter { $0.instance == instance }
            for cell in guards.waited(in: instance).sorted()
            where guards.isWritten(cell, onlyBy: ends.producer) {
                for number in table[cell] {
                    let access = table.accesses[Int(number)]
                    guard access.instance == instance, !access.isWrite,
                        tests.contains(where: { isJoined(access.site, with: $0) })
                    else { continue }
                    queue.emptinessReads.insert(access.site)
                }
            }
        }
    }

    /// `closed && queue.empty()` in either order: one of the tests comes right after the other, and
    /// both go on to the same place if the queue is not closed and empty.
    private func isJoined(_ read: CallSite, with test: CallSite) -> Bool {
        let function = view.function(read.instance)
        guard let one = function.block(of: read.instruction),
            let other = function.block(of: test.instruction)
        else { return false }
        return function.isJoined(one, other)
    }
}
