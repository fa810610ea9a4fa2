import MidasBase
import MidasDictionary
import MidasIR

/// What decides whether blocks run, and whether calls come back where they were called.
extension FlowBuilder {
    mutating func makeDecisions(
        _ instance: InstanceID, _ function: Function, _ regions: ControlRegions
    ) {
        let called = flow.shapes[instance].called
        var known: [[Int]: FlowNodeID] = [[]: called]
        work.decisions = (0..<regions.blockCount).map { block in
            let deciders = regions.deciders[block]
            let key = deciders + searchesOver(in: block)
            if let node = known[key] { return node }
            let node = flow.graph.add(
                .decision, instance, InstructionID(function.blocks[BlockID(block)].start))
            known[key] = node
            return node
        }
    }

    mutating func connectDecisions(_ function: Function, _ regions: ControlRegions) {
        var isDone = BitSet()
        for block in 0..<regions.blockCount where regions.isLive[block] {
            let node = work.plainDecisions[block]
            guard !regions.deciders[block].isEmpty, isDone.insert(node.index) else { continue }
            connectDeciders(of: block, to: node, function, regions)
        }
        for block in work.linkDecisions.keys.sorted() {
            guard let node = work.linkDecisions[block] else { continue }
            connectDeciders(of: block, to: node, function, regions, forLink: true)
        }
    }

    /// What decides whether a block runs: of a search that is over, what it came to; for a link, not
    /// which links there are.
    mutating func connectDeciders(
        of block: Int, to node: FlowNodeID, _ function: Function, _ regions: ControlRegions,
        forLink: Bool = false
    ) {
        var open = regions.deciders[block]
        var seen = Set(open)
        while let decider = open.popLast() {
            let search = search(around: decider)
            let isOver = search?.isOver(in: block) ?? false
            guard isOver || forLink && isLayoutTest(decider, function) else {
                flow.graph.connect(predicate(of: decider, function), node, .control)
                flow.graph.connect(work.plainDecisions[decider], node)
                if let table = work.headTests[decider], runsPerChain(block) {
                    flow.graph.connect(noise(of: table), node, .control)
                }
                continue
            }
            if isOver { flow.graph.connect(work.searchTests[decider] ?? nil, node, .control) }
            flow.graph.connect(flow.shapes[work.instance].called, node)
            for outer in regions.deciders[decider] where seen.insert(outer).inserted {
                open.append(outer)
            }
        }
    }

    /// Marks of the searches that are over in a block, below all numbers of blocks.
    func searchesOver(in block: Int) -> [Int] {
        work.uses?.searches.filter { $0.isOver(in: block) }.map { -1 - $0.header } ?? []
    }

    // MARK: Leaving by a throw or a jump

    /// What decides whether the calls of the current block come back where they were called.
    mutating func leavingNode() -> FlowNodeID {
        if let known = work.leaving[work.block] { return known }
        let node = makeNode(.decision)
        work.leaving[work.block] = node
        return node
    }

    mutating func connectLeaving(
        _ instance: InstanceID, _ function: Function, _ regions: ControlRegions
    ) {
        let leaving = flow.shapes[instance].leaving
        let onPurpose = resumesOnPurpose(function, regions)
        for block in function.blocks.ids where regions.isLive[block.index] {
            switch function.blocks[block].terminator {
            case .resume where !onPurpose.contains(block.index): continue
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
}
