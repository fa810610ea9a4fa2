import MidasBase
import MidasDictionary
import MidasIR

/// Tables hashed by hand (`LayoutTables`): what an index that only lays out entries decides, and what
/// it does not. What is computed from such an index keeps its nondeterminism, but for four uses: where
/// an entry is put, what a search comes to, whether it finds anything, and the links between entries.
extension FlowBuilder {
    // MARK: Reads

    /// Notes what a load says of a table; whether it has given the load its value.
    mutating func loadOfLayout(
        _ id: InstructionID, _ place: PlaceID, _ function: Function
    ) -> Bool {
        guard let uses = work.uses else { return false }
        if uses.hashed.contains(place.index) { _ = storeAddress(place, function) }
        guard case .local(let local) = function.places[place].root,
            function.places[place].projections.count == 0
        else { return false }
        if uses.indices.contains(local.index) { work.foundIndices.insert(id.index) }
        guard let cell = context.cells(place, work.instance).first, let variable = variable(cell),
            let search = settledSearch(work.current[variable], local, in: work.block)
        else { return false }
        if !search.isLoaded {
            work.foundIndices.insert(id.index)
            return false
        }
        work.valueNodes[id.index] = work.cursorContents[search.header]?.raw ?? .max
        work.valueContents[id.index] = work.versions[work.current[variable]].content
        return true
    }

    /// The search whose cursor a version is, seen from a block behind it.
    func settledSearch(_ version: Int, _ local: LocalID, in block: Int) -> SearchLoop? {
        guard let uses = work.uses, let number = work.joinOfVersion[version] else { return nil }
        let header = work.joins[number].block
        return uses.searches.first {
            $0.header == header && $0.cursor == local && $0.isOver(in: block)
        }
    }

    /// What a join gets from a search's cursor, where it lies behind the search.
    func settledCursor(_ version: Int, at join: Join) -> FlowNodeID?? {
        guard work.uses != nil, let cell = work.cells[join.variable],
            case .local(work.instance, let local) = context.facts.objects[
                context.facts.cells[cell].object
            ].kind, let search = settledSearch(version, local, in: join.block), search.isLoaded
        else { return nil }
        return .some(work.cursorContents[search.header])
    }

    /// The entries of a table that a cursor may come to.
    mutating func noteCursorContents(_ block: Int, _ function: Function) {
        guard let uses = work.uses else { return }
        for search in uses.searches where search.header == block && search.isLoaded {
            var cells: [CellID] = []
            for operand in search.starts + search.steps {
                guard let place = function.accessedPlace(operand) else { continue }
                cells += context.cells(place, work.instance)
            }
            let origins = contents(ofAll: Array(Set(cells)).sorted())
            guard !origins.isEmpty else { continue }
            let node = makeNode(.load)
            for (origin, influence) in origins { flow.graph.connect(origin, node, influence) }
            work.cursorContents[search.header] = node
        }
    }

    /// The table that all cells of a place belong to.
    func table(of place: PlaceID) -> Int? {
        guard !tables.isEmpty else { return nil }
        let cells = context.cells(place, work.instance)
        guard let first = cells.first, let number = tables.table(first),
            cells.allSatisfy({ tables.table($0) != nil })
        else { return nil }
        return number
    }

    func isFoundIndex(_ operand: Operand) -> Bool {
        operand.value.map { work.foundIndices.contains($0.index) } ?? false
    }

    /// Where a table is gone through: the source of the order in which its entries come.
    mutating func passSource(
        _ place: PlaceID, _ address: [FlowNodeID], _ function: Function
    ) -> FlowNodeID? {
        guard let uses = work.uses, let header = uses.passes[place],
            let number = table(of: place)
        else { return nil }
        if function.isLink(place) && !address.isEmpty { return nil }
        if function.addressOperands(place).contains(where: { leadsToEntry($0, function) }) {
            return nil
        }
        if let header, let known = work.layoutSources[header] { return known }
        let node = makeNode(.source)
        unrepeatable.insert(work.instance.index)
        var shown = work.instruction
        if let header {
            work.layoutSources[header] = node
            work.tablesOfLoops[header] = number
            if case .branch(let condition, _, _) = function.blocks[BlockID(header)].terminator,
                let value = condition.value
            {
                shown = value
            }
        }
        flow.layoutSources.append(
            LayoutSource(
                site: SourceSite(
                    node: node, refinement: .orderingHash, likelihood: .likely,
                    instance: work.instance, instruction: shown,
                    cause: .expression(.tableOrder)),
                table: number))
        return node
    }

    /// Whether a loop goes through a table place by place: which place it is at says nothing more.
    func isCounted(pass place: PlaceID) -> Bool { (work.uses?.passes[place] ?? nil) != nil }

    /// Whether an operand of an address is, or is moved by, the index of an entry that was found.
    func leadsToEntry(_ operand: Operand, _ function: Function) -> Bool {
        if isFoundIndex(operand) { return true }
        let operand = function.withoutCasts(operand)
        guard let step = operand.value.map({ function.instructions[$0] }),
            step.opcode == .pointerAdd
        else { return false }
        return isFoundIndex(step.b)
    }

    // MARK: Writes

    /// What decides where a store goes, without what only lays entries out.
    mutating func storeAddress(_ place: PlaceID, _ function: Function) -> [FlowNodeID] {
        guard let number = table(of: place) else { return addressNodes(place, function) }
        let isHashed = work.uses?.hashed.contains(place.index) ?? false
        let isLink = context.cells(place, work.instance).allSatisfy { tables.links[$0] != nil }
        var nodes: [FlowNodeID] = []
        for operand in function.addressOperands(place) {
            guard let node = flowNode(of: operand) else { continue }
            let isLaidOut =
                isHashed || isFoundIndex(operand) || isLink && isWalker(operand, function)
            if isLaidOut {
                flow.graph.connect(node, noise(of: number), .value, .shared)
            } else {
                nodes.append(node)
            }
        }
        return nodes
    }

    /// What reaches it decides how a table's entries lie.
    mutating func noise(of table: Int) -> FlowNodeID {
        if let known = flow.layoutNoise[table] { return known }
        let node = flow.graph.add(.cell, nil, nil)
        flow.layoutNoise[table] = node
        return node
    }

    func isWalker(_ operand: Operand, _ function: Function) -> Bool {
        guard let uses = work.uses else { return false }
        let operand = function.withoutCasts(operand)
        guard let step = operand.value.map({ function.instructions[$0] }),
            step.opcode == .load || step.opcode == .addressOf, let place = step.place.id
        else { return false }
        switch function.places[place].root {
        case .local(let local):
            return uses.walkers.contains(local.index)
                || uses.searches.contains { $0.cursor == local }
        case .pointer(let pointer): return isWalker(pointer, function)
        default: return false
        }
    }

    /// What a store to a link or a head leaves there: another link is only where entries lie.
    mutating func linkValue(
        _ operand: Operand, at place: PlaceID, _ function: Function
    ) -> FlowNodeID?? {
        guard let number = table(of: place), !operand.isNone,
            context.cells(place, work.instance).allSatisfy({ tables.links[$0] != nil }),
            isLayoutValue(operand, function)
        else { return nil }
        let origins = contents(ofAll: tables.pointers[number])
        guard !origins.isEmpty else { return .some(nil) }
        let node = makeNode(.load)
        for (origin, influence) in origins { flow.graph.connect(origin, node, influence) }
        return .some(node)
    }

    /// Whether an operand is a head, a link, or a variable that only ever holds these.
    func isLayoutValue(_ operand: Operand, _ function: Function) -> Bool {
        guard let uses = work.uses else { return false }
        let operand = function.withoutCasts(operand)
        guard let step = operand.value.map({ function.instructions[$0] }), step.opcode == .load,
            let place = step.place.id
        else { return false }
        if case .local(let local) = function.places[place].root {
            return uses.walkers.contains(local.index)
                || uses.searches.contains { $0.cursor == local && $0.isLoaded }
        }
        guard context.cells(place, work.instance).contains(where: { tables.links[$0] != nil })
        else { return false }
        if uses.hashed.contains(place.index) { return true }
        guard case .pointer(let pointer) = function.places[place].root else { return false }
        return isWalker(pointer, function)
    }

    /// Whether a branch only asks whether there is a head, a link or an entry before.
    func isLayoutTest(_ block: Int, _ function: Function) -> Bool {
        guard work.uses != nil, block < function.blocks.count,
            case .branch(let condition, _, _) = function.blocks[BlockID(block)].terminator
        else { return false }
        func asks(_ operand: Operand) -> Bool {
            let operand = function.withoutCasts(operand)
            guard let value = operand.value else { return false }
            let step = function.instructions[value]
            switch step.opcode {
            case .unary: return asks(step.a)
            case .compare:
                return function.constantInteger(step.b) != nil && asks(step.a)
                    || function.constantInteger(step.a) != nil && asks(step.b)
            default: return isLayoutValue(operand, function)
            }
        }
        return asks(condition)
    }

    /// Whether a cell only says where entries lie.
    func isLinkCell(_ cell: CellID?) -> Bool { cell.map { tables.links[$0] != nil } ?? false }
}

/// Where a table is gone through, if what lays it out is nondeterministic.
struct LayoutSource {
    var site: SourceSite
    var table: Int
}
extension Function {
    /// Whether a place is found by a pointer alone, with no index.
    func isLink(_ place: PlaceID) -> Bool {
        for case .index in projections(of: place) { return false }
        guard case .pointer(let pointer) = places[place].root else { return false }
        let operand = withoutCasts(pointer)
        return operand.value.map { instructions[$0].opcode != .pointerAdd } ?? true
    }
}

extension FlowAssembly {
    /// Makes sources of the passes through tables that something nondeterministic lays out. What
    /// such a pass decides may lay out others, so it goes on until nothing is new.
    mutating func activateLayoutSources(_ adjacency: FlowAdjacency) {
        var isActive = Set<Int>()
        while isActive.count < layoutNoise.count {
            let seeds = sources.enumerated().map { number, source in
                TaintFixpoint.Seed(
                    node: source.node,
                    mark: Mark(
                        .value, source.likelihood,
                        isOrder: source.isOrder, isFromAbove: false),
                    source: number)
            }
            let fixpoint = TaintFixpoint(adjacency, seeds)
            let added = layoutNoise.keys.sorted().filter { table in
                guard let node = layoutNoise[table], !isActive.contains(table) else { return false }
                return fixpoint.marks[node.index] & (Mark.plain | Mark.order) != 0
            }
            if added.isEmpty { return }
            isActive.formUnion(added)
            sources += layoutSources.filter { added.contains($0.table) }.map(\.site)
        }
    }
}
