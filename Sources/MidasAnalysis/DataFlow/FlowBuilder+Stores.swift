import MidasBase
import MidasDictionary
import MidasIR

/// What a write of one value leaves.
extension FlowBuilder {
    mutating func store(_ step: Instruction, _ function: Function) {
        guard let place = step.place.id else { return }
        let isCommuting = unordered[site].contains(.commutingWrite)
        if isCommuting, let change = change(of: step.a, at: place, function) {
            update(place, by: change, function)
        } else {
            write(
                flowNode(of: step.a), content(of: step.a), to: place, function,
                order: orderOfStore(work.instruction, place, function), stored: step.a)
        }
    }

    /// The other operand of an update that reads its own place.
    func change(
        of value: Operand, at place: PlaceID, _ function: Function
    ) -> Operand? {
        let cells = context.cells(place, work.instance)
        var value = value
        while let step = value.value.map({ function.instructions[$0] }), step.opcode == .cast {
            value = step.a
        }
        guard let step = value.value.map({ function.instructions[$0] }), step.opcode == .binary
        else { return nil }
        func isRead(_ operand: Operand) -> Bool {
            guard let load = operand.value.map({ function.instructions[$0] }) else { return false }
            if load.opcode == .cast { return isRead(load.a) }
            guard load.opcode == .load, let read = load.place.id else { return false }
            return context.cells(read, work.instance).elementsEqual(cells)
        }
        if isRead(step.a) { return step.b }
        return isRead(step.b) ? step.a : nil
    }

    /// An update that commutes with those of other threads: who reads in between sees the schedule,
    /// the place does not keep it.
    mutating func update(_ place: PlaceID, by change: Operand, _ function: Function) {
        let cells = context.cells(place, work.instance)
        var origins: [(FlowNodeID, Influence)] = []
        collectContents(of: place, cells, &origins)
        let node = makeNode(.value)
        for (origin, _) in origins { flow.graph.connect(origin, node) }
        // All that is added comes to the same, in whatever order: what single elements give, or sums of
        // them. Of sums, squares depend on who took which element.
        let order: OrderPassage = combinesTotals(change, function) ? .kept : .cleared
        flow.graph.connect(flowNode(of: change), node, order: order)
        write(node, .unknown, to: place, function, order: order)
    }

    /// Whether an operand is computed from what the function has summed up itself, other than by
    /// going on in the same way.
    private func combinesTotals(_ change: Operand, _ function: Function) -> Bool {
        guard let updates = work.updates else { return false }
        func kinds(_ local: LocalID) -> Set<Commutation> {
            var found: Set<Commutation> = []
            for id in function.instructions.ids {
                let step = function.instructions[id]
                guard step.opcode == .store, let place = step.place.id,
                    function.places[place].root == .local(local),
                    case .update(let kind) = updates.change(of: id)
                else { continue }
                found.insert(kind)
            }
            return found
        }
        func totals(_ operand: Operand, depth: Int) -> Set<Commutation> {
            guard depth < 12, let value = operand.value else { return [] }
            let step = function.instructions[value]
            if step.opcode == .load, let place = step.place.id,
                case .local(let local) = function.places[place].root
            {
                return kinds(local)
            }
            guard step.opcode == .cast || step.opcode == .binary || step.opcode == .unary else {
                return []
            }
            return totals(step.a, depth: depth + 1).union(totals(step.b, depth: depth + 1))
        }
        let found = totals(change, depth: 0)
        guard !found.isEmpty else { return false }
        var plain = change
        while let value = plain.value, function.instructions[value].opcode == .cast {
            plain = function.instructions[value].a
        }
        let isPlain = plain.value.map { function.instructions[$0].opcode == .load } ?? false
        guard isPlain, case .update(let kind) = updates.change(of: work.instruction) else {
            return true
        }
        return found != [kind]
    }

    /// Writes one scalar value to a place.
    mutating func write(
        _ value: FlowNodeID?, _ content: Content, to place: PlaceID, _ function: Function,
        order: OrderPassage = .kept, stored: Operand? = nil
    ) {
        let set = context.facts.placeCells[work.instance][place.index]
        let all = context.facts.sets[set]
        let cells = mistakes.contains(.missingAlias) ? all.prefix(1) : all
        let address = storeAddress(place, function)
        let isCertain = cells.count == 1 || mistakes.contains(.strongStores)
        var value = raced(stored.flatMap { linkValue($0, at: place, function) } ?? value)
        if signals.handlers.contains(work.instance.index) {
            value = signalled(value, cells) ?? value
        }
        for cell in cells {
            guard let variable = variable(cell) else { continue }
            let isStrong = isCertain && coversCell(place, cell, function)
            let old = work.current[variable]
            write(
                value, content, to: cell, variable, isStrong: isStrong, address, order: order)
            guard whole.hasOrder, isStrong else { continue }
            if order == .cleared, content.number == nil { work.bases[work.current[variable]] = old }
            if let stored { work.stored[work.current[variable]] = stored }
        }
        writeShared(
            value, set, isCertain: isCertain, address, order: order,
            decision: linkDecision(cells, function))
    }

    /// What decides whether a link is written: not which links there were before.
    private mutating func linkDecision(
        _ cells: ArraySlice<CellID>, _ function: Function
    ) -> FlowNodeID? {
        guard !cells.isEmpty, cells.allSatisfy({ isLinkCell($0) }),
            work.layoutDeciders.contains(work.block)
        else { return decision(for: cells) }
        if let known = work.linkDecisions[work.block] { return known }
        let node = makeNode(.decision)
        work.linkDecisions[work.block] = node
        return node
    }

    /// Whether a scalar place is all of its cell.
    func coversCell(_ place: PlaceID, _ cell: CellID, _ function: Function) -> Bool {
        let known = context.facts.cells[cell]
        if known.isElement && !mistakes.contains(.wholeElements) { return false }
        let types = context.program.types
        let width = types.size(function.places[place].type)
        return known.type == function.places[place].type || width >= types.size(known.type)
    }

    /// A new version of one cell.
    mutating func write(
        _ value: FlowNodeID?, _ content: Content, to cell: CellID, _ variable: Int, isStrong: Bool,
        _ address: [FlowNodeID] = [], influence: Influence = .value,
        order: OrderPassage = .kept
    ) {
        let old = work.versions[work.current[variable]]
        let content = content == .unknown ? Content.version(work.versions.count) : content
        let isWatched = roles.isPersistent[cell.index] || isOthers(cell)
        if isStrong && !isWatched && address.isEmpty && order == .kept {
            define(variable, Version(node: value?.raw ?? .max, content: content))
            return
        }
        let node = makeNode(.write, cell: cell)
        flow.graph.connect(value, node, influence, order: order)
        for origin in address { flow.graph.select(origin, node, order: order) }
        if isWatched {
            flow.graph.touch(work.decisions[work.block], node)
            flow.writes.append((cell, node))
        }
        if isStrong, let origin = canonical(content).version, origin < work.versions.count,
            work.versions[origin].variable == variable, variable != InstanceWork.result
        {
            // A saved value is restored: nothing has changed.
            define(variable, Version(node: work.versions[origin].node, content: .version(origin)))
            return
        }
        if !isStrong { flow.graph.connect(old.flow, node) }
        define(
            variable,
            Version(
                node: node.raw, content: isStrong ? content : .version(work.versions.count)))
    }

    func isOthers(_ cell: CellID) -> Bool {
        let holder = context.facts.holder(of: context.facts.cells[cell].object)
        switch context.facts.objects[holder].kind {
        case .local(let owner, _), .result(let owner): return owner != work.instance
        default: return true
        }
    }

    mutating func writeShared(
        _ value: FlowNodeID?, _ set: CellSetID, isCertain: Bool, _ address: [FlowNodeID],
        order: OrderPassage = .kept, decision: FlowNodeID? = nil
    ) {
        guard let store = sharedStore(set) else { return }
        let node = makeNode(.write)
        flow.graph.connect(value, node, isCertain ? .value : .likelyValue, order: order)
        for origin in address { flow.graph.select(origin, node, order: order) }
        let decider = decision ?? self.decision(for: context.facts.sets[set])
        flow.graph.connect(decider, node, order: order)
        flow.graph.connect(node, store, .value, .shared)
    }

    /// Writes a value to a shared cell.
    mutating func writeShared(
        _ value: FlowNodeID?, to cell: CellID, influence: Influence,
        order: OrderPassage = .kept
    ) {
        guard isShared(cell) else { return }
        let node = makeNode(.write, cell: cell)
        flow.graph.connect(value, node, influence, order: order)
        let isEntry = tables.table(cell) != nil
        flow.graph.connect(
            decision(for: [cell]), node,
            order: isEntry || order == .cleared ? order : .kept)
        flow.graph.connect(node, cellNode(cell), .value, .shared)
    }

    /// Writes a value to shared cells.
    mutating func writeShared(
        _ value: FlowNodeID?, to cells: [CellID], influence: Influence,
        order: OrderPassage = .kept
    ) {
        if cells.count == 1 {
            return writeShared(value, to: cells[0], influence: influence, order: order)
        }
        guard let store = sharedStore(spots.intern(cells)) else { return }
        let node = makeNode(.write)
        flow.graph.connect(value, node, influence, order: order)
        flow.graph.connect(
            decision(for: cells[...]), node, order: order == .cleared ? order : .kept)
        flow.graph.connect(node, store, .value, .shared)
    }
}
