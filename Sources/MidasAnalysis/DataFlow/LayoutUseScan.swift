import MidasBase
import MidasIR

/// How every function uses the tables of a program: where it goes by a hash, where it goes through.
struct LayoutUseScan {
    private let context: FlowContext
    private let callers: CallerRoots
    private let bodies: BodyInstances
    private var uses: [FunctionID: LayoutTables.Uses] = [:]
    /// Functions that return the index of what they have found.
    private var returnsIndex: Set<FunctionID> = []

    init(_ context: FlowContext, _ callers: CallerRoots, _ bodies: BodyInstances) {
        self.context = context
        self.callers = callers
        self.bodies = bodies
    }

    mutating func scan(_ id: FunctionID, _ searches: [SearchLoop], _ tables: LayoutTables) {
        let function = context.program.functions[id]
        let places = function.places.ids.filter { touches($0, id, tables) }
        guard !places.isEmpty || !searches.isEmpty else { return }
        var found = LayoutTables.Uses()
        found.searches = searches
        let finder = callers.finder(id)
        let keys = keys(of: function, finder, searches, Set(places))
        for place in places where finder.isHashed(place, keys) { found.hashed.insert(place.index) }
        for local in function.locals.ids where finder.isCounter(local) {
            found.counters.insert(local.index)
        }
        findWalkers(&found, function, finder, Set(places))
        findPasses(&found, function, finder, places)
        uses[id] = found
        if searches.contains(where: { returns($0, function) }) { returnsIndex.insert(id) }
    }

    /// All uses, once every function has been scanned.
    func settled(_ tables: LayoutTables) -> [FunctionID: LayoutTables.Uses] {
        var all = uses
        guard !returnsIndex.isEmpty else { return all }
        for id in context.program.functions.ids where !bodies[id].isEmpty {
            let function = context.program.functions[id]
            let roots = callers.roots(id)
            var indices = BitSet()
            for local in function.locals.ids {
                let stores = roots.stores(to: local)
                let isIndex =
                    stores.contains { isIndexCall($0, function) }
                    && stores.allSatisfy {
                        function.constantInteger($0) != nil || isIndexCall($0, function)
                    }
                if isIndex { indices.insert(local.index) }
            }
            if !indices.isEmpty { all[id, default: LayoutTables.Uses()].indices = indices }
        }
        return all
    }

    private func isIndexCall(_ operand: Operand, _ function: Function) -> Bool {
        let operand = function.withoutCasts(operand)
        guard let step = operand.value.map({ function.instructions[$0] }), step.opcode == .call,
            case .direct(let symbol) = function.calls[CallID(step.extra)].callee,
            let body = context.program.symbols[symbol].body.id
        else { return false }
        return returnsIndex.contains(body)
    }

    private func touches(_ place: PlaceID, _ id: FunctionID, _ tables: LayoutTables) -> Bool {
        bodies[id].contains { instance in
            context.cells(place, instance).contains { tables.table($0) != nil }
        }
    }

    /// What the keys of a function's entries are computed from: those that it searches, and those of
    /// entries that it puts into a table.
    private func keys(
        of function: Function, _ finder: SearchLoopFinder, _ searches: [SearchLoop],
        _ places: Set<PlaceID>
    ) -> Set<ValueRoots.Root> {
        var keys: Set<ValueRoots.Root> = []
        for search in searches { keys.formUnion(search.keys) }
        for step in function.instructions.elements where step.opcode == .store {
            guard let place = step.place.id, places.contains(place) else { continue }
            keys.formUnion(finder.roots.attached(step.a))
        }
        return keys
    }

    /// Whether a function returns a search's index, or a constant.
    private func returns(_ search: SearchLoop, _ function: Function) -> Bool {
        guard !search.isLoaded else { return false }
        var isFound = false
        for block in function.blocks.ids {
            guard case .return(let operand) = function.blocks[block].terminator else { continue }
            if function.constantInteger(operand) != nil { continue }
            let value = function.withoutCasts(operand).value
            guard let step = value.map({ function.instructions[$0] }), step.opcode == .load,
                function.rootLocal(step.place.id) == search.cursor, search.isOver(in: block.index)
            else { return false }
            isFound = true
        }
        return isFound
    }

    // MARK: Walkers

    private func findWalkers(
        _ uses: inout LayoutTables.Uses, _ function: Function, _ finder: SearchLoopFinder,
        _ places: Set<PlaceID>
    ) {
        var walkers = Set(
            function.locals.ids.filter { local in
                finder.roots.stores(to: local).contains { function.constantInteger($0) == nil }
            })
        var changed = true
        while changed {
            changed = false
            for local in walkers.sorted() {
                let stays = finder.roots.stores(to: local).allSatisfy { operand in
                    function.constantInteger(operand) != nil
                        || leads(operand, uses, function, places, walkers)
                }
                if !stays {
                    walkers.remove(local)
                    changed = true
                }
            }
        }
        for local in walkers { uses.walkers.insert(local.index) }
    }

    private func leads(
        _ operand: Operand, _ uses: LayoutTables.Uses, _ function: Function,
        _ places: Set<PlaceID>, _ walkers: Set<LocalID>
    ) -> Bool {
        let operand = function.withoutCasts(operand)
        guard let step = operand.value.map({ function.instructions[$0] }),
            step.opcode == .load || step.opcode == .addressOf, let place = step.place.id
        else { return false }
        if case .local(let local) = function.places[place].root { return walkers.contains(local) }
        guard places.contains(place) else { return false }
        if uses.hashed.contains(place.index) { return true }
        guard case .pointer(let pointer) = function.places[place].root else { return false }
        return callers.rootsAreWalkers(pointer, function, walkers)
    }

    // MARK: Passes

    /// Reads of a table at an index that is no hash.
    private func findPasses(
        _ uses: inout LayoutTables.Uses, _ function: Function, _ finder: SearchLoopFinder,
        _ places: [PlaceID]
    ) {
        let loops = function.naturalLoops
        var blocks: [PlaceID: Int] = [:]
        for block in function.blocks.ids {
            for index in function.blocks[block].instructions {
                let step = function.instructions[InstructionID(index)]
                if step.opcode == .load, let place = step.place.id { blocks[place] = block.index }
                if step.opcode == .copy { blocks[PlaceID(step.extra)] = block.index }
            }
        }
        let cursors = Set(uses.searches.map(\.cursor))
        for place in places where !uses.hashed.contains(place.index) {
            guard let block = blocks[place],
                !cursors.contains(where: { function.isIndexed(place, by: $0) })
            else { continue }
            let counters = function.addressOperands(place).flatMap {
                finder.roots.direct($0).compactMap { root -> LocalID? in
                    if case .local(let local) = root, finder.isCounter(local) { local } else { nil }
                }
            }
            let around = loops.first { loop in
                loop.blocks.contains(block)
                    && counters.contains { moves($0, in: loop, function) }
            }
            uses.passes[place] = .some(around?.header.index)
        }
    }

    private func moves(_ local: LocalID, in loop: NaturalLoop, _ function: Function) -> Bool {
        loop.blocks.members.contains { block in
            function.blocks[BlockID(block)].instructions.contains { index in
                let step = function.instructions[InstructionID(index)]
                return step.opcode == .store && function.rootLocal(step.place.id) == local
            }
        }
    }
}

extension CallerRoots {
    /// Whether a pointer is read from a walker, or is the address of a part of what one leads to.
    func rootsAreWalkers(
        _ pointer: Operand, _ function: Function, _ walkers: Set<LocalID>
    ) -> Bool {
        let pointer = function.withoutCasts(pointer)
        guard let step = pointer.value.map({ function.instructions[$0] }),
            step.opcode == .load || step.opcode == .addressOf, let place = step.place.id
        else { return false }
        switch function.places[place].root {
        case .local(let local): return walkers.contains(local)
        case .pointer(let other): return rootsAreWalkers(other, function, walkers)
        default: return false
        }
    }
}
