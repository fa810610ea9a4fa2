import MidasBase
import MidasIR

/// Linked lists that threads only put nodes on and take the first node from, all under one lock: every
/// node is taken once, by whichever thread, whatever the order. What `WorkQueue` says of containers then
/// holds for them.
struct LinkedQueues {
    /// Heads, tails and links.
    private(set) var cells: Set<CellID> = []
    /// Tests of a flag that only decide together with the list's being empty whether to go on.
    private(set) var emptinessReads: Set<CallSite> = []
    /// By head.
    private(set) var lists: [CellID: List] = [:]

    /// Who takes from a list, and where nodes are put on it.
    struct List {
        var takers: Set<InstanceID> = []
        /// Stores to the head.
        var puts: [CallSite] = []
    }

    private let view: ThreadView
    private let table: AccessTable
    private let context: FlagTable.Context

    init(_ view: ThreadView, _ table: AccessTable, _ context: FlagTable.Context) {
        self.view = view
        self.table = table
        self.context = context
        for cell in table.cells {
            guard !cells.contains(cell), let link = link(of: cell) else { continue }
            addQueue(cell, link)
        }
    }

    /// The member by which nodes are linked.
    private struct Link {
        var record: RecordID
        var field: UInt32
        /// The type of heads and links.
        var type: TypeID
    }

    private func link(of cell: CellID) -> Link? {
        let types = view.program.types
        let type = view.facts.cells[cell].type
        guard !view.facts.cells[cell].isElement, let node = types.element(type),
            let record = types.record(node), types.records[record].isComplete,
            let field = types.records[record].fields.firstIndex(where: { $0.type == type })
        else { return nil }
        let known = view.facts.cells[cell]
        if known.record.id == record && known.field == UInt32(field) { return nil }
        return Link(record: record, field: UInt32(field), type: type)
    }

    private func late(_ cell: CellID) -> [MemoryAccess] {
        table[cell].map(Int.init).filter { !context.early.contains($0) }.map { table.accesses[$0] }
    }

    private mutating func addQueue(_ head: CellID, _ link: Link) {
        let accesses = late(head)
        guard let locks = commonLocks(accesses), !locks.isEmpty else { return }
        var takes: [CallSite] = []
        var puts: [CallSite] = []
        for access in accesses {
            guard access.cells.count == 1, !access.isAtomic, let place = access.place else {
                return
            }
            guard access.isWrite else { continue }
            let use = ListUse(view.function(access.instance), place, link.record, link.field)
            if use.takesFirst(access.instruction) {
                takes.append(access.site)
            } else if use.links(access.instruction) {
                puts.append(access.site)
            } else {
                return
            }
        }
        guard !takes.isEmpty, accesses.allSatisfy({ isFollowed($0, by: takes) }) else { return }
        let instances = Set(accesses.map(\.instance))
        guard let others = others(head, link, instances, locks) else { return }
        let queue = WorkQueue(head, view, table, context)
        guard takes.allSatisfy(queue.goesOn) else { return }
        cells.formUnion(others)
        cells.insert(head)
        puts += earlyPuts(head)
        if arePutBeside(others, puts) {
            lists[head] = List(takers: Set(takes.map(\.instance)), puts: puts)
        }
        for instance in instances.sorted() { addFlags(beside: head, in: instance) }
    }

    /// Locks that are held at all of them; nil where there are none to ask.
    private func commonLocks(_ accesses: [MemoryAccess]) -> BitSet? {
        var common: BitSet?
        for access in accesses {
            let held = context.locksets.members(at: access.instance, access.instruction, view)
            if common == nil { common = held } else { common!.formIntersection(held) }
        }
        return common
    }

    /// A read that leads to a node's contents belongs to a taking: nobody looks at nodes that stay.
    private func isFollowed(_ access: MemoryAccess, by takes: [CallSite]) -> Bool {
        guard !access.isWrite else { return true }
        let function = view.function(access.instance)
        let isKept = function.instructions.elements.contains { step in
            step.opcode == .store && step.a.value == access.instruction
                && step.place.id.map { place in
                    if case .local = function.places[place].root { return true }
                    return false
                } ?? false
        }
        return !isKept || takes.contains { $0.instance == access.instance }
    }

    /// Links and tails: what only those touch that touch the head, under its lock. Nil where links are
    /// used elsewhere.
    private func others(
        _ head: CellID, _ link: Link, _ instances: Set<InstanceID>, _ locks: BitSet
    ) -> Set<CellID>? {
        var found: Set<CellID> = []
        for cell in table.cells where cell != head && view.facts.cells[cell].type == link.type {
            let known = view.facts.cells[cell]
            let accesses = late(cell)
            let isOurs = accesses.allSatisfy { instances.contains($0.instance) }
            if known.record.id == link.record && known.field == link.field {
                if !isOurs { return nil }
                found.insert(cell)
            } else if isOurs, !known.isElement, let held = commonLocks(accesses) {
                var common = held
                common.formIntersection(locks)
                if !common.isEmpty { found.insert(cell) }
            }
        }
        return found
    }

    /// Nodes that are there before any thread begins.
    private func earlyPuts(_ head: CellID) -> [CallSite] {
        table[head].map(Int.init).filter(context.early.contains).map { table.accesses[$0] }
            .filter { access in
                let function = view.function(access.instance)
                let step = function.instructions[access.instruction]
                return access.isWrite && !(step.opcode == .store && function.isNull(step.a))
            }.map(\.site)
    }

    /// Nodes are linked nowhere but where the head is set to them, or to what was there before.
    private func arePutBeside(_ others: Set<CellID>, _ puts: [CallSite]) -> Bool {
        let put = Set(puts.map(\.instance))
        return others.allSatisfy { cell in
            table[cell].map { table.accesses[Int($0)] }.allSatisfy { access in
                guard access.isWrite else { return true }
                let function = view.function(access.instance)
                let step = function.instructions[access.instruction]
                guard step.opcode == .store else { return false }
                return function.isNull(step.a) || put.contains(access.instance)
            }
        } && puts.count == put.count
    }

    /// `stopping && !head`, in either order.
    private mutating func addFlags(beside head: CellID, in instance: InstanceID) {
        let function = view.function(instance)
        var tests: [BlockID] = []
        var flags: [(block: BlockID, site: CallSite)] = []
        for block in function.blocks.ids {
            guard case .branch(let condition, _, _) = function.blocks[block].terminator,
                let load = function.tested(condition),
                let place = function.instructions[load].place.id
            else { continue }
            let cells = view.cells(place, instance)
            if Array(cells) == [head] {
                tests.append(block)
            } else {
                flags.append((block, CallSite(instance: instance, instruction: load)))
            }
        }
        for flag in flags where tests.contains(where: { function.isJoined($0, flag.block) }) {
            emptinessReads.insert(flag.site)
        }
    }
}
