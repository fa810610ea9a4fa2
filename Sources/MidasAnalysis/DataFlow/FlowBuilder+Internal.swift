import MidasBase
import MidasDictionary
import MidasIR

/// A part of a function that runs in internal requests, while its function is built.
struct InternalPart {
    var region: InternalRegion
    var source: FlowNodeID
    /// What it changes.
    var variables: Set<Int> = []
}

/// Internal requests fall at other points of the order in every replica: what they change differs. The
/// timer, or what else wakes the program, is the source; it decides whether their code has run.
extension FlowBuilder {
    /// The node for what begins internal requests at a call.
    mutating func internalSource(_ cause: CallSite) -> FlowNodeID {
        if let known = internalSources[cause] { return known }
        let node = flow.graph.add(.source, cause.instance, cause.instruction)
        internalSources[cause] = node
        let symbol = context.targets(cause.instance, cause.instruction).lazy.compactMap {
            if case .external(let symbol) = $0 { symbol } else { nil }
        }.first
        flow.sources.append(
            SourceSite(
                node: node, refinement: .schedulingTimeout,
                likelihood: Refinement.schedulingTimeout.likelihood, instance: cause.instance,
                instruction: cause.instruction,
                cause: symbol.map { .function($0) } ?? .expression(.internalRequest)))
        return node
    }

    // MARK: Inside functions

    mutating func findInternalParts(_ regions: ControlRegions) {
        for region in context.entries.internalRequests.regions[work.instance] ?? [] {
            work.internalParts.append(
                InternalPart(region: region, source: internalSource(region.cause)))
        }
    }

    /// Decisions of blocks that run in internal requests: by these as well.
    mutating func makeInternalDecisions(_ function: Function) {
        work.plainDecisions = work.decisions
        guard !work.internalParts.isEmpty else { return }
        struct Key: Hashable {
            var plain: FlowNodeID
            var parts: [Int]
        }
        var known: [Key: FlowNodeID] = [:]
        for block in work.decisions.indices {
            let parts = work.internalParts.indices.filter {
                work.internalParts[$0].region.blocks.contains(block)
            }
            guard !parts.isEmpty else { continue }
            let key = Key(plain: work.decisions[block], parts: parts)
            let node =
                known[key]
                ?? flow.graph.add(
                    .decision, work.instance,
                    InstructionID(function.blocks[BlockID(block)].start))
            if known[key] == nil {
                flow.graph.connect(work.plainDecisions[block], node)
                for part in parts {
                    flow.graph.connect(
                        work.internalParts[part].source, node, .control, .shared)
                }
            }
            known[key] = node
            work.decisions[block] = node
        }
    }

    /// Notes what an instruction changes; functions that have parts of their own do so themselves.
    mutating func noteInternalChanges(
        _ id: InstructionID, _ written: [CellID], in block: Int
    ) {
        var own: [InstanceID: Set<CellID>]?
        for part in work.internalParts.indices
        where work.internalParts[part].region.blocks.contains(block) {
            let carriers = carriers(at: CallSite(instance: work.instance, instruction: id))
            if own == nil {
                own = carriers.reduce(into: [:]) {
                    $0[$1] = Set(flow.shapes[$1].outputCells.map { CellID($0) })
                }
            }
            for cell in written where !isWatched(cell) {
                if let own, own.values.contains(where: { $0.contains(cell) }) { continue }
                if let variable = variable(cell) {
                    work.internalParts[part].variables.insert(variable)
                }
            }
        }
    }

    func carriers(at site: CallSite) -> Set<InstanceID> {
        context.entries.internalRequests.carriers[site] ?? []
    }

    private func isWatched(_ cell: CellID) -> Bool {
        context.entries.internalRequests.watched.contains(cell.index)
    }

    /// What decides whether cells are written here.
    func decision(for cells: ArraySlice<CellID>) -> FlowNodeID {
        cells.allSatisfy(isWatched)
            ? work.plainDecisions[work.block] : work.decisions[work.block]
    }

    /// What waits has no part in what it waits for: who is ready is a token.
    mutating func withoutTimer(
        _ targets: [CallTarget], _ body: (inout FlowBuilder) -> Void
    ) {
        let waits = targets.contains { target in
            context.model(target)?.waits.contains { $0.reason == .demultiplex } ?? false
        }
        let decision = work.decisions[work.block]
        if waits || !carriers(at: site).isEmpty {
            work.decisions[work.block] = work.plainDecisions[work.block]
        }
        body(&self)
        work.decisions[work.block] = decision
    }

    /// What decides whether a callee runs.
    func decision(for callee: InstanceID) -> FlowNodeID {
        carriers(at: site).contains(callee)
            ? work.plainDecisions[work.block] : work.decisions[work.block]
    }

    /// At the head of a request loop meet rounds of all kinds.
    mutating func connectInternalParts(_ join: Join, to node: FlowNodeID) {
        guard !work.internalParts.isEmpty, isRequestHead(join.block),
            changes(work.latchContents[join.variable], .version(join.version))
        else { return }
        for part in work.internalParts where part.variables.contains(join.variable) {
            flow.graph.connect(part.source, node, .control, .shared)
        }
    }

    private func isRequestHead(_ block: Int) -> Bool {
        quiescence.headers(in: work.instance).contains { $0.index == block }
    }

    /// What the function leaves at the ends of its rounds, or, if it has none, when it returns.
    mutating func connectInternalOutputs() {
        let shape = flow.shapes[work.instance]
        let heads = work.joins.filter { isRequestHead($0.block) }
        for part in work.internalParts {
            for variable in part.variables.sorted() {
                guard let cell = work.cells[variable] else { continue }
                let before = heads.first { $0.variable == variable }?.version ?? variable
                if let contents = work.latchContents[variable] {
                    guard changes(contents, .version(before)) else { continue }
                    leave(part.source, in: cell, .control)
                } else if let index = shape.index(ofOutput: cell.raw),
                    changes(
                        [work.versions[work.exitVersions[variable]].content], .version(variable))
                {
                    flow.graph.connect(part.source, shape.outputs[index], .control, .shared)
                }
            }
        }
    }

    /// Whether not all ways leave the same constant, or what was there before.
    private func changes(_ contents: [Content]?, _ before: Content) -> Bool {
        guard let contents else { return true }
        let all = Set(contents.map { canonical($0) })
        guard all.count == 1, let content = all.first else { return true }
        return content.number == nil && content != before
    }

    /// What quiescence finds in a cell.
    mutating func leave(_ node: FlowNodeID, in cell: CellID, _ influence: Influence) {
        if idempotent[cell] != nil {
            flow.graph.touch(node, cellNode(cell))
        } else {
            flow.graph.connect(node, cellNode(cell), influence, .shared)
        }
    }

    mutating func noteLatch() {
        guard !work.internalParts.isEmpty else { return }
        for variable in work.cells.indices where isPersistent(variable) {
            work.latchContents[variable, default: []].append(
                work.versions[work.current[variable]].content)
        }
    }

    // MARK: Whole functions

    /// Handlers that a library runs on its own account: that they have run at all is by its doing.
    mutating func connectInternalHandlers() {
        for handler in context.entries.internalRequests.handlers {
            let source = internalSource(handler.cause)
            let shape = flow.shapes[handler.instance]
            flow.graph.connect(source, shape.called, .control, .shared)
            for cell in shape.outputCells { leave(source, in: CellID(cell), .control) }
        }
        connectReaders()
    }

    /// Requests find in a place that only internal ones fill whether that has happened yet.
    private mutating func connectReaders() {
        guard !idempotent.isEmpty else { return }
        let inner = Set(context.entries.internalRequests.handlers.map(\.instance))
        for entry in context.entries.entries where !inner.contains(entry.instance) {
            switch entry.kind {
            case .main, .initializer, .exitHandler, .signalHandler: continue
            case .thread, .requestHandler, .library: break
            }
            let shape = flow.shapes[entry.instance]
            for (cell, input) in zip(shape.inputCells, shape.inputs) {
                guard let cause = idempotent[CellID(cell)] else { continue }
                flow.graph.connect(internalSource(cause), input, .control, .shared)
            }
        }
    }

    /// What a dispatch that something nondeterministic decides runs, may have run or not.
    mutating func connectDispatched(_ handler: InstanceID) {
        let shape = flow.shapes[handler]
        let decision = work.decisions[work.block]
        flow.graph.connect(decision, shape.called, .control, .shared)
        for cell in shape.outputCells {
            flow.graph.connect(decision, cellNode(CellID(cell)), .control, .shared)
        }
    }
}
