import MidasBase
import MidasDictionary
import MidasIR

/// What a loop that waits does when nothing came in time: a request of its own that the clock orders
/// among those of clients. Where it falls is no token, and what it changes differs between replicas.
struct TimeoutArm {
    /// The block that tests what waiting gave back.
    var gate: Int
    /// The blocks that run only where nothing came.
    var blocks: BitSet
    /// The call that waits, and whom it calls.
    var call: InstructionID
    var symbol: SymbolID
    var source: FlowNodeID?
    /// What these blocks change.
    var variables: Set<Int> = []
}

extension FlowBuilder {
    /// O(instructions) where the function waits with a time-out, else O(calls).
    mutating func findTimeouts(_ function: Function, _ regions: ControlRegions) {
        let waits = timedWaits(function)
        guard !waits.isEmpty else { return }
        for block in function.blocks.ids where regions.isLive[block.index] {
            guard case .branch(let test, let yes, let no) = function.blocks[block].terminator,
                let (result, isFirst) = zeroTest(test, function),
                let call = waited(result, waits, function)
            else { continue }
            let arm = isFirst ? yes : no
            guard regions.predecessors[arm.index] == [block.index] else { continue }
            var blocks = BitSet(capacity: regions.blockCount)
            for inner in function.blocks.ids
            where regions.isLive[inner.index]
                && regions.dominators.dominates(arm.index, inner.index)
            {
                blocks.insert(inner.index)
            }
            guard blocks.members.contains(where: { doesSomething($0, function) }) else { continue }
            work.instruction = call
            let source = makeNode(.source)
            addSource(source, .schedulingReady, .function(waits[call]!))
            work.timeouts.append(
                TimeoutArm(
                    gate: block.index, blocks: blocks, call: call, symbol: waits[call]!,
                    source: source))
        }
    }

    /// Marks of the arms that a block is in, below all other marks of `makeDecisions`.
    func timeoutsAround(_ block: Int) -> [Int] {
        work.timeouts.filter { $0.blocks.contains(block) }.map { Int.min + $0.gate }
    }

    mutating func connectTimeouts(_ block: Int, to node: FlowNodeID) {
        for arm in work.timeouts where arm.blocks.contains(block) {
            flow.graph.connect(arm.source, node, .control)
        }
    }

    /// What arms of time-outs change, where it meets what they left alone.
    mutating func connectTimeouts(_ join: Join, to node: FlowNodeID) {
        for arm in work.timeouts where arm.variables.contains(join.variable) {
            flow.graph.connect(arm.source, node, .control)
        }
    }

    mutating func noteChange(_ variable: Int, in block: Int) {
        for index in work.timeouts.indices where work.timeouts[index].blocks.contains(block) {
            work.timeouts[index].variables.insert(variable)
        }
    }

    private func doesSomething(_ block: Int, _ function: Function) -> Bool {
        function.blocks[BlockID(block)].instructions.contains { index in
            switch function.instructions.elements[index].opcode {
            case .store, .copy, .zero, .call, .atomicStore, .atomicUpdate: true
            default: false
            }
        }
    }

    /// The calls that wait for one of several channels, and no longer than a time.
    private func timedWaits(_ function: Function) -> [InstructionID: SymbolID] {
        var found: [InstructionID: SymbolID] = [:]
        for id in function.instructions.ids where function.instructions[id].opcode == .call {
            for case .external(let symbol) in context.targets(work.instance, id) {
                let waits = context.models[symbol]?.waits ?? []
                let timed = waits.filter { $0.isTimed && $0.reason == .demultiplex }
                guard !timed.isEmpty else { continue }
                let call = BoundCall(context, work.instance, id, function, symbol)
                if timed.contains(where: { call.mayHold($0.conditions, whole) }) {
                    found[id] = symbol
                }
            }
        }
        return found
    }

    /// What a branch compares with zero, and whether zero takes the first way.
    private func zeroTest(_ test: Operand, _ function: Function) -> (Operand, isFirst: Bool)? {
        guard let value = test.value else { return nil }
        let step = function.instructions[value]
        switch step.opcode {
        case .load, .call: return (test, false)
        case .cast: return zeroTest(step.a, function)
        case .unary:
            return zeroTest(step.a, function).map { ($0.0, isFirst: !$0.isFirst) }
        case .compare:
            guard let bound = function.constantInteger(step.b) else { return nil }
            switch (Comparison(rawValue: step.detail), bound) {
            case (.equal, 0), (.lessOrEqual, 0), (.less, 1): return (step.a, true)
            case (.notEqual, 0), (.greater, 0), (.greaterOrEqual, 1): return (step.a, false)
            default: return nil
            }
        default: return nil
        }
    }

    /// The call whose result an operand is, or a local variable that holds nothing else but numbers.
    private func waited(
        _ result: Operand, _ waits: [InstructionID: SymbolID], _ function: Function
    ) -> InstructionID? {
        guard let value = result.value else { return nil }
        if waits[value] != nil { return value }
        let step = function.instructions[value]
        if step.opcode == .cast { return waited(step.a, waits, function) }
        guard step.opcode == .load, let place = step.place.id,
            case .local(let local) = function.places[place].root,
            function.places[place].projections.range.isEmpty
        else { return nil }
        var found: InstructionID?
        for store in function.instructions.elements where store.opcode == .store {
            guard let target = store.place.id, case .local(local) = function.places[target].root
            else { continue }
            if let call = store.a.value, waits[call] != nil {
                found = call
            } else if store.a.constant == nil {
                return nil
            }
        }
        return found
    }
}
