import MidasBase
import MidasDictionary
import MidasIR

/// Builds the dependence graph of a program, one instance after another, callees first.
struct FlowBuilder {
    let context: FlowContext
    let roles: MemoryRoles
    let order: CallOrder
    let whole: WholeProgramFacts
    /// Tables hashed by hand.
    let tables: LayoutTables
    let quiescence: QuiescentCode
    /// Accesses to shared memory whose order nothing fixes.
    let unordered: UnorderedSites
    let signals: SignalFlags
    /// None but in tests.
    let mistakes: AnalysisFaults
    var spans: MemorySpans
    var effects: SideEffects
    let unwritten: UnwrittenMemory
    /// Places that internal requests fill with one constant, with what begins these.
    let idempotent: [CellID: CallSite]
    var internalSources: [CallSite: FlowNodeID] = [:]
    /// By cell: whether a request that runs apart from the loop that waits for it may write it.
    private(set) var isLeftByRequests: BitSet
    var flow = FlowAssembly()
    /// Instances that, called twice with equal inputs, may leave different things.
    var unrepeatable = BitSet()
    /// What is being built.
    var work = InstanceWork()
    /// By cell: its variable's number in the instance being built.
    var variableOfCell: [UInt32]
    /// By cell set: the nodes that loads from and stores to its shared cells go through.
    private var loadNodes: [UInt32]
    private var storeNodes: [UInt32]
    /// The same for lists of cells that calls name.
    var spots = Spots()

    init(_ context: FlowContext) {
        self.context = context
        var roles = MemoryRoles(context)
        let limit = VersionBudget.limit(context)
        let ambiguous = roles.costOfAmbiguity(context).unaffordable(limit: limit)
        roles.share(ambiguous)
        order = CallOrder(context)
        tables = LayoutTables(context)
        var whole = WholeProgramFacts(context, order)
        whole.hasOrder = whole.hasOrder || !tables.isEmpty
        self.whole = whole
        quiescence = QuiescentCode(context, order)
        unordered = UnorderedSites(context.concurrency)
        signals = SignalFlags(context, order, roles)
        mistakes = context.options.mistakes
        spans = MemorySpans(context.program, context.facts)
        effects = SideEffects(context, roles, order, whole, &spans)
        unwritten = UnwrittenMemory(context, effects.written)
        let costs = effects.costOfPassing(context, order, cellCount: context.facts.cells.count)
        let passed = costs.unaffordable(limit: limit)
        roles.share(passed)
        if !passed.isEmpty { effects.keep(roles.isVersioned) }
        self.roles = roles
        idempotent = IdempotentPlaces(context, order, roles).causes
        isLeftByRequests = Self.leftByRequests(context, effects)
        flow.touchedCells = unordered.commutingCells
        flow.sharedForCost = ambiguous.count + passed.count
        variableOfCell = Array(repeating: .max, count: context.facts.cells.count)
        loadNodes = Array(repeating: .max, count: context.facts.sets.slices.count)
        storeNodes = loadNodes
        flow.cellNodes = Array(repeating: .max, count: context.facts.cells.count)
    }

    /// The graph, and what stands for calls in it.
    static func build(
        _ context: FlowContext, _ observe: PhaseObserver
    ) -> (FlowAssembly, summaries: Summaries.Result) {
        var builder = FlowBuilder(context)
        observe(builder.effectFigures)
        for instance in context.facts.callGraph.instances.ids { builder.makeInputs(instance) }
        for component in builder.order.components {
            for raw in component { builder.build(InstanceID(raw)) }
        }
        builder.connectEntries()
        builder.connectInternalHandlers()
        builder.connectLibraryVariables()
        observe(builder.flow.figures)
        let summaries = Summaries.add(to: &builder.flow, order: builder.order)
        observe(
            PhaseFigures(
                "summaries",
                ["edges": summaries.edges.count, "relaxed instances": summaries.relaxed.count]))
        return (builder.flow, summaries)
    }

    private var effectFigures: PhaseFigures {
        PhaseFigures(
            "side effects",
            [
                "versioned cells": roles.isVersioned.count { $0 },
                "too dear": flow.sharedForCost,
                "reads": effects.reads.reduce(0) { $0 + $1.count },
                "writes": effects.writes.reduce(0) { $0 + $1.count },
                "components": order.components.count,
                "largest component": order.components.map(\.count).max() ?? 0,
            ])
    }

    // MARK: Shared cells

    /// The node for all that a cell ever leaves at quiescence or, if it is shared, ever holds.
    mutating func cellNode(_ cell: CellID) -> FlowNodeID {
        let known = flow.cellNodes[cell.index]
        if known != .max { return FlowNodeID(known) }
        let node = flow.graph.add(.cell, nil, nil, cell: cell)
        flow.cellNodes[cell.index] = node.raw
        return node
    }

    /// Whether a load from a cell is one from persistent state: what is constant keeps no state.
    func isHop(_ cell: CellID) -> Bool {
        guard roles.isPersistent[cell.index] else { return false }
        let object = context.facts.objects[context.facts.cells[cell].object]
        guard case .global(let symbol) = object.kind else { return true }
        return !context.program.symbols[symbol].flags.contains(.isConstant) && !isOfLibrary(symbol)
    }

    /// Whether a variable lies outside the tree: what it holds is state hidden in a library.
    func isOfLibrary(_ symbol: SymbolID) -> Bool {
        let flags = context.program.symbols[symbol].flags
        return flags.contains(.isSystem) && !flags.contains(.isDefined)
    }

    func isShared(_ cell: CellID) -> Bool {
        !roles.isVersioned[cell.index]
            && MemoryRoles.isData(context.facts.objects[context.facts.cells[cell].object].kind)
    }

    /// What a load from the shared cells of a set of points-to may find; nil if it has none.
    mutating func sharedLoad(_ set: CellSetID) -> FlowNodeID? {
        let known = loadNodes[set.index]
        if known != .max { return known == Self.noNode ? nil : FlowNodeID(known) }
        let node = sharedLoad(context.facts.sets[set])
        loadNodes[set.index] = node?.raw ?? Self.noNode
        return node
    }

    /// What a load from the shared cells of a spot may find; nil if it has none.
    mutating func sharedLoad(_ spot: SpotID) -> FlowNodeID? {
        let known = spots.loads[spot.index]
        if known != .max { return known == Self.noNode ? nil : FlowNodeID(known) }
        let node = sharedLoad(spots.cells[spot.index][...])
        spots.loads[spot.index] = node?.raw ?? Self.noNode
        return node
    }

    private mutating func sharedLoad(_ all: ArraySlice<CellID>) -> FlowNodeID? {
        let cells = all.filter { isShared($0) }
        guard !cells.isEmpty else { return nil }
        let node = flow.graph.add(.load, nil, nil)
        for cell in cells {
            let isHop = isHop(cell)
            flow.graph.connect(cellNode(cell), node, isHop ? .hop : .value, .shared)
        }
        return node
    }

    /// What a store to the shared cells of a set of points-to reaches; nil if it has none.
    mutating func sharedStore(_ set: CellSetID) -> FlowNodeID? {
        let known = storeNodes[set.index]
        if known != .max { return known == Self.noNode ? nil : FlowNodeID(known) }
        let node = sharedStore(context.facts.sets[set])
        storeNodes[set.index] = node?.raw ?? Self.noNode
        return node
    }

    /// What a store to the shared cells of a spot reaches; nil if it has none.
    mutating func sharedStore(_ spot: SpotID) -> FlowNodeID? {
        let known = spots.stores[spot.index]
        if known != .max { return known == Self.noNode ? nil : FlowNodeID(known) }
        let node = sharedStore(spots.cells[spot.index][...])
        spots.stores[spot.index] = node?.raw ?? Self.noNode
        return node
    }

    private mutating func sharedStore(_ all: ArraySlice<CellID>) -> FlowNodeID? {
        let cells = all.filter { isShared($0) }
        guard !cells.isEmpty else { return nil }
        let node = flow.graph.add(.write, nil, nil)
        for cell in cells { flow.graph.connect(node, cellNode(cell), .value, .shared) }
        return node
    }

    /// Stands for what has no node, where `.max` stands for what is not known yet.
    private static let noNode = UInt32.max - 1

    // MARK: Inputs

    /// What an instance gets from its callers, and what it may leave.
    private mutating func makeInputs(_ instance: InstanceID) {
        var shape = InstanceShape()
        let function = context.function(instance)
        shape.called = flow.graph.add(.input, instance, nil)
        for parameter in 0..<Int(function.parameterCount) {
            let object = context.facts.objects[
                context.facts.localObjects[instance][parameter]]
            shape.parameters.append(UInt32(shape.parameterInputs.count))
            for cell in object.firstCell.raw..<object.firstCell.raw + object.cellCount {
                shape.parameterInputs.append(
                    flow.graph.add(.input, instance, nil, cell: CellID(cell)))
            }
        }
        shape.parameters.append(UInt32(shape.parameterInputs.count))
        shape.inputCells = union(
            effects.reads[instance.index], effects.writes[instance.index])
        for cell in shape.inputCells {
            shape.inputs.append(flow.graph.add(.input, instance, nil, cell: CellID(cell)))
        }
        shape.result = flow.graph.add(.output, instance, nil)
        shape.leaving = flow.graph.add(.output, instance, nil)
        shape.outputCells = effects.writes[instance.index]
        for cell in shape.outputCells {
            shape.outputs.append(flow.graph.add(.output, instance, nil, cell: CellID(cell)))
        }
        for cell in resultCells(instance, function) {
            shape.resultOutputs.append(flow.graph.add(.output, instance, nil, cell: cell))
        }
        flow.shapes.append(shape)
    }

    private func union(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var all = a + b
        all.sort()
        var unique: [UInt32] = []
        unique.reserveCapacity(all.count)
        for member in all where unique.last != member { unique.append(member) }
        return unique
    }

    /// The cells of the aggregate that an instance returns.
    mutating func resultCells(_ instance: InstanceID, _ function: Function) -> [CellID] {
        guard context.program.types.isAggregate(function.resultType),
            let object = flow.resultObjects(context.facts)[instance]
        else { return [] }
        let known = context.facts.objects[object]
        return context.facts.withElements(
            (known.firstCell.raw..<known.firstCell.raw + known.cellCount).map { CellID($0) })
    }

    /// Entries find what quiescence left, and leave what the next find.
    private mutating func connectEntries() {
        for entry in context.entries.entries {
            let shape = flow.shapes[entry.instance]
            for (index, cell) in shape.inputCells.enumerated()
            where !mistakes.contains(.missingCarryOver) {
                flow.graph.connect(cellNode(CellID(cell)), shape.inputs[index], .value, .shared)
            }
            for (index, cell) in shape.outputCells.enumerated() {
                leave(shape.outputs[index], in: CellID(cell), .value)
            }
        }
    }
}
