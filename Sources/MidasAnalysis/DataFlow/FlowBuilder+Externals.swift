import MidasBase
import MidasDictionary
import MidasIR

/// Calls of functions outside the tree: what their models say, or that nothing is known.
extension FlowBuilder {
    // MARK: Functions outside the tree

    mutating func apply(
        _ model: FunctionModel, _ bound: BoundCall, _ outcome: inout CallOutcome
    ) {
        let effects = ExternalEffects(model, bound, whole, &spans)
        let commutes =
            unordered[site].contains(.commutingWrite)
            && model.synchronisations.contains { $0.role == .atomicUpdate }
        for contribution in effects.contributions {
            if copyAligned(contribution, &outcome) { continue }
            let origins = origins(of: contribution, bound)
            for (node, influence) in origins {
                let inflow = Inflow(
                    node: node, influence: influence.then(contribution.influence),
                    order: commutes ? .cleared : contribution.order)
                deliver(inflow, to: contribution.target, &outcome)
            }
            if origins.isEmpty, case .cells(let cells, _) = contribution.target {
                for cell in cells { outcome.add(cell, nil) }
            }
        }
        for spot in effects.sorted {
            guard case .cells(let cells, _) = spot else { continue }
            for cell in cells { outcome.add(cell, nil) }
            outcome.sorted.formUnion(cells)
        }
        for spot in effects.overwritten {
            guard case .cells(let cells, let isWhole) = spot else { continue }
            for cell in cells {
                outcome.add(cell, nil)
                if isWhole { outcome.covered[cell, default: 0] += 1 }
            }
        }
        if let place = bound.callResult {
            for cell in context.cells(place, work.instance) {
                outcome.add(cell, nil)
                outcome.covered[cell, default: 0] += 1
            }
        }
        for output in effects.outputs { addOutput(output, bound) }
    }

    /// Copies between objects of one shape cell by cell; says whether it did. Where several objects
    /// are meant (one of two containers), a cell gets what any of them has at its place.
    private mutating func copyAligned(
        _ contribution: ExternalEffects.Contribution, _ outcome: inout CallOutcome
    ) -> Bool {
        guard contribution.isCopy, case .spot(.cells(let from, _)) = contribution.origin,
            case .cells(let to, _) = contribution.target, haveOneShape(from, to)
        else { return false }
        for (origins, target) in zip(aligned(from[...], with: to[...]), to) {
            for origin in origins {
                let known = contents(of: origin)
                outcome.add(
                    target,
                    known.map {
                        Inflow(
                            node: $0.node, influence: $0.influence, order: contribution.order)
                    })
            }
        }
        return true
    }

    /// Whether all objects that cells belong to have as many of them, of the same members.
    private func haveOneShape(_ from: [CellID], _ to: [CellID]) -> Bool {
        guard !from.isEmpty, !to.isEmpty else { return false }
        let groups = grouped(from[...]) + grouped(to[...])
        guard let first = groups.first, first.count > 1 else { return false }
        if groups.count == 2 { return groups[1].count == first.count }
        return groups.allSatisfy { group in
            group.count == first.count
                && zip(group, first).allSatisfy {
                    let (a, b) = (context.facts.cells[$0], context.facts.cells[$1])
                    return a.type == b.type && a.record == b.record && a.field == b.field
                }
        }
    }

    /// The nodes that a statement of a model draws from.
    private mutating func origins(
        of contribution: ExternalEffects.Contribution, _ bound: BoundCall
    ) -> [(FlowNodeID, Influence)] {
        switch contribution.origin {
        case .spot(let spot):
            var found = contents(of: spot)
            if case .hidden(let id) = spot, let initial = context.dictionary.state(id).initial,
                isCounted(initial)
            {
                let node = makeNode(.source)
                addSource(node, initial, .function(bound.symbol))
                found.append((node, .value))
            }
            return found
        case .refinement(.schedulingReady, _):
            guard case .result = contribution.target else { return [] }
            return [(addToken(bound.symbol), .value)]
        case .refinement(let refinement, let likelihood):
            guard isCounted(refinement) else { return [] }
            let node = makeNode(.source)
            addSource(node, refinement, .function(bound.symbol), likelihood: likelihood)
            return [(node, .value)]
        case .channel(let operand):
            let contents = channelContents(operand, bound.symbol)
            var found: [(FlowNodeID, Influence)] = []
            for refinement in contents where isCounted(refinement) {
                let node = makeNode(.source)
                addSource(node, refinement, .function(bound.symbol))
                found.append((node, .value))
            }
            return found
        }
    }

    /// What waiting gives back is no source unless it becomes data.
    private mutating func addToken(_ symbol: SymbolID) -> FlowNodeID {
        let node = makeNode(.value)
        unrepeatable.insert(work.instance.index)
        flow.tokens.append(
            SourceSite(
                node: node, refinement: .schedulingReady,
                likelihood: Refinement.schedulingReady.likelihood, instance: work.instance,
                instruction: work.instruction, cause: .function(symbol)))
        return node
    }

    /// Whether a refinement is a source under the options.
    mutating func isCounted(_ refinement: Refinement) -> Bool {
        if SourceRules(context.options).counts(refinement) { return true }
        flow.assumed.append(
            AssumedSite(
                refinement: refinement, instance: work.instance, instruction: work.instruction))
        return false
    }

    mutating func contents(
        of spot: BoundCall.Spot
    ) -> [(FlowNodeID, Influence)] {
        switch spot {
        case .nothing, .result, .errno: return []
        case .operands(let operands):
            return operands.compactMap { flowNode(of: $0) }.map { ($0, .value) }
        case .printed(let operands, let cells):
            return contents(of: .operands(operands)) + contents(of: .cells(cells, isWhole: false))
        case .cells(let cells, _):
            return contents(ofAll: cells)
        case .hidden(let id): return [(hiddenNode(id), .value)]
        }
    }

    mutating func deliver(
        _ inflow: Inflow, to spot: BoundCall.Spot, _ outcome: inout CallOutcome
    ) {
        switch spot {
        case .nothing, .operands, .printed, .errno: break
        case .result: outcome.results.append(inflow)
        case .cells(let cells, _):
            for cell in cells { outcome.add(cell, inflow) }
        case .hidden(let id):
            flow.graph.connect(
                inflow.node, hiddenNode(id), inflow.influence, .shared, order: inflow.order)
        }
    }

    /// State that a library keeps: never persistent, so a load from it is no hop.
    private mutating func hiddenNode(_ id: HiddenStateID) -> FlowNodeID {
        unrepeatable.insert(work.instance.index)
        return nodeOfHidden(id)
    }

    /// Variables of a library hold what it keeps (`timezone`, after `tzset`).
    mutating func connectLibraryVariables() {
        for object in context.facts.objects.ids {
            let known = context.facts.objects[object]
            guard case .global(let symbol) = known.kind, isOfLibrary(symbol),
                let model = context.models[symbol]
            else { continue }
            for case .state(let state) in model.flows.map(\.origin.root) {
                let node = nodeOfHidden(state)
                for raw in known.firstCell.raw..<known.firstCell.raw + known.cellCount {
                    flow.graph.connect(node, cellNode(CellID(raw)), .value, .shared)
                }
            }
        }
    }

    private mutating func nodeOfHidden(_ id: HiddenStateID) -> FlowNodeID {
        let raw = Int(id.raw)
        if let known = flow.hiddenNodes[raw] { return known }
        let node =
            flow.hiddenCells(context.facts)[raw].map { cellNode($0) }
            ?? flow.graph.add(.cell, nil, nil)
        flow.hiddenNodes[raw] = node
        return node
    }

    /// Everything that goes in may come out.
    mutating func applyUnknown(
        _ bound: BoundCall, _ outcome: inout CallOutcome
    ) {
        let node = makeNode(.value)
        unrepeatable.insert(work.instance.index)
        var behind: [CellID] = []
        for operand in bound.arguments {
            flow.graph.connect(flowNode(of: operand), node, .likelyValue)
            let cells =
                operand.place.map { Array(context.cells($0, work.instance)) }
                ?? bound.everythingBehind(operand)
            for (origin, influence) in contents(ofAll: cells) {
                flow.graph.connect(origin, node, influence.then(.likelyValue))
            }
            if operand.place == nil { behind += cells }
        }
        let inflow = Inflow(node: node, influence: .likelyValue)
        for cell in Set(behind).sorted() { outcome.add(cell, inflow) }
        if let place = bound.callResult {
            for cell in context.cells(place, work.instance) {
                outcome.add(cell, inflow)
            }
        }
        outcome.results.append(inflow)
    }
}
