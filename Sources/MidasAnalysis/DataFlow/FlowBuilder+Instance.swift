import MidasBase
import MidasDictionary
import MidasIR

extension FlowBuilder {
    /// Builds the part of the graph that one instance makes.
    mutating func build(_ instance: InstanceID) {
        let firstEdge = flow.graph.edges.count
        let firstLink = flow.links.count
        defer {
            flow.shapes[instance].edges = firstEdge..<flow.graph.edges.count
            flow.shapes[instance].links = firstLink..<flow.links.count
            effects.releaseRegions(of: instance)
        }
        guard let regions = effects.regions[instance.index], regions.isLive[0] else { return }
        let function = context.function(instance)
        work = InstanceWork()
        work.instance = instance
        work.function = function
        work.valueNodes = Array(repeating: .max, count: function.instructions.count)
        work.valueContents = function.instructions.ids.map { .value($0) }
        findTruths(function)
        work.uses = tables.uses[context.facts.callGraph.instances[instance].function]
        findLoops(function, regions)
        if !work.loops.isEmpty { work.predecessors = regions.predecessors }
        if whole.hasOrder { work.dominators = regions.dominators }
        findBuildConstants(function)
        makeVariables(instance, function, regions)
        findInternalParts(regions)
        makeDecisions(instance, function, regions)
        makeInternalDecisions(function)
        if work.uses != nil {
            for block in function.blocks.ids
            where regions.deciders[block.index].contains(where: { isLayoutTest($0, function) }) {
                work.layoutDeciders.insert(block.index)
            }
        }
        placeJoins(function, regions)
        rename(function, regions)
        settleJoins(function, regions)
        connectDecisions(function, regions)
        connectLeaving(instance, function, regions)
        connectOutputs(instance, regions)
        connectInternalOutputs()
        for cell in work.cells { if let cell { variableOfCell[cell.index] = .max } }
    }

    // MARK: Variables

    mutating func makeVariables(
        _ instance: InstanceID, _ function: Function, _ regions: ControlRegions
    ) {
        work.cells = [nil]
        work.versions = [Version(node: .max, content: .version(0), isUndefined: true)]
        work.current = [0]
        let shape = flow.shapes[instance]
        for (index, cell) in shape.inputCells.enumerated() {
            addVariable(CellID(cell), node: shape.inputs[index].raw)
        }
        for object in context.facts.localObjects[instance] {
            let known = context.facts.objects[object]
            for (offset, cell) in (known.firstCell.raw..<known.firstCell.raw + known.cellCount)
                .enumerated()
            where variableOfCell[Int(cell)] == .max {
                guard case .local(_, let local) = known.kind else { continue }
                let input =
                    local.raw < function.parameterCount
                    ? shape.parameterInputs[Int(shape.parameters[local.index]) + offset] : nil
                if roles.isVersioned[Int(cell)] {
                    addVariable(
                        CellID(cell), node: input?.raw ?? .max, isUndefined: input == nil)
                } else if let input, isShared(CellID(cell)) {
                    flow.graph.connect(input, cellNode(CellID(cell)), .value, .shared)
                }
            }
        }
        for cell in context.facts.withElements(work.cells.compactMap { $0 })
        where roles.isVersioned[cell.index] && variableOfCell[cell.index] == .max
            && !isOthers(cell)
        {
            addVariable(cell, node: .max)
        }
        for cell in resultCells(instance, function) where variableOfCell[cell.index] == .max {
            addVariable(cell, node: .max, isUndefined: true)
        }
    }

    mutating func addVariable(_ cell: CellID, node: UInt32, isUndefined: Bool = false) {
        variableOfCell[cell.index] = UInt32(work.cells.count)
        work.current.append(work.versions.count)
        work.versions.append(
            Version(
                node: node, content: .version(work.versions.count), isUndefined: isUndefined,
                variable: work.cells.count))
        work.cells.append(cell)
    }

    func variable(_ cell: CellID) -> Int? {
        let number = variableOfCell[cell.index]
        return number == .max ? nil : Int(number)
    }

    // MARK: Joins

    mutating func placeJoins(_ function: Function, _ regions: ControlRegions) {
        work.joinsOfBlock = Array(repeating: [], count: regions.blockCount + 1)
        var definitions = [[Int]](repeating: [], count: work.cells.count)
        let headers = quiescence.headers(in: work.instance)
        for header in headers where regions.isLive[header.index] {
            for variable in work.cells.indices where changesAtQuiescence(variable) {
                addJoin(variable, in: header.index, isQuiescent: true)
                definitions[variable].append(header.index)
            }
        }
        for block in function.blocks.ids where regions.isLive[block.index] {
            let unwind = function.blocks[block].unwind.id?.index
            let pad = unwind.flatMap { regions.successors[block.index].contains($0) ? $0 : nil }
            var hasCalled = false
            func define(_ variable: Int) {
                // What is written after a call is not yet written where its exception lands.
                if let pad, hasCalled, definitions[variable].last != pad {
                    definitions[variable].append(pad)
                }
                if definitions[variable].last != block.index {
                    definitions[variable].append(block.index)
                }
            }
            for index in function.blocks[block].instructions {
                let written = writtenCells(InstructionID(index), function)
                for cell in written {
                    if let variable = variable(cell) { define(variable) }
                }
                hasCalled =
                    hasCalled || function.instructions.elements[index].opcode == .call
                if !work.internalParts.isEmpty {
                    noteInternalChanges(InstructionID(index), written, in: block.index)
                }
            }
            if case .return = function.blocks[block].terminator { define(InstanceWork.result) }
        }
        var hasJoin = [Int](repeating: -1, count: regions.blockCount + 1)
        for variable in definitions.indices where !definitions[variable].isEmpty {
            if changesAtQuiescence(variable) {
                for header in headers { hasJoin[header.index] = variable }
            }
            var work = definitions[variable]
            while let block = work.popLast() {
                for frontier in regions.frontiers[block] where hasJoin[frontier] != variable {
                    hasJoin[frontier] = variable
                    addJoin(variable, in: frontier)
                    work.append(frontier)
                }
            }
        }
    }

    mutating func addJoin(_ variable: Int, in block: Int, isQuiescent: Bool = false) {
        work.joinsOfBlock[block].append(work.joins.count)
        work.joins.append(
            Join(variable: variable, version: -1, block: block, isQuiescent: isQuiescent))
    }

    func isPersistent(_ variable: Int) -> Bool {
        work.cells[variable].map { roles.isPersistent[$0.index] } ?? false
    }

    /// Every cell that an instruction may write.
    mutating func writtenCells(_ id: InstructionID, _ function: Function) -> [CellID] {
        let instance = work.instance
        let step = function.instructions[id]
        var written: [CellID] = []
        function.forEachAccess(id) { place, isWrite in
            if isWrite { written += context.cells(place, instance) }
        }
        if step.opcode == .storageLive, let place = step.place.id {
            written += context.cells(place, instance)
        }
        if step.opcode == .call, let place = function.calls[CallID(step.extra)].result.id {
            written += context.facts.withElements(Array(context.cells(place, instance)))
        }
        guard step.opcode == .call else { return written }
        let targets = context.targets(instance, id)
        for target in targets {
            switch target {
            case .instance(let callee):
                written += flow.shapes[callee].outputCells.map { CellID($0) }
            case .external(let symbol):
                written += writtenCells(BoundCall(context, instance, id, function, symbol))
            }
        }
        for during in context.callbacksDuring(instance, id, targets) {
            written += flow.shapes[during.target].outputCells.map { CellID($0) }
        }
        return written
    }

    mutating func writtenCells(_ call: BoundCall) -> [CellID] {
        guard let model = context.models[call.symbol] else {
            return call.arguments.flatMap { call.everythingBehind($0) }
        }
        let effects = ExternalEffects(model, call, whole, &spans)
        let spots = effects.contributions.map(\.target) + effects.overwritten + effects.sorted
        return spots.flatMap { spot -> [CellID] in
            if case .cells(let cells, _) = spot { return cells }
            return []
        }
    }

    // MARK: Renaming

    mutating func rename(_ function: Function, _ regions: ControlRegions) {
        enum Step {
            case enter(Int)
            case leave(undo: Int)
        }
        var stack: [Step] = [.enter(0)]
        while let step = stack.popLast() {
            switch step {
            case .enter(let block):
                stack.append(.leave(undo: work.undo.count))
                enter(block, function, regions)
                for child in regions.children[block].reversed() { stack.append(.enter(child)) }
            case .leave(let mark):
                while work.undo.count > mark {
                    let entry = work.undo.removeLast()
                    work.current[entry.variable] = entry.version
                }
            }
        }
    }

    mutating func enter(_ block: Int, _ function: Function, _ regions: ControlRegions) {
        work.block = block
        work.throwPoints = []
        for join in work.joinsOfBlock[block] {
            let cell = work.cells[work.joins[join].variable]
            let instruction =
                block < regions.blockCount
                ? InstructionID(function.blocks[BlockID(block)].start) : nil
            let isNamed = cell.map { !isTemporary($0) && !isOthers($0) } ?? false
            let node = flow.graph.add(
                isNamed ? .merge : .join, work.instance, instruction, cell: cell)
            work.joins[join].version = work.versions.count
            if whole.hasOrder { work.joinOfVersion[work.versions.count] = join }
            define(
                work.joins[join].variable,
                Version(node: node.raw, content: .version(work.versions.count)))
        }
        if block < regions.blockCount {
            work.instruction = InstructionID(function.blocks[BlockID(block)].start)
            enterPad(block)
            noteCursorContents(block, function)
            for index in function.blocks[BlockID(block)].instructions {
                work.instruction = InstructionID(index)
                visit(InstructionID(index), function)
            }
            noteSearchTest(block, function)
            if case .return(let operand) = function.blocks[BlockID(block)].terminator {
                define(
                    InstanceWork.result,
                    Version(node: node(of: operand), content: content(of: operand)))
            }
        } else {
            recordExit()
        }
        if quiescence.isLatch(block, of: work.instance) {
            leaveVersions()
            noteLatch()
        }
        let thrown = versionsThrown(block, function, regions)
        for next in regions.successors[block] {
            let isPad = !thrown.isEmpty && function.isPad(next, of: block)
            for join in work.joinsOfBlock[next] {
                let variable = work.joins[join].variable
                let version = (isPad ? thrown[variable] : nil) ?? work.current[variable]
                work.joins[join].operands.append((block, version))
            }
        }
    }

    mutating func define(_ variable: Int, _ version: Version) {
        work.undo.append((variable, work.current[variable]))
        work.current[variable] = work.versions.count
        var version = version
        version.variable = variable
        version.block = work.block
        work.versions.append(version)
    }

    /// Gives the outputs what the variables hold at the exit.
    mutating func recordExit() { work.exitVersions = work.current }

    // MARK: Outputs

    mutating func connectOutputs(_ instance: InstanceID, _ regions: ControlRegions) {
        let shape = flow.shapes[instance]
        func final(_ variable: Int) -> FlowNodeID? {
            work.versions[work.exitVersions[variable]].flow
        }
        flow.graph.connect(final(InstanceWork.result), shape.result)
        for (index, cell) in shape.outputCells.enumerated() {
            guard let variable = variable(CellID(cell)) else { continue }
            flow.graph.connect(final(variable), shape.outputs[index])
        }
        for (node, cell) in zip(
            shape.resultOutputs, resultCells(instance, context.function(instance)))
        {
            guard let variable = variable(cell) else { continue }
            flow.graph.connect(final(variable), node)
        }
    }
}
