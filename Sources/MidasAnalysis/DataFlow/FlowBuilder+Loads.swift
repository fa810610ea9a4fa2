import MidasBase
import MidasDictionary
import MidasIR

/// What a read of memory may find.
extension FlowBuilder {
    mutating func load(_ id: InstructionID, _ step: Instruction, _ function: Function) {
        guard let place = step.place.id else { return }
        let cells = context.cells(place, work.instance)
        if !signals.stops.isEmpty, !cells.isEmpty, cells.allSatisfy(signals.stops.contains) {
            return
        }
        if loadOfLayout(id, place, function) { return }
        if !cells.isEmpty, cells.allSatisfy({ unwritten.isUnwrittenHeap($0, context.facts) }) {
            let node = makeNode(.source)
            addSource(node, .uninitialisedHeap, .expression(.uninitialisedRead))
            work.valueNodes[id.index] = node.raw
            return
        }
        var address = addressNodes(place, function)
        if cells.count == 1, let cell = cells.first, let variable = variable(cell),
            !context.facts.cells[cell].isElement
        {
            let version = work.versions[work.current[variable]]
            work.valueContents[id.index] = version.content
            if version.isUndefined, isLocalOfOurs(cell) {
                let node = makeNode(.source)
                addSource(node, .uninitialisedStack, .expression(.uninitialisedRead))
                work.valueNodes[id.index] = node.raw
                return
            }
            let isOrdered = unordered[site].isEmpty
            let rounds = roundsCounted(in: work.current[variable], id)
            if !rounds.isEmpty {
                work.counted.insert(id.index)
                let node = makeNode(.load)
                let influence: Influence = isHop(cell) ? .hop : .value
                flow.graph.connect(version.flow, node, influence)
                for round in rounds { flow.graph.connect(round, node, order: .only) }
                if let race = unorderedSource(isWrite: false) { flow.graph.connect(race, node) }
                work.valueNodes[id.index] = node.raw
                return
            }
            if address.isEmpty && !roles.isPersistent[cell.index] && isOrdered {
                work.valueNodes[id.index] = version.node
                return
            }
        }
        var origins: [(FlowNodeID, Influence)] = []
        collectContents(of: place, cells, &origins)
        if let race = unorderedSource(isWrite: false) { origins.append((race, .value)) }
        if readsUnwrittenBytes(place, cells, function) {
            let source = makeNode(.source)
            addSource(source, .uninitialisedPadding, .expression(.unwrittenBytes))
            origins.append((source, .value))
        }
        if let pass = passSource(place, address, function) {
            origins.append((pass, .value))
            if isCounted(pass: place) { address = [] }
        }
        guard !origins.isEmpty || !address.isEmpty else { return }
        let node = makeNode(.load)
        for (origin, influence) in origins { flow.graph.connect(origin, node, influence) }
        // What a pointer of unknown target points to has the pointer's own label.
        for origin in address {
            if cells.isEmpty {
                flow.graph.connect(origin, node)
            } else {
                let order: OrderPassage = isBehindKeyTest(function) ? .cleared : .kept
                flow.graph.select(origin, node, order: order)
            }
        }
        work.valueNodes[id.index] = node.raw
    }

    /// Whether code that goes over the bytes of a record one by one meets some that no code ever
    /// writes: what a checksum of a struct finds between its members.
    private func readsUnwrittenBytes(
        _ place: PlaceID, _ cells: ArraySlice<CellID>, _ function: Function
    ) -> Bool {
        guard cells.count > 1, case .pointer = function.places[place].root,
            context.program.types.isByte(function.places[place].type)
        else { return false }
        return grouped(cells).contains { group in
            let object = context.facts.objects[context.facts.cells[group[group.startIndex]].object]
            guard group.count > 1, group.count == object.cellCount, let type = object.type else {
                return false
            }
            return unwritten.leaksBytes(
                Array(group), bytes: context.program.types.size(type), context)
        }
    }

    func isLocalOfOurs(_ cell: CellID) -> Bool {
        guard
            case .local(let owner, _) = context.facts.objects[context.facts.cells[cell].object].kind
        else { return false }
        return owner == work.instance
    }

    /// What a read of a place may find, with hops marked.
    mutating func collectContents(
        of place: PlaceID, _ cells: ArraySlice<CellID>,
        _ origins: inout [(FlowNodeID, Influence)]
    ) {
        for cell in cells {
            guard let variable = variable(cell),
                let node = work.versions[work.current[variable]].flow
            else { continue }
            origins.append((node, isHop(cell) ? .hop : .value))
        }
        let set = context.facts.placeCells[work.instance][place.index]
        if let node = sharedLoad(set) {
            unrepeatable.insert(work.instance.index)
            origins.append((node, .value))
        }
    }

    /// What a read of one cell may find.
    mutating func contents(of cell: CellID) -> (node: FlowNodeID, influence: Influence)? {
        let influence: Influence = isHop(cell) ? .hop : .value
        if let variable = variable(cell) {
            return work.versions[work.current[variable]].flow.map { ($0, influence) }
        }
        return isShared(cell) ? (cellNode(cell), influence) : nil
    }

    /// What a read of several cells may find: versions one by one, shared cells by one node.
    mutating func contents(ofAll cells: [CellID]) -> [(node: FlowNodeID, influence: Influence)] {
        var found: [(node: FlowNodeID, influence: Influence)] = []
        var shared: [CellID] = []
        for cell in cells {
            if variable(cell) == nil, isShared(cell) {
                shared.append(cell)
            } else if let known = contents(of: cell) {
                found.append(known)
            }
        }
        if shared.count <= 2 {
            for cell in shared { if let known = contents(of: cell) { found.append(known) } }
        } else if let node = sharedLoad(spots.intern(shared)) {
            found.append((node, .value))
        }
        return found
    }

    /// What decides which object or element a place is.
    func addressNodes(_ place: PlaceID, _ function: Function) -> [FlowNodeID] {
        let isEntry = !work.foundIndices.isEmpty && table(of: place) != nil
        return function.addressOperands(place).compactMap {
            isEntry && isFoundIndex($0) ? nil : flowNode(of: $0)
        }
    }
}
