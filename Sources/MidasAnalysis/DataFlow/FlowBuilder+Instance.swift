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
        findLoops(function, regions)
        if !work.loops.isEmpty { work.predecessors = regions.predecessors }
        if whole.hasOrder { work.dominators = regions.dominators }
        findBuildConstants(function)
        makeVariables(instance, function, regions)
        makeDecisions(instance, function, regions)
        placeJoins(function, regions)
        rename(function, regions)
        settleJoins(function, regions)
        connectDecisions(function, regions)
        connectLeaving(instance, function, regions)
        connectOutputs(instance, regions)
        for cell in work.cells { if let cell { variableOfCell[cell.index] = .max } }
    }

    // MARK: Variables

    private mutating func makeVariables(
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

    private mutating func addVariable(_ cell: CellID, node: UInt32, isUndefined: Bool = false) {
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

    private mutating func placeJoins(_ function: Function, _ regions: ControlRegions) {
        work.joinsOfBlock = Array(repeating: [], count: regions.blockCount + 1)
        var definitions = [[Int]](repeating: [], count: work.cells.count)
        let headers = quiescence.headers(in: work.instance)
        for header in headers where regions.isLive[header.index] {
            for variable in work.cells.indices where isPersistent(variable) {
                addJoin(variable, in: header.index, isQuiescent: true)
                definitions[variable].append(header.index)
            }
        }
        for block in function.blocks.ids where regions.isLive[block.index] {
            func define(_ variable: Int) {
                if definitions[variable].last != block.index {
                    definitions[variable].append(block.index)
                }
            }
            for index in function.blocks[block].instructions {
                for cell in writtenCells(InstructionID(index), function) {
                    if let variable = variable(cell) { define(variable) }
                }
            }
            if case .return = function.blocks[block].terminator { define(InstanceWork.result) }
        }
        var hasJoin = [Int](repeating: -1, count: regions.blockCount + 1)
        for variable in definitions.indices where !definitions[variable].isEmpty {
            if isPersistent(variable) {
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

    private mutating func addJoin(_ variable: Int, in block: Int, isQuiescent: Bool = false) {
        work.joinsOfBlock[block].append(work.joins.count)
        work.joins.append(
            Join(variable: variable, version: -1, block: block, isQuiescent: isQuiescent))
    }

    func isPersistent(_ variable: Int) -> Bool {
        work.cells[variable].map { roles.isPersistent[$0.index] } ?? false
    }

    /// Every cell that an instruction may write.
    private mutating func writtenCells(_ id: InstructionID, _ function: Function) -> [CellID] {
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

    private mutating func writtenCells(_ call: BoundCall) -> [CellID] {
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

    private mutating func rename(_ function: Function, _ regions: ControlRegions) {
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

    private mutating func enter(_ block: Int, _ function: Function, _ regions: ControlRegions) {
        work.block = block
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
            for index in function.blocks[BlockID(block)].instructions {
                work.instruction = InstructionID(index)
                visit(InstructionID(index), function)
            }
            if case .return(let operand) = function.blocks[BlockID(block)].terminator {
                define(
                    InstanceWork.result,
                    Version(node: node(of: operand), content: content(of: operand)))
            }
        } else {
            recordExit()
        }
        if quiescence.isLatch(block, of: work.instance) { leaveVersions() }
        for next in regions.successors[block] {
            for join in work.joinsOfBlock[next] {
                let version = work.current[work.joins[join].variable]
                work.joins[join].operands.append((block, version))
            }
        }
    }

    mutating func define(_ variable: Int, _ version: Version) {
        work.undo.append((variable, work.current[variable]))
        work.current[variable] = work.versions.count
        var version = version
        version.variable = variable
        work.versions.append(version)
    }

    /// Gives the outputs what the variables hold at the exit.
    private mutating func recordExit() { work.exitVersions = work.current }

    // MARK: Settling

    /// The content behind joins that turned out to be no choice.
    func canonical(_ content: Content) -> Content {
        var content = content
        while content.base >> 32 == 1,
            let alias = work.aliases[Int(content.base & 0xFFFF_FFFF)]
        {
            content = alias.plus(content.offset)
        }
        return content
    }

    /// Joins whose versions are all equal are no choice; at the others the branches between the
    /// immediate dominator and the join decide.
    private mutating func settleJoins(_ function: Function, _ regions: ControlRegions) {
        var changed = true
        while changed {
            changed = false
            for join in work.joins where work.aliases[join.version] == nil {
                guard let content = commonContent(join) else { continue }
                work.aliases[join.version] = content
                changed = true
            }
        }
        var gatesOfBlock = [[Int]?](repeating: nil, count: regions.blockCount + 1)
        for join in work.joins {
            let gates = gatesOfBlock[join.block] ?? regions.gates(of: join.block)
            gatesOfBlock[join.block] = gates
            let overwritten = overwrittenOperands(join, function, regions)
            connect(join, gates, function, without: overwritten)
        }
    }

    private func commonContent(_ join: Join) -> Content? {
        if join.isQuiescent { return nil }
        var common: Content?
        for operand in join.operands {
            let content = canonical(work.versions[operand.version].content)
            if content == .version(join.version) { continue }
            if let common, common != content { return nil }
            common = content
        }
        return common
    }

    private mutating func connect(
        _ join: Join, _ gates: [Int], _ function: Function, without overwritten: Set<Int>
    ) {
        guard let node = work.versions[join.version].flow else { return }
        if let alias = work.aliases[join.version] {
            if alias.number == nil, let origin = alias.version {
                flow.graph.connect(work.versions[origin].flow, node)
            } else if alias.number == nil {
                for operand in join.operands {
                    flow.graph.connect(work.versions[operand.version].flow, node)
                }
            }
            guard isTemporary(work.cells[join.variable]) else { return }
            for gate in gates { connectGate(gate, node, function, isTouch: true) }
            return
        }
        let order = orderAtJoin(join, gates, function)
        let count = join.operands.count - (mistakes.contains(.narrowJoins) ? 1 : 0)
        for operand in join.operands.prefix(count) where !overwritten.contains(operand.version) {
            flow.graph.connect(work.versions[operand.version].flow, node, order: order.operands)
        }
        if join.isQuiescent, let cell = work.cells[join.variable],
            !mistakes.contains(.missingCarryOver)
        {
            flow.graph.connect(cellNode(cell), node, .value, .shared)
        }
        let influence: Influence = isTruth(join, function) ? .value : .control
        for gate in gates where !mistakes.contains(.missingControl) {
            connectGate(
                gate, node, function, isTouch: false, influence: influence, order: order.gates)
        }
    }

    /// Whether a join is the value of `&&` or `||`: these propagate values, though they branch.
    private func isTruth(_ join: Join, _ function: Function) -> Bool {
        guard let cell = work.cells[join.variable], isTemporary(cell),
            case .local(work.instance, let local) = context.facts.objects[
                context.facts.cells[cell].object
            ].kind
        else { return false }
        return work.truths.contains(local)
    }

    /// Literals that predefined macros stand for and that differ between builds.
    private mutating func findBuildConstants(_ function: Function) {
        for id in function.constants.ids {
            guard case .string(_, _, let macro) = function.constants[id],
                macro != StringTable.empty,
                let model = context.dictionary.function(context.program.strings[macro]),
                let user = function.instructions.ids.first(where: { function.uses(id, at: $0) })
            else { continue }
            for output in model.outputs {
                guard case .refinement(let refinement) = output.cause, isCounted(refinement) else {
                    continue
                }
                work.instruction = user
                let node = makeNode(.source)
                addSource(node, refinement, .expression(.buildMacro))
                work.constantNodes[id] = node
            }
        }
    }

    /// Temporaries that only ever get 0 or 1 from one statement: the arms of `?:` are statements of
    /// their own.
    mutating func findTruths(_ function: Function) {
        var statements: [LocalID: StatementID] = [:]
        var others: Set<LocalID> = []
        for step in function.instructions.elements {
            guard step.opcode == .store, let place = step.place.id,
                case .local(let local) = function.places[place].root,
                function.locals[local].kind == .temporary
            else { continue }
            let number = function.constantInteger(step.a)
            let isTruth = number == 0 || number == 1
            if !isTruth || statements[local, default: step.statement] != step.statement {
                others.insert(local)
            }
            statements[local] = step.statement
        }
        work.truths = Set(statements.keys).subtracting(others)
    }

    private mutating func connectGate(
        _ gate: Int, _ node: FlowNodeID, _ function: Function, isTouch: Bool,
        influence: Influence = .control, order: OrderPassage = .kept
    ) {
        guard let predicate = predicate(of: gate, function) else { return }
        if isTouch {
            flow.graph.touch(predicate, node)
        } else {
            flow.graph.connect(predicate, node, influence, order: order)
        }
    }

    private func isTemporary(_ cell: CellID?) -> Bool {
        guard let cell,
            case .local(let owner, let local) = context.facts.objects[
                context.facts.cells[cell].object
            ].kind
        else { return cell == nil }
        let function = context.facts.callGraph.instances[owner].function
        return context.program.functions[function].locals[local].kind == .temporary
    }

    /// What the branch at the end of a block tests.
    private func predicate(of block: Int, _ function: Function) -> FlowNodeID? {
        if let leaving = work.leaving[block] { return leaving }
        switch function.blocks[BlockID(block)].terminator {
        case .branch(let operand, _, _), .switch(let operand, _, _), .indirectJump(let operand, _):
            let node = node(of: operand)
            return node == .max ? nil : FlowNodeID(node)
        default: return nil
        }
    }

    // MARK: Decisions

    private mutating func makeDecisions(
        _ instance: InstanceID, _ function: Function, _ regions: ControlRegions
    ) {
        let called = flow.shapes[instance].called
        var known: [[Int]: FlowNodeID] = [[]: called]
        work.decisions = (0..<regions.blockCount).map { block in
            let deciders = regions.deciders[block]
            if let node = known[deciders] { return node }
            let node = flow.graph.add(
                .decision, instance, InstructionID(function.blocks[BlockID(block)].start))
            known[deciders] = node
            return node
        }
    }

    private mutating func connectDecisions(_ function: Function, _ regions: ControlRegions) {
        var isDone = BitSet()
        for block in 0..<regions.blockCount where regions.isLive[block] {
            let node = work.decisions[block]
            guard !regions.deciders[block].isEmpty, isDone.insert(node.index) else { continue }
            for decider in regions.deciders[block] {
                flow.graph.connect(predicate(of: decider, function), node, .control)
                flow.graph.connect(work.decisions[decider], node)
            }
        }
    }

    // MARK: Leaving by a throw or a jump

    /// What decides whether the calls of the current block come back where they were called.
    mutating func leavingNode() -> FlowNodeID {
        if let known = work.leaving[work.block] { return known }
        let node = makeNode(.decision)
        work.leaving[work.block] = node
        return node
    }

    private mutating func connectLeaving(
        _ instance: InstanceID, _ function: Function, _ regions: ControlRegions
    ) {
        let leaving = flow.shapes[instance].leaving
        for block in function.blocks.ids where regions.isLive[block.index] {
            switch function.blocks[block].terminator {
            case .throw, .resume: flow.mayLeave.insert(instance.index)
            default: if !work.jumps.contains(block.index) { continue }
            }
            flow.graph.connect(work.decisions[block.index], leaving, .control)
        }
        for block in work.leaving.keys.sorted() {
            guard let node = work.leaving[block] else { continue }
            for resumption in work.resumptions {
                flow.graph.connect(node, resumption, .control)
            }
            guard function.blocks[BlockID(block)].unwind.isNone, work.resumptions.isEmpty else {
                continue
            }
            flow.mayLeave.insert(instance.index)
            flow.graph.connect(node, leaving)
            flow.graph.connect(work.decisions[block], leaving, .control)
        }
    }

    // MARK: Outputs

    private mutating func connectOutputs(_ instance: InstanceID, _ regions: ControlRegions) {
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
