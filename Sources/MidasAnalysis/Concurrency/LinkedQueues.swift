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
        for access in accesses {
            guard access.cells.count == 1, !access.isAtomic, let place = access.place else {
                return
            }
            guard access.isWrite else { continue }
            let use = ListUse(view.function(access.instance), place, link.record, link.field)
            if use.takesFirst(access.instruction) {
                takes.append(access.site)
            } else if !use.links(access.instruction) {
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

/// How one function uses the list whose head lies at a place.
private struct ListUse {
    let function: Function
    let head: PlaceID
    let record: RecordID
    let field: UInt32

    init(_ function: Function, _ head: PlaceID, _ record: RecordID, _ field: UInt32) {
        self.function = function
        self.head = head
        self.record = record
        self.field = field
    }

    /// `head = first->next`, or `head = NULL` where the whole list has been taken.
    func takesFirst(_ store: InstructionID) -> Bool {
        let stored = function.instructions[store].a
        if function.isNull(stored) {
            return function.instructions.elements.contains { step in
                guard step.opcode == .store, isFirst(step.a), let place = step.place.id,
                    case .local = function.places[place].root
                else { return false }
                return true
            }
        }
        guard let value = stored.value, function.instructions[value].opcode == .load,
            let node = node(function.instructions[value].place.id)
        else { return false }
        return isFirst(node)
    }

    /// A node that is put on: what was first is behind it, or the list is empty.
    func links(_ store: InstructionID) -> Bool {
        let put = function.instructions[store].a
        let keepsRest = function.instructions.elements.contains { step in
            guard step.opcode == .store, let node = node(step.place.id), isFirst(step.a) else {
                return false
            }
            return isSame(node, put)
        }
        return keepsRest || isBehindNullTest(store)
    }

    /// The pointer to the node whose link a place is.
    private func node(_ place: PlaceID?) -> Operand? {
        guard let place, case .pointer(let pointer) = function.places[place].root,
            function.projections(of: place).elementsEqual([.field(record, field)])
        else { return nil }
        return pointer
    }

    private func isFirst(_ operand: Operand) -> Bool {
        guard let value = operand.value, function.instructions[value].opcode == .load,
            let place = function.instructions[value].place.id
        else { return false }
        if isHead(place) { return true }
        return function.onlyStore(to: place).map { isFirst($0) } ?? false
    }

    private func isHead(_ place: PlaceID) -> Bool {
        function.places[place].root == function.places[head].root
            && function.projections(of: place).elementsEqual(function.projections(of: head))
            || isMember(place)
    }

    /// The same member of what the same variable points to.
    private func isMember(_ place: PlaceID) -> Bool {
        guard case .pointer(let one) = function.places[place].root,
            case .pointer(let other) = function.places[head].root,
            function.projections(of: place).elementsEqual(function.projections(of: head))
        else { return false }
        return isSame(one, other)
    }

    private func isSame(_ a: Operand, _ b: Operand) -> Bool {
        if a == b { return true }
        guard let first = a.value, let second = b.value,
            function.instructions[first].opcode == .load,
            function.instructions[second].opcode == .load,
            let one = function.instructions[first].place.id,
            let other = function.instructions[second].place.id
        else { return false }
        return function.places[one].root == function.places[other].root
            && function.projections(of: one).elementsEqual(function.projections(of: other))
    }

    /// The store is on the arm of a test on which a pointer to a node is null.
    private func isBehindNullTest(_ store: InstructionID) -> Bool {
        guard let block = function.block(of: store) else { return false }
        return function.blocks.ids.contains { test in
            guard
                case .branch(let condition, let nonZero, let zero) = function.blocks[test]
                    .terminator,
                let load = function.tested(condition),
                let type = function.instructions[load].place.id.map({ function.places[$0].type }),
                type == function.places[head].type
            else { return false }
            let isInverted = function.isNegated(condition)
            return function.through(isInverted ? nonZero : zero) == block
        }
    }
}

extension Function {
    fileprivate func isNull(_ operand: Operand) -> Bool {
        var operand = operand
        while let value = operand.value, instructions[value].opcode == .cast {
            operand = instructions[value].a
        }
        switch operand.constant.map({ constants[$0] }) {
        case .null: return true
        case .integer(let bits, _): return bits == 0
        default: return false
        }
    }

    /// The load that a condition compares with nothing.
    fileprivate func tested(_ condition: Operand) -> InstructionID? {
        var operand = condition
        for _ in 0..<6 {
            guard let value = operand.value else { return nil }
            let step = instructions[value]
            switch step.opcode {
            case .load: return value
            case .cast: operand = step.a
            case .unary where step.detail == UnaryOperator.logicalNot.rawValue: operand = step.a
            case .compare:
                guard isNull(step.b) else { return nil }
                operand = step.a
            default: return nil
            }
        }
        return nil
    }

    /// Whether a condition holds where what it tests is nothing.
    fileprivate func isNegated(_ condition: Operand) -> Bool {
        var operand = condition
        var isNegated = false
        while let value = operand.value {
            let step = instructions[value]
            switch step.opcode {
            case .cast: break
            case .unary where step.detail == UnaryOperator.logicalNot.rawValue: isNegated.toggle()
            case .compare: if step.detail == Comparison.equal.rawValue { isNegated.toggle() }
            default: return isNegated
            }
            operand = step.a
        }
        return isNegated
    }

    /// Past blocks that do nothing.
    func through(_ block: BlockID) -> BlockID {
        var block = block
        for _ in 0..<8 {
            guard blocks[block].instructions.isEmpty,
                case .jump(let next) = blocks[block].terminator
            else { return block }
            block = next
        }
        return block
    }

    /// `a && b` in either order: one of two tests comes right after the other, and both go on to the
    /// same place where they do not both hold.
    func isJoined(_ one: BlockID, _ other: BlockID) -> Bool {
        guard case .branch(_, let first, let second) = blocks[one].terminator,
            case .branch(_, let third, let fourth) = blocks[other].terminator
        else { return false }
        let mine = [first, second].map { through($0) }
        let its = [third, fourth].map { through($0) }
        let isNext = mine.contains(through(other)) || its.contains(through(one))
        return isNext && mine.contains(where: its.contains)
    }
}
