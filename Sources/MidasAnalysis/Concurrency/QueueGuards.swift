import MidasBase
import MidasDictionary
import MidasIR

/// Where threads wait for a variable, and what such a wait comes before on every path.
struct QueueGuards {
    let view: ThreadView
    let table: AccessTable
    let context: FlagTable.Context
    /// By cell: reads that only wait, or the waits that were given them as condition.
    private var ofCell: [CellID: [CallSite]] = [:]
    /// By semaphore: waits for it, and who counts it up.
    private var semaphores: [CellID: (waits: [CallSite], posters: BitSet)] = [:]
    /// By instance: cells that its waits look at.
    private var waitedCells: [InstanceID: Set<CellID>] = [:]

    init(
        _ view: ThreadView, _ table: AccessTable, _ context: FlagTable.Context,
        _ waitingReads: Set<CallSite>
    ) {
        self.view = view
        self.table = table
        self.context = context
        for access in table.accesses where !access.isWrite && waitingReads.contains(access.site) {
            add(access, [access.site])
        }
        for access in table.accesses where !access.isWrite && !waitingReads.contains(access.site) {
            addContainer(access)
        }
        addSemaphores()
    }

    var isEmpty: Bool { ofCell.isEmpty && semaphores.isEmpty }

    private mutating func add(_ access: MemoryAccess, _ own: [CallSite]) {
        let sites = context.loops.predicates[access.instance] ?? own
        for cell in access.cells where access.cells.count < 16 {
            ofCell[cell, default: []] += sites
            for site in sites { waitedCells[site.instance, default: []].insert(cell) }
        }
    }

    /// `while (queue.empty()) wait`, and conditions that ask so.
    private mutating func addContainer(_ access: MemoryAccess) {
        guard view.queueOperation(access.site) == .asksEmpty,
            context.loops.isWaiting(access) || context.tried.isWaiting(access)
        else { return }
        add(access, [access.site])
    }

    private mutating func addSemaphores() {
        for instance in view.facts.callGraph.instances.ids {
            for (instruction, event) in context.events.events[instance.index] {
                switch event {
                case .await(let cells):
                    let site = CallSite(instance: instance, instruction: instruction)
                    for cell in cells {
                        semaphores[cell, default: ([], BitSet())].waits.append(site)
                    }
                case .post(let cells):
                    for cell in cells {
                        semaphores[cell, default: ([], BitSet())].posters.formUnion(
                            context.reach.threads[instance.index])
                    }
                default: break
                }
            }
        }
    }

    // MARK: Questions

    /// Waits of the consumer for one of the cells that come before an instruction on every path, with
    /// nothing else looked at than what the producer alone changes.
    func guards(
        _ site: CallSite, cells: Set<CellID>, _ ends: QueueProtocols.Ends
    ) -> [CallSite] {
        let waits = cells.sorted().flatMap { ofCell[$0] ?? [] }.filter { comes($0, before: site) }
        let instances = Set(waits.map(\.instance) + [site.instance])
        let isOwn = instances.allSatisfy { instance in
            (waitedCells[instance] ?? []).allSatisfy {
                cells.contains($0) || isWritten($0, onlyBy: ends.producer)
                    || isWritten($0, onlyBy: ends.consumer)
            }
        }
        return isOwn ? waits : []
    }

    /// Cells that waits look at which come before an instruction, in its function or in what calls
    /// that.
    func waited(before site: CallSite) -> Set<CellID> {
        var cells = waitedCells[site.instance] ?? []
        for (cell, waits) in ofCell where waits.contains(where: { comes($0, before: site) }) {
            cells.insert(cell)
        }
        return cells
    }

    /// Whether the consumer waits on a semaphore before, that only the producer counts up.
    func isBehindSemaphore(_ site: CallSite, _ ends: QueueProtocols.Ends) -> Bool {
        semaphores.keys.sorted().contains { cell in
            guard let semaphore = semaphores[cell],
                semaphore.posters.members == [ends.producer]
            else { return false }
            return semaphore.waits.contains { comes($0, before: site) }
        }
    }

    /// Cells that waits in the function of an instruction look at.
    func waited(in instance: InstanceID) -> Set<CellID> { waitedCells[instance] ?? [] }

    func isWritten(_ cell: CellID, onlyBy thread: Int) -> Bool {
        table[cell].allSatisfy { number in
            let access = table.accesses[Int(number)]
            return !access.isWrite || context.early.contains(Int(number))
                || context.reach.threads[access.instance.index].members == [thread]
        }
    }

    /// All writes, the early ones apart, add or subtract.
    func isCount(_ cell: CellID) -> Bool {
        table[cell].allSatisfy { number in
            let access = table.accesses[Int(number)]
            return !access.isWrite || context.early.contains(Int(number))
                || access.change == .update(.sum)
        }
    }

    /// On every path, in one function or in what one function calls: the callers of the second as long
    /// as there is one, and functions that they call and that always pass the first.
    func comes(_ first: CallSite, before second: CallSite) -> Bool {
        var frame = second
        for _ in 0..<4 {
            if first.instance == frame.instance { return comesDirectly(first, before: frame) }
            let passes = context.reach.calls[frame.instance.index].contains { call in
                call.callee == first.instance
                    && comesDirectly(
                        CallSite(instance: frame.instance, instruction: call.instruction),
                        before: frame)
            }
            if passes { return isAlwaysPassed(first) }
            let callers = context.reach.callers[frame.instance.index]
            guard callers.count == 1 else { return false }
            frame = callers[0]
        }
        return false
    }

    /// No way through the function goes past the instruction.
    private func isAlwaysPassed(_ site: CallSite) -> Bool {
        let function = view.function(site.instance)
        guard let block = function.block(of: site.instruction) else { return false }
        let dominators = Dominators(of: function.controlFlow, root: 0)
        return function.blocks.ids.allSatisfy { exit in
            guard case .return = function.blocks[exit].terminator else { return true }
            return dominators.dominates(block.index, exit.index)
        }
    }

    private func comesDirectly(_ first: CallSite, before second: CallSite) -> Bool {
        guard first.instance == second.instance, first.instruction != second.instruction else {
            return false
        }
        let function = view.function(first.instance)
        guard let one = function.block(of: first.instruction),
            let other = function.block(of: second.instruction)
        else { return false }
        if one == other { return first.instruction < second.instruction }
        return Dominators(of: function.controlFlow, root: 0).dominates(one.index, other.index)
    }
}

extension QueueGuards {
    /// Threads that change a cell, early writes apart.
    func writers(of cell: CellID) -> BitSet {
        var threads = BitSet()
        for number in table[cell] where !context.early.contains(Int(number)) {
            let access = table.accesses[Int(number)]
            if access.isWrite {
                threads.formUnion(context.reach.threads[access.instance.index])
            }
        }
        return threads
    }
}
