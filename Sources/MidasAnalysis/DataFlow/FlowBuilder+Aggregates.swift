import MidasBase
import MidasDictionary
import MidasIR

/// Memory that is written as a whole: cleared, initialised, copied.
extension FlowBuilder {
    mutating func fill(_ step: Instruction, _ function: Function) {
        guard let place = step.place.id else { return }
        let cells = context.cells(place, work.instance)
        let isWhole = coversElements(place, cells, function)
        let value = buildConstant(function.ranges[step.range].macro)
        for cell in cells {
            guard let variable = variable(cell) else {
                writeShared(value, to: cell, influence: .value)
                continue
            }
            let isStrong = isWhole || (isOneObject(cells) && !context.facts.cells[cell].isElement)
            let content: Content = step.opcode == .zero ? .number(0) : .unknown
            write(value, content, to: cell, variable, isStrong: isStrong)
        }
        signalWhole(Array(cells))
    }

    /// The source that a macro stands for whose text differs between builds.
    mutating func buildConstant(_ macro: StringID) -> FlowNodeID? {
        guard macro != StringTable.empty,
            let model = context.dictionary.function(context.program.strings[macro])
        else { return nil }
        for output in model.outputs {
            guard case .refinement(let refinement) = output.cause, isCounted(refinement) else {
                continue
            }
            let node = makeNode(.source)
            addSource(node, refinement, .expression(.buildMacro))
            return node
        }
        return nil
    }

    func isOneObject(_ cells: ArraySlice<CellID>) -> Bool {
        guard let first = cells.first, let last = cells.last else { return false }
        return context.facts.cells[first].object == context.facts.cells[last].object
    }

    /// Whether an aggregate place covers the arrays in it: it names one object and no element.
    func coversElements(
        _ place: PlaceID, _ cells: ArraySlice<CellID>, _ function: Function
    ) -> Bool {
        guard isOneObject(cells) else { return false }
        for case .index in function.projections(of: place) { return false }
        if case .pointer = function.places[place].root, let first = cells.first {
            return !context.facts.cells[first].isElement
        }
        return true
    }

    mutating func copy(_ step: Instruction, _ function: Function) {
        guard let target = step.place.id else { return }
        copy(from: PlaceID(step.extra), to: target, function)
        signalWhole(Array(context.cells(target, work.instance)))
    }

    mutating func copy(from origin: PlaceID, to target: PlaceID, _ function: Function) {
        let sources = context.cells(origin, work.instance)
        let targets = context.cells(target, work.instance)
        let originAddress = addressNodes(origin, function)
        var address = storeAddress(target, function)
        let pass = passSource(origin, originAddress, function)
        let order: OrderPassage = table(of: target) == nil ? .kept : .cleared
        if let pass, order == .kept { address.append(pass) }
        if pass == nil || !isCounted(pass: origin) { address += originAddress }
        let isWhole = coversElements(target, targets, function)
        let origins = aligned(sources, with: targets)
        let isOne = isOneObject(targets)
        var known: [[CellID]: (FlowNodeID?, Content)] = [:]
        var shared: [FlowNodeID: [CellID]] = [:]
        let count = mistakes.contains(.shortCopies) ? 1 : targets.count
        for (cell, matching) in zip(targets.prefix(count), origins) {
            let (value, content) = known[matching] ?? joined(matching)
            if matching.count > 1 { known[matching] = (value, content) }
            if let value, targets.count > 2, variable(cell) == nil {
                shared[value, default: []].append(cell)
                continue
            }
            write(
                value, content, to: cell, isStrong: isWhole || (isOne && !isElement(cell)), address,
                order: order)
        }
        for value in shared.keys.sorted() {
            writeShared(
                withAddress(value, address), to: shared[value] ?? [], influence: .value,
                order: order)
        }
    }

    /// A value together with what decides where it goes.
    mutating func withAddress(
        _ value: FlowNodeID?, _ address: [FlowNodeID]
    ) -> FlowNodeID? {
        if address.isEmpty { return value }
        let node = makeNode(.value)
        flow.graph.connect(value, node)
        for decider in address { flow.graph.select(decider, node) }
        return node
    }

    func isElement(_ cell: CellID) -> Bool { context.facts.cells[cell].isElement }

    /// Writes to a cell, versioned or shared.
    mutating func write(
        _ value: FlowNodeID?, _ content: Content, to cell: CellID, isStrong: Bool,
        _ address: [FlowNodeID], influence: Influence = .value, order: OrderPassage = .kept
    ) {
        if let variable = variable(cell) {
            write(
                value, content, to: cell, variable, isStrong: isStrong, address,
                influence: influence, order: order)
        } else {
            var origin = value
            if !address.isEmpty {
                let node = makeNode(.value)
                flow.graph.connect(value, node)
                for decider in address { flow.graph.connect(decider, node, .control) }
                origin = node
            }
            writeShared(origin, to: cell, influence: influence, order: order)
        }
    }

    /// For every target cell the cells whose contents it gets: by position in their objects.
    func aligned(
        _ sources: ArraySlice<CellID>, with targets: ArraySlice<CellID>
    ) -> [[CellID]] {
        let from = grouped(sources)
        let to = grouped(targets)
        let width = from.first?.count ?? 0
        let isAligned =
            from.allSatisfy { $0.count == width } && to.allSatisfy { $0.count == width }
        if !isAligned { return Array(repeating: Array(sources), count: targets.count) }
        return to.flatMap { group in
            group.indices.map { position in
                from.map { $0[$0.startIndex + position - group.startIndex] }
            }
        }
    }

    /// Cells of one object together.
    func grouped(_ cells: ArraySlice<CellID>) -> [ArraySlice<CellID>] {
        var groups: [ArraySlice<CellID>] = []
        var start = cells.startIndex
        for index in cells.indices {
            let next = index + 1
            let object = context.facts.cells[cells[index]].object
            if next == cells.endIndex || context.facts.cells[cells[next]].object != object {
                groups.append(cells[start..<next])
                start = next
            }
        }
        return groups
    }

    /// One value for the contents of several cells.
    mutating func joined(_ cells: [CellID]) -> (FlowNodeID?, Content) {
        if cells.count == 1, let cell = cells.first, let variable = variable(cell) {
            let version = work.versions[work.current[variable]]
            guard roles.isPersistent[cell.index], let node = version.flow else {
                return (version.flow, version.content)
            }
            let load = makeNode(.load, cell: cell)
            flow.graph.connect(node, load, .hop)
            return (load, version.content)
        }
        let origins = contents(ofAll: cells)
        guard !origins.isEmpty else { return (nil, .unknown) }
        let node = makeNode(.load)
        for (origin, influence) in origins { flow.graph.connect(origin, node, influence) }
        return (node, .unknown)
    }
}
