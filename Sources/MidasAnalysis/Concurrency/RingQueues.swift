import MidasBase
import MidasIR

/// Rings: arrays that one thread fills at a position only it moves on, and another empties at a
/// position of its own, after it has waited for the first position, a count or a semaphore.
struct RingQueues {
    private let guards: QueueGuards
    private(set) var found: [QueueProtocols.Found] = []

    private var view: ThreadView { guards.view }
    private var table: AccessTable { guards.table }
    private var context: FlagTable.Context { guards.context }

    init(_ guards: QueueGuards) {
        self.guards = guards
        for cell in table.cells {
            if let ring = ring(cell) { found.append(ring) }
        }
    }

    private func ring(_ cell: CellID) -> QueueProtocols.Found? {
        let accesses = table[cell].map(Int.init).filter { !context.early.contains($0) }
        guard accesses.count <= 64 else { return nil }
        var producers = BitSet()
        var consumers = BitSet()
        var puts: RingCursor?
        var takes: RingCursor?
        for number in accesses {
            let access = table.accesses[number]
            guard let place = access.place,
                let cursor = RingCursor(place, access.instance, view)
            else { return nil }
            let threads = context.reach.threads[access.instance.index]
            if access.isWrite {
                producers.formUnion(threads)
                guard puts ?? cursor == cursor else { return nil }
                puts = cursor
            } else {
                consumers.formUnion(threads)
                guard takes ?? cursor == cursor else { return nil }
                takes = cursor
            }
        }
        guard let puts, let takes, puts != takes, puts.shape == takes.shape,
            let ends = QueueProtocols.ends(producers, consumers, context.roots),
            isMoved(puts, onlyBy: ends.producer), isMoved(takes, onlyBy: ends.consumer)
        else { return nil }
        return guarded(cell, accesses, puts, takes, ends)
    }

    private func isMoved(_ cursor: RingCursor, onlyBy thread: Int) -> Bool {
        switch cursor.variable {
        case .cell(let cell): return guards.isWritten(cell, onlyBy: thread)
        case .local(let instance, _):
            return context.reach.threads[instance.index].members == [thread]
        }
    }

    private func guarded(
        _ cell: CellID, _ accesses: [Int], _ puts: RingCursor, _ takes: RingCursor,
        _ ends: QueueProtocols.Ends
    ) -> QueueProtocols.Found? {
        var ring = QueueProtocols.Found()
        ring.isPublished = true
        for number in accesses {
            let access = table.accesses[number]
            ring.accesses.append((number, cell, !access.isWrite))
            guard !access.isWrite else { continue }
            if guards.isBehindSemaphore(access.site, ends) { continue }
            let asked = askedCells(access.site, puts)
            let waits = guards.guards(access.site, cells: asked, ends)
            guard !waits.isEmpty else { return nil }
            ring.emptinessReads.formUnion(emptinessReads(of: asked, after: waits, ends))
        }
        ring.isPublished = isPublished(puts)
        return ring
    }

    /// What says that there is an item: the position of the producer, or a count.
    private func askedCells(_ site: CallSite, _ puts: RingCursor) -> Set<CellID> {
        var cells = guards.waited(before: site).filter { guards.isCount($0) }
        if case .cell(let cell) = puts.variable {
            cells = cells.filter { guards.isWrittenByBoth($0, context) }
            cells.insert(cell)
        }
        return cells
    }

    private func emptinessReads(
        of cells: Set<CellID>, after waits: [CallSite], _ ends: QueueProtocols.Ends
    ) -> Set<CallSite> {
        var reads: Set<CallSite> = []
        for cell in cells {
            for number in table[cell] {
                let access = table.accesses[Int(number)]
                guard !access.isWrite, access.isScalarRead,
                    context.reach.threads[access.instance.index].members == [ends.consumer],
                    waits.contains(where: { guards.comes($0, before: access.site) }),
                    view.asksEmptiness(access.instruction, view.function(access.instance))
                else { continue }
                reads.insert(access.site)
            }
        }
        return reads
    }

    /// The position of the producer is an atomic variable that publishes what it did before.
    private func isPublished(_ puts: RingCursor) -> Bool {
        guard case .cell(let cell) = puts.variable else { return true }
        return table[cell].allSatisfy { number in
            let access = table.accesses[Int(number)]
            if context.early.contains(Int(number)) { return true }
            return access.isWrite ? access.isAtomic && access.publishes : access.isAtomic
        }
    }
}

extension QueueGuards {
    /// More than one thread changes the cell.
    func isWrittenByBoth(_ cell: CellID, _ context: FlagTable.Context) -> Bool {
        writers(of: cell).count > 1
    }
}
