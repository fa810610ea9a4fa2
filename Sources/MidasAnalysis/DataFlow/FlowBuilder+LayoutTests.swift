import MidasBase
import MidasDictionary
import MidasIR

/// Branches on the layout of a table hashed by hand: the tests of a search, seen from behind it, and the
/// ends of chains.
extension FlowBuilder {
    /// At the end of a block of a search: what decides, seen from behind it.
    mutating func noteSearchTest(_ block: Int, _ function: Function) {
        guard let uses = work.uses,
            case .branch(let condition, _, _) = function.blocks[BlockID(block)].terminator
        else { return }
        if let search = uses.searches.first(where: { $0.blocks.contains(block) }) {
            var origins: [FlowNodeID] = []
            collectTest(condition, search, function, &origins)
            work.searchTests[block] = .some(joinedNode(origins))
        } else if !work.loops.contains(where: { $0.header == block }),
            let number = headTable(condition, function)
        {
            work.headTests[block] = number
        } else if let value = condition.value, work.loops.contains(where: { $0.header == block }),
            function.instructions[value].opcode == .load, isPointer(condition, function),
            let node = flowNode(of: condition), !work.layoutSources.isEmpty || hasPasses(uses)
        {
            // The end of a chain that is gone through.
            let end = makeNode(.value)
            flow.graph.connect(node, end, order: .cleared)
            work.iterations[value] = node
            work.chainEnds[block] = end
        }
    }

    /// The table whose chains a condition asks for, whether one is empty.
    func headTable(_ operand: Operand, _ function: Function) -> Int? {
        let operand = function.withoutCasts(operand)
        guard let value = operand.value else { return nil }
        let step = function.instructions[value]
        switch step.opcode {
        case .unary: return headTable(step.a, function)
        case .compare:
            if function.constantInteger(step.b) != nil { return headTable(step.a, function) }
            return function.constantInteger(step.a) != nil ? headTable(step.b, function) : nil
        case .load:
            guard let place = step.place.id else { return nil }
            let cells = context.cells(place, work.instance)
            if case .local = function.places[place].root {
                guard let variable = cells.first.flatMap({ variable($0) }),
                    let stored = work.stored[work.current[variable]], stored != operand
                else { return nil }
                return headTable(stored, function)
            }
            guard work.uses?.passes[place] != nil, !cells.isEmpty,
                cells.allSatisfy({ tables.heads.contains($0) })
            else { return nil }
            return table(of: place)
        default: return nil
        }
    }

    /// What decides how long one chain of a table is, where a join counts in one chain alone: only over
    /// all chains comes the same together.
    func spread(at join: Join, _ gate: Int) -> Int? {
        if let cell = work.cells[join.variable],
            context.program.types.isPointerLike(context.facts.cells[cell].type)
        {
            return nil
        }
        if work.chainEnds[gate] != nil, join.block == gate {
            let around = work.loopsOfBlock[gate].map { work.loops[$0] }
                .first { work.tablesOfLoops[$0.header] != nil && $0.header != gate }
            guard let around, !isCarried(join.version, by: around) else { return nil }
            return work.tablesOfLoops[around.header]
        }
        guard let number = work.headTests[gate] else { return nil }
        let isOutside = join.operands.contains { operand in
            changesOutsideChains(operand.version, before: join)
        }
        return isOutside ? number : nil
    }

    func changesOutsideChains(_ version: Int, before join: Join) -> Bool {
        if work.joinOfVersion[version] != nil { return false }
        let block = work.versions[version].block
        guard let loops = work.loopsOfBlock[safe: block] else { return false }
        let around = loops.map { work.loops[$0].header }
        guard around.contains(where: { work.tablesOfLoops[$0] != nil }) else { return false }
        return !around.contains { work.chainEnds[$0] != nil }
    }

    /// Whether a block runs once for each chain, not for each entry.
    func runsPerChain(_ block: Int) -> Bool {
        guard let loops = work.loopsOfBlock[safe: block] else { return true }
        return !loops.contains { work.chainEnds[work.loops[$0].header] != nil }
    }

    func hasPasses(_ uses: LayoutTables.Uses) -> Bool { !uses.passes.isEmpty }

    mutating func joinedNode(_ origins: [FlowNodeID]) -> FlowNodeID? {
        if origins.count <= 1 { return origins.first }
        let node = makeNode(.value)
        for origin in origins { flow.graph.connect(origin, node) }
        return node
    }

    /// What a test is computed from, without where the cursor is.
    mutating func collectTest(
        _ operand: Operand, _ search: SearchLoop, _ function: Function,
        _ origins: inout [FlowNodeID]
    ) {
        guard let value = operand.value else {
            if let node = flowNode(of: operand) { origins.append(node) }
            return
        }
        let step = function.instructions[value]
        func names(_ place: PlaceID) -> Bool {
            function.addressOperands(place).contains { isCursor($0, search, function) }
        }
        switch step.opcode {
        case .load:
            guard let place = step.place.id else { return }
            if case .local(let local) = function.places[place].root {
                if local == search.cursor {
                    if let node = work.cursorContents[search.header] { origins.append(node) }
                    return
                }
                if work.uses?.counters.contains(local.index) ?? false { return }
            }
            if names(place) {
                addContents(Array(context.cells(place, work.instance)), &origins)
            } else if let node = flowNode(of: operand) {
                origins.append(node)
            }
        case .unary, .binary, .compare, .cast, .pointerAdd:
            collectTest(step.a, search, function, &origins)
            collectTest(step.b, search, function, &origins)
        case .addressOf: break
        case .call:
            for argument in function.arguments(of: CallID(step.extra)) {
                collectTest(argument, search, function, &origins)
                addContents(context.pointees(argument, work.instance, function), &origins)
            }
        default: if let node = flowNode(of: operand) { origins.append(node) }
        }
    }

    mutating func addContents(_ cells: [CellID], _ origins: inout [FlowNodeID]) {
        for (origin, influence) in contents(ofAll: cells) {
            if influence == .value {
                origins.append(origin)
            } else {
                let node = makeNode(.load)
                flow.graph.connect(origin, node, influence)
                origins.append(node)
            }
        }
    }

    func isCursor(_ operand: Operand, _ search: SearchLoop, _ function: Function) -> Bool {
        let operand = function.withoutCasts(operand)
        guard let step = operand.value.map({ function.instructions[$0] }) else { return false }
        switch step.opcode {
        case .load, .addressOf:
            guard let place = step.place.id else { return false }
            if case .local(let local) = function.places[place].root {
                return local == search.cursor
            }
            return function.addressOperands(place).contains { isCursor($0, search, function) }
        case .pointerAdd:
            return isCursor(step.a, search, function) || isCursor(step.b, search, function)
        default: return false
        }
    }

    /// The search that a block's branch belongs to.
    func search(around block: Int) -> SearchLoop? {
        guard let uses = work.uses, work.searchTests[block] != nil else { return nil }
        return uses.searches.first { $0.blocks.contains(block) }
    }

    /// Whether a join gets something else only where the search has found its entry.
    func changesWhenFound(_ join: Join, _ search: SearchLoop) -> Bool {
        if !search.blocks.contains(join.block) { return true }
        if search.foundBlocks.contains(join.block) { return true }
        if let cell = work.cells[join.variable],
            case .local(_, search.cursor) = context.facts.objects[context.facts.cells[cell].object]
                .kind
        {
            return false
        }
        var seen: Set<Int> = [join.version]
        var open = join.operands.filter { search.blocks.contains($0.block) }.map(\.version)
        while let version = open.popLast() {
            guard seen.insert(version).inserted else { continue }
            if let number = work.joinOfVersion[version] {
                let inner = work.joins[number]
                if inner.block == search.header { continue }
                if search.blocks.contains(inner.block) {
                    open += inner.operands.map(\.version)
                    continue
                }
            }
            let block = work.versions[version].block
            if search.blocks.contains(block), !search.foundBlocks.contains(block) { return false }
        }
        return true
    }
}

extension Array {
    subscript(safe index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
