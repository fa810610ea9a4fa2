import MidasBase
import MidasDictionary
import MidasIR

/// What decides whether functions outside the tree throw, and what becomes of exceptions that code
/// outside keeps.
extension FlowBuilder {
    /// What a function that throws gives back, and what it is called on, decide whether it throws.
    mutating func connectThrow(
        _ outcome: CallOutcome, _ targets: [CallTarget], _ function: Function
    ) {
        let throwing = targets.contains { target in
            guard case .external(let symbol) = target else { return false }
            guard let traits = context.models[symbol]?.traits else {
                return context.program.mayThrow(symbol)
            }
            return traits.contains(.throwing) && !traits.contains(.neverReturns)
        }
        guard throwing, isCaughtHere(function) else { return }
        let node = leavingNode()
        for inflow in outcome.results where inflow.passage != .callReturn {
            flow.graph.connect(inflow.node, node, .control, inflow.passage, order: .cleared)
        }
        let call = CallID(function.instructions[work.instruction].extra)
        guard let receiver = function.arguments(of: call).first,
            receiver.place != nil || isPointer(receiver, function)
        else { return }
        for cell in context.pointees(receiver, work.instance, function) {
            guard let (origin, _) = contents(of: cell) else { continue }
            flow.graph.connect(origin, node, .control, order: .cleared)
        }
    }

    /// Exceptions of a callback come out of the call that runs it, but where it keeps them.
    mutating func linkThrow(of during: DuringCallback) {
        if let path = during.callback.result, path.root == .receiver, path.dereferences > 0 {
            return
        }
        guard flow.mayLeave.contains(during.target.index) else { return }
        let shape = flow.shapes[during.target]
        let node = leavingNode()
        flow.graph.connect(shape.leaving, node, .value, .callReturn)
        flow.pairs.append((shape.leaving, node))
    }

    // MARK: Landing

    /// Blocks at which an exception goes on that was thrown on purpose: that memory runs out is a fault,
    /// and decides nothing.
    func resumesOnPurpose(_ function: Function, _ regions: ControlRegions) -> BitSet {
        var seen = BitSet(capacity: function.blocks.count)
        var open: [BlockID] = []
        for block in function.blocks.ids where regions.isLive[block.index] {
            var throwsHere = work.leaving[block.index] != nil
            if case .throw = function.blocks[block].terminator { throwsHere = true }
            if throwsHere, let pad = function.blocks[block].unwind.id { open.append(pad) }
        }
        while let block = open.popLast() {
            guard seen.insert(block.index) else { continue }
            function.forEachSuccessor(of: block) { open.append($0) }
        }
        return seen
    }

    /// What a block writes after a call that throws is not written where the exception lands.
    mutating func noteThrowPoint(_ targets: [CallTarget], _ function: Function) {
        guard !function.blocks[BlockID(work.block)].unwind.isNone else { return }
        let cannot = targets.allSatisfy { target in
            guard case .external(let symbol) = target else { return false }
            return context.program.symbols[symbol].flags.contains(.cannotThrow)
        }
        if !cannot || targets.isEmpty { work.throwPoints.append(work.undo.count) }
    }

    /// By variable that is written after a call that may throw: what it holds where that lands.
    mutating func versionsThrown(
        _ block: Int, _ function: Function, _ regions: ControlRegions
    ) -> [Int: Int] {
        guard block < regions.blockCount, let first = work.throwPoints.first,
            let pad = function.blocks[BlockID(block)].unwind.id,
            regions.successors[block].contains(pad.index), first < work.undo.count
        else { return [:] }
        var thrown: [Int: [Int]] = [:]
        for point in work.throwPoints {
            var seen: Set<Int> = []
            for entry in work.undo[point...] where seen.insert(entry.variable).inserted {
                thrown[entry.variable, default: []].append(entry.version)
            }
        }
        var versions: [Int: Int] = [:]
        for variable in thrown.keys.sorted() {
            var all = thrown[variable] ?? []
            // At later calls it holds what it holds at the end.
            if all.count < work.throwPoints.count { all.append(work.current[variable]) }
            versions[variable] = Set(all).count == 1 ? all[0] : merged(Set(all).sorted(), variable)
        }
        if regions.predecessors[pad.index] == [block] { work.padVersions[pad.index] = versions }
        return versions
    }

    private mutating func merged(_ all: [Int], _ variable: Int) -> Int {
        let node = makeNode(.join, cell: work.cells[variable])
        for version in all { flow.graph.connect(work.versions[version].flow, node) }
        flow.graph.connect(work.leaving[work.block], node, .control)
        var version = Version(node: node.raw, content: .version(work.versions.count))
        version.variable = variable
        version.block = work.block
        work.versions.append(version)
        return work.versions.count - 1
    }

    mutating func enterPad(_ block: Int) {
        guard let versions = work.padVersions[block] else { return }
        for variable in versions.keys.sorted() {
            guard let version = versions[variable] else { continue }
            work.undo.append((variable, work.current[variable]))
            work.current[variable] = version
        }
    }

    private func isCaughtHere(_ function: Function) -> Bool {
        let pad = function.blocks[BlockID(work.block)].unwind.id
        guard let regions = effects.regions[work.instance.index] else { return false }
        if let pad, regions.successors[work.block].contains(pad.index) { return true }
        return effects.caught.contains(work.instance.index)
    }

    /// Where a result is kept for later, an exception is kept as well: whether it is one, decides what
    /// comes out.
    mutating func keepThrow(
        of instance: InstanceID, at path: Path, _ bound: BoundCall, _ outcome: inout CallOutcome,
        _ passage: FlowEdge.Passage
    ) {
        let inflow = Inflow(
            node: flow.shapes[instance].leaving, influence: .control, passage: passage)
        deliver(inflow, to: bound.spot(path, &spans), &outcome)
    }
}

extension Program {
    /// Whether a function of which only the declaration is known is one of C++ that may throw.
    func mayThrow(_ symbol: SymbolID) -> Bool {
        !symbols[symbol].flags.contains(.cannotThrow) && strings[symbols[symbol].usr].contains("#")
    }
}

extension Function {
    /// Whether exceptions that a block lets out land at another.
    func isPad(_ block: Int, of thrower: Int) -> Bool {
        thrower < blocks.count && blocks[BlockID(thrower)].unwind.id?.index == block
    }
}
