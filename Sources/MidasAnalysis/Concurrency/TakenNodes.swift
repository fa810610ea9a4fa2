import MidasBase
import MidasIR

/// What threads do to nodes that they took from a list, and to elements at a number that such a node
/// holds. Nobody else has the node: each is put on once, right after it was made. The numbers differ
/// where the one place that writes them counts on in every round.
struct TakenNodes {
    /// A part that belongs to who took the node.
    enum Part: Hashable {
        case node
        /// The element of another array at the number in this member.
        case element(RecordID, UInt32)
    }

    private let view: ThreadView
    private let table: AccessTable
    private let context: FlagTable.Context
    /// By head of a list whose nodes are put on once: functions that take from it.
    private var takers: [CellID: Set<InstanceID>] = [:]

    init(
        _ lists: LinkedQueues, _ view: ThreadView, _ table: AccessTable,
        _ context: FlagTable.Context
    ) {
        self.view = view
        self.table = table
        self.context = context
        let fresh = UniqueValues(view: view, reach: context.reach)
        for head in lists.lists.keys.sorted() {
            guard let list = lists.lists[head] else { continue }
            var makers: Set<CallSite> = []
            let isOnce = list.puts.allSatisfy { put in
                let stored = view.function(put.instance).instructions[put.instruction].a
                guard let maker = fresh.maker(of: stored, at: put) else { return false }
                return makers.insert(maker).inserted
            }
            if isOnce && !list.puts.isEmpty { takers[head] = list.takers }
        }
    }

    /// The part of the taker that an access touches, with the head of the list. O(instructions of the
    /// functions that the pointer comes through).
    func part(of access: MemoryAccess) -> (head: CellID, part: Part)? {
        guard !takers.isEmpty, let place = access.place else { return nil }
        let function = view.function(access.instance)
        for projection in function.projections(of: place).reversed() {
            guard case .index(let index) = projection else { continue }
            return element(index, access.instance)
        }
        guard case .pointer(let pointer) = function.places[place].root,
            let head = list(pointer, access.instance, depth: 0)
        else { return nil }
        return (head, .node)
    }

    private func element(_ index: Operand, _ instance: InstanceID) -> (head: CellID, part: Part)? {
        let function = view.function(instance)
        guard let value = function.behindCasts(index),
            let place = function.instructions[value].place.id,
            function.instructions[value].opcode == .load
        else { return nil }
        if let stored = function.onlyStore(to: place) { return element(stored, instance) }
        guard case .pointer(let pointer) = function.places[place].root,
            case .field(let record, let field)? = Array(function.projections(of: place)).last,
            let head = list(pointer, instance, depth: 0),
            areUnique(view.cells(place, instance))
        else { return nil }
        return (head, .element(record, field))
    }

    /// One place in the program writes the cells, each time another number.
    private func areUnique(_ cells: ArraySlice<CellID>) -> Bool {
        var writes: Set<CallSite> = []
        for cell in cells {
            for number in table[cell] where table.accesses[Int(number)].isWrite {
                writes.insert(table.accesses[Int(number)].site)
            }
        }
        guard writes.count == 1, let write = writes.first else { return false }
        let step = view.function(write.instance).instructions[write.instruction]
        guard step.opcode == .store else { return false }
        return UniqueValues(view: view, reach: context.reach).isUnique(step.a, at: write)
    }

    // MARK: Work

    /// Accesses, by number, that write to a part of the taker's what follows from the node alone.
    func ownWork(_ tickets: Tickets) -> Set<Int> {
        guard !takers.isEmpty else { return [] }
        var found: Set<Int> = []
        for (number, access) in table.accesses.enumerated()
        where access.isWrite && part(of: access) != nil && isOwnWork(access, tickets) {
            found.insert(number)
        }
        return found
    }

    private func isOwnWork(_ access: MemoryAccess, _ tickets: Tickets) -> Bool {
        let function = view.function(access.instance)
        let step = function.instructions[access.instruction]
        guard step.opcode == .store, let block = function.block(of: access.instruction) else {
            return false
        }
        let loops = function.naturalLoops.filter { $0.blocks.contains(block.index) }
        let work = TicketWork(view, access.instance, tickets, loops.last) {
            list($0, access.instance, depth: 0) != nil
        }
        return work.isOf(step.a)
    }

    // MARK: Whose node

    /// The list that a pointer to a node was taken from.
    private func list(_ pointer: Operand, _ instance: InstanceID, depth: Int) -> CellID? {
        let function = view.function(instance)
        guard depth < 8, let value = function.behindCasts(pointer) else { return nil }
        let step = function.instructions[value]
        switch step.opcode {
        case .call:
            let site = CallSite(instance: instance, instruction: value)
            return common(view.targets(site.instance, site.instruction)) { target in
                guard case .instance(let callee) = target else { return nil }
                return returned(callee, depth: depth + 1)
            }
        case .load:
            guard let place = step.place.id else { return nil }
            if case .local(let local) = function.places[place].root,
                function.projections(of: place).isEmpty
            {
                return held(local, instance, function, depth: depth + 1)
            }
            let cells = view.cells(place, instance)
            guard cells.count == 1, let head = cells.first,
                takers[head]?.contains(instance) ?? false
            else { return nil }
            return head
        default: return nil
        }
    }

    private func common<S: Sequence>(_ all: S, _ list: (S.Element) -> CellID?) -> CellID? {
        var found: CellID?
        for one in all {
            guard let head = list(one), found ?? head == head else { return nil }
            found = head
        }
        return found
    }

    private func returned(_ callee: InstanceID, depth: Int) -> CellID? {
        let function = view.function(callee)
        let values = function.blocks.elements.compactMap { block -> Operand? in
            guard case .return(let value) = block.terminator, !function.isNothing(value) else {
                return nil
            }
            return value
        }
        return common(values) { list($0, callee, depth: depth) }
    }

    /// What a local holds whenever it is not null.
    private func held(
        _ local: LocalID, _ instance: InstanceID, _ function: Function, depth: Int
    ) -> CellID? {
        var stored: [Operand] = []
        for step in function.instructions.elements {
            guard let place = step.place.id, function.places[place].root == .local(local) else {
                continue
            }
            switch step.opcode {
            case .load, .storageLive, .storageDead: continue
            case .store: if !function.isNothing(step.a) { stored.append(step.a) }
            default: return nil
            }
        }
        if local.index >= Int(function.parameterCount) {
            return common(stored) { list($0, instance, depth: depth) }
        }
        guard stored.isEmpty else { return nil }
        return common(context.reach.callers[instance.index]) { caller in
            view.function(caller.instance).argument(local.index, of: caller.instruction).flatMap {
                list($0, caller.instance, depth: depth)
            }
        }
    }
}
