import MidasBase
import MidasIR

/// Tables that are hashed by hand: arrays in which an index only lays entries out.
///
/// Where the hash is of a seed or an address, entries lie elsewhere in each replica, and yet a search
/// by key finds the same ones. So what such an index decides is the order of the entries, not what
/// they hold: stores by it insert, loads by it begin a search (`SearchLoop`), and who goes through the
/// whole array meets the entries in no fixed order.
struct LayoutTables {
    /// How the code of one function uses such tables.
    struct Uses {
        var searches: [SearchLoop] = []
        /// Places whose address says where a key's entries lie.
        var hashed = BitSet()
        /// Locals that only ever point into the layout: heads, links, positions before an entry.
        var walkers = BitSet()
        /// Locals that only ever hold the index of an entry that a function has found.
        var indices = BitSet()
        /// Locals that only count.
        var counters = BitSet()
        /// By place that goes through a table: the header of the loop that does, or nil.
        var passes: [PlaceID: Int?] = [:]
    }

    /// Heads and links of chains, by cell: the table's number.
    private(set) var links: [CellID: Int] = [:]
    /// Entries in the array itself, by cell.
    private(set) var slots: [CellID: Int] = [:]
    /// By table: the cells that hold pointers or indices to entries.
    private(set) var pointers: [[CellID]] = []
    private(set) var uses: [FunctionID: Uses] = [:]
    /// Heads that are pointers: an empty one says how the entries are spread.
    private(set) var heads: Set<CellID> = []

    var isEmpty: Bool { pointers.isEmpty }

    func table(_ cell: CellID) -> Int? { links[cell] ?? slots[cell] }

    /// O(instructions of functions with loops, and of those that use tables).
    init(_ context: FlowContext) {
        let callers = CallerRoots(context.program)
        let bodies = BodyInstances(context)
        var found: [(FunctionID, [SearchLoop])] = []
        for id in context.program.functions.ids where !bodies[id].isEmpty {
            let searches = callers.finder(id).searches()
            if !searches.isEmpty { found.append((id, searches)) }
        }
        guard !found.isEmpty else { return }
        var union = TableUnion()
        for (id, searches) in found {
            for search in searches { collect(search, id, context, bodies, &union) }
        }
        number(&union)
        guard !isEmpty else { return }
        let searchesOf = Dictionary(uniqueKeysWithValues: found)
        var scan = LayoutUseScan(context, callers, bodies)
        for id in context.program.functions.ids where !bodies[id].isEmpty {
            scan.scan(id, searchesOf[id] ?? [], self)
        }
        uses = scan.settled(self)
    }

    private init() {}

    /// No tables.
    static let none = LayoutTables()

    // MARK: Cells

    private struct TableUnion {
        /// By cell: one of the same table.
        var parents: [CellID: CellID] = [:]
        var links: Set<CellID> = []
        var slots: Set<CellID> = []

        mutating func find(_ cell: CellID) -> CellID {
            var top = cell
            while let next = parents[top], next != top { top = next }
            parents[cell] = top
            return top
        }

        mutating func join(_ cells: [CellID]) {
            guard let first = cells.first else { return }
            let top = find(first)
            for cell in cells.dropFirst() {
                let other = find(cell)
                if other < top { parents[top] = other } else { parents[other] = top }
            }
        }
    }

    private mutating func collect(
        _ search: SearchLoop, _ id: FunctionID, _ context: FlowContext, _ bodies: BodyInstances,
        _ union: inout TableUnion
    ) {
        let function = context.program.functions[id]
        let types = context.program.types
        var links: [CellID] = []
        var slots: [CellID] = []
        func note(_ place: PlaceID) {
            let isRecord = types.isAggregate(function.places[place].type)
            for instance in bodies[id] {
                for cell in context.cells(place, instance) {
                    if isRecord {
                        slots += Self.slot(of: cell, context)
                    } else {
                        links.append(cell)
                    }
                }
            }
        }
        for operand in search.starts {
            if let place = function.accessedPlace(operand) { note(place) }
        }
        heads.formUnion(links)
        for operand in search.steps {
            if let place = function.accessedPlace(operand) { note(place) }
        }
        let isIndex = types.integer(function.locals[search.cursor].type) != nil
        if isIndex, !search.isLoaded {
            for place in function.places.ids
            where function.isIndexed(place, by: search.cursor) {
                for instance in bodies[id] {
                    for cell in context.cells(place, instance) {
                        slots += Self.slot(of: cell, context)
                    }
                }
            }
        }
        let all = (links + slots).filter { Self.isArrayOrLink($0, context) }
        union.links.formUnion(links.filter { all.contains($0) })
        union.slots.formUnion(slots.filter { all.contains($0) })
        union.join(all)
    }

    /// All cells of the element that a cell lies in. An object on the heap may be an array as a whole.
    private static func slot(of cell: CellID, _ context: FlowContext) -> [CellID] {
        let object = context.facts.objects[context.facts.cells[cell].object]
        let all = (object.firstCell.raw..<object.firstCell.raw + object.cellCount).map {
            CellID($0)
        }
        if case .heap = object.kind, !context.facts.cells[cell].isElement { return all }
        return all.filter { context.facts.cells[$0].isElement }
    }

    private static func isArrayOrLink(_ cell: CellID, _ context: FlowContext) -> Bool {
        let object = context.facts.objects[context.facts.cells[cell].object]
        guard MemoryRoles.isData(object.kind) else { return false }
        if case .local = object.kind { return context.facts.cells[cell].isElement }
        return true
    }

    private mutating func number(_ union: inout TableUnion) {
        var numbers: [CellID: Int] = [:]
        func table(_ cell: CellID, _ union: inout TableUnion) -> Int {
            let top = union.find(cell)
            if let known = numbers[top] { return known }
            numbers[top] = pointers.count
            pointers.append([])
            return pointers.count - 1
        }
        for cell in union.links.sorted() {
            let number = table(cell, &union)
            links[cell] = number
            pointers[number].append(cell)
        }
        for cell in union.slots.sorted() where links[cell] == nil {
            slots[cell] = table(cell, &union)
        }
    }
}

/// By function: its instances.
struct BodyInstances {
    private var instances: [[InstanceID]]

    init(_ context: FlowContext) {
        instances = Array(repeating: [], count: context.program.functions.count)
        for instance in context.facts.callGraph.instances.ids {
            let function = context.facts.callGraph.instances[instance].function
            instances[function.index].append(instance)
        }
    }

    subscript(function: FunctionID) -> [InstanceID] { instances[function.index] }
}

extension Function {
    /// The place that an operand is read from, or the address of.
    func accessedPlace(_ operand: Operand) -> PlaceID? {
        let operand = withoutCasts(operand)
        guard let step = operand.value.map({ instructions[$0] }) else { return nil }
        switch step.opcode {
        case .load, .addressOf:
            guard let place = step.place.id else { return nil }
            if case .local = places[place].root, places[place].projections.count == 0 {
                return nil
            }
            return place
        default: return nil
        }
    }

    /// Whether a local is an index, or moves a pointer, in the address of a place.
    func isIndexed(_ place: PlaceID, by local: LocalID) -> Bool {
        addressOperands(place).contains { isMoved($0, by: local) }
    }

    private func isMoved(_ operand: Operand, by local: LocalID) -> Bool {
        let operand = withoutCasts(operand)
        guard let step = operand.value.map({ instructions[$0] }) else { return false }
        switch step.opcode {
        case .load: return step.place.id.map { places[$0].root == .local(local) } ?? false
        case .pointerAdd: return isMoved(step.b, by: local)
        default: return false
        }
    }
}
