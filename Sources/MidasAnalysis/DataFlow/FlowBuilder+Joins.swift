import MidasBase
import MidasDictionary
import MidasIR

/// What decides the values that meet where control flow joins.
extension FlowBuilder {
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
    mutating func settleJoins(_ function: Function, _ regions: ControlRegions) {
        var changed = true
        while changed {
            changed = false
            for join in work.joins where work.aliases[join.version] == nil {
                guard let content = commonContent(join) else { continue }
                work.aliases[join.version] = content
                changed = true
            }
        }
        var gatesOfBlock = [JoinGates?](repeating: nil, count: regions.blockCount + 1)
        for join in work.joins {
            var gates = gatesOfBlock[join.block] ?? JoinGates(join.block, regions)
            gatesOfBlock[join.block] = nil
            defer { gatesOfBlock[join.block] = gates }
            let overwritten = overwrittenOperands(join, function, regions)
            guard work.aliases[join.version] == nil else {
                connectAlias(join, gates.all, function)
                continue
            }
            let deciding = gates.deciding(arrivals(at: join, byWrite: false))
            if deciding.count < gates.all.count {
                // Equal values that several writes leave are touched by what chooses among those.
                touch(join, gates.deciding(arrivals(at: join, byWrite: true)), function)
            }
            connect(join, deciding, function, without: overwritten)
        }
    }

    /// What arrives by each edge, numbered: equal contents are one, or only what one write has left.
    private func arrivals(
        at join: Join, byWrite: Bool
    ) -> [(block: Int, content: Int)] {
        var numbers: [Content: Int] = [:]
        return join.operands.map { operand in
            let content =
                byWrite
                ? Content.version(settled(operand.version))
                : canonical(work.versions[operand.version].content)
            let number = numbers[content] ?? numbers.count
            if content != .unknown { numbers[content] = number }
            return (operand.block, number)
        }
    }

    /// The version behind joins that turned out to be no choice.
    private func settled(_ version: Int) -> Int {
        var version = version
        while let origin = work.aliases[version]?.version, origin != version { version = origin }
        return version
    }

    private mutating func touch(_ join: Join, _ gates: [Int], _ function: Function) {
        guard let node = work.versions[join.version].flow else { return }
        for gate in gates { connectGate(gate, node, function, isTouch: true) }
    }

    /// A join that is no choice: what is there arrives, and is touched by what chose the way.
    private mutating func connectAlias(_ join: Join, _ gates: [Int], _ function: Function) {
        guard let node = work.versions[join.version].flow, let alias = work.aliases[join.version]
        else { return }
        if alias.number == nil, let origin = alias.version {
            flow.graph.connect(work.versions[origin].flow, node)
        } else if alias.number == nil {
            for operand in join.operands {
                flow.graph.connect(work.versions[operand.version].flow, node)
            }
        }
        guard isTemporary(work.cells[join.variable]) else { return }
        for gate in gates { connectGate(gate, node, function, isTouch: true) }
    }

    func commonContent(_ join: Join) -> Content? {
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

    mutating func connect(
        _ join: Join, _ gates: [Int], _ function: Function, without overwritten: Set<Int>
    ) {
        guard let node = work.versions[join.version].flow else { return }
        connectInternalParts(join, to: node)
        let order = orderAtJoin(join, gates, function)
        let count = join.operands.count - (mistakes.contains(.narrowJoins) ? 1 : 0)
        for operand in join.operands.prefix(count) where !overwritten.contains(operand.version) {
            let origin =
                settledCursor(operand.version, at: join) ?? work.versions[operand.version].flow
            flow.graph.connect(origin, node, order: order.operands)
        }
        if join.isQuiescent, let cell = work.cells[join.variable],
            !mistakes.contains(.missingCarryOver)
        {
            flow.graph.connect(cellNode(cell), node, .value, .shared)
        }
        let influence: Influence = isTruth(join, function) ? .value : .control
        let isLink = isLinkCell(work.cells[join.variable])
        for gate in gates where !mistakes.contains(.missingControl) {
            if let search = search(around: gate), changesWhenFound(join, search) {
                flow.graph.connect(
                    work.searchTests[gate] ?? nil, node, influence, order: order.gates)
            } else if !isLink || !isLayoutTest(gate, function) {
                if let table = spread(at: join, gate) {
                    flow.graph.connect(noise(of: table), node, .control)
                }
                connectGate(
                    gate, node, function, isTouch: false, influence: influence,
                    order: isLink ? .cleared : order.gates)
            }
        }
    }

    /// Whether a join is the value of `&&` or `||`: these propagate values, though they branch.
    func isTruth(_ join: Join, _ function: Function) -> Bool {
        guard let cell = work.cells[join.variable], isTemporary(cell),
            case .local(work.instance, let local) = context.facts.objects[
                context.facts.cells[cell].object
            ].kind
        else { return false }
        return work.truths.contains(local)
    }

    /// Literals that predefined macros stand for and that differ between builds.
    mutating func findBuildConstants(_ function: Function) {
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

    mutating func connectGate(
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

    func isTemporary(_ cell: CellID?) -> Bool {
        guard let cell,
            case .local(let owner, let local) = context.facts.objects[
                context.facts.cells[cell].object
            ].kind
        else { return cell == nil }
        let function = context.facts.callGraph.instances[owner].function
        return context.program.functions[function].locals[local].kind == .temporary
    }

    /// What the branch at the end of a block tests.
    func predicate(of block: Int, _ function: Function) -> FlowNodeID? {
        if let leaving = work.leaving[block] { return leaving }
        if let end = work.chainEnds[block] { return end }
        switch function.blocks[BlockID(block)].terminator {
        case .branch(let operand, _, _), .switch(let operand, _, _), .indirectJump(let operand, _):
            let node = node(of: operand)
            return node == .max ? nil : FlowNodeID(node)
        default: return nil
        }
    }
}
