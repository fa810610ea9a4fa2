import MidasBase
import MidasFindings
import MidasIR

/// What the fixpoint says about states: their classes, likelihoods, and which sources reach them.
struct Verdicts {
    struct State {
        var classification = Classification.deterministic
        var likelihood = Likelihood.environmental
        /// Sources that decide its value, by number.
        var sources = BitSet()
        /// Sources that only touched it: at least one where it is superficial for that.
        var touches = BitSet()
        /// The surest way to it.
        var witness: [FlowNodeID] = []
    }

    private(set) var states: [State]
    /// By source: whether it decides some state other than log output.
    private(set) var isEffective: [Bool]
    /// Sources whose states are not listed because the budget was spent.
    private(set) var unlisted = 0
    private(set) var figures = PhaseFigures("taint")
    private let flow: FlowAssembly
    private let sources: SourceCatalog
    private let catalog: StateCatalog
    /// By cell: nodes of writes to it.
    private let writes: [UInt32: [FlowNodeID]]

    init(
        _ flow: FlowAssembly, _ adjacency: FlowAdjacency, _ sources: SourceCatalog,
        _ catalog: StateCatalog
    ) {
        self.flow = flow
        self.sources = sources
        self.catalog = catalog
        states = Array(repeating: State(), count: catalog.entries.count)
        isEffective = Array(repeating: false, count: sources.entries.count)
        writes = Dictionary(grouping: flow.writes, by: \.cell.raw).mapValues { $0.map(\.node) }
        let fixpoint = TaintFixpoint(adjacency, sources.seeds(flow))
        judge(fixpoint)
        let reach = relate(adjacency, fixpoint)
        findTouches(adjacency)
        figures.sizes = [
            ("points", fixpoint.pointCount), ("steps", fixpoint.steps),
            ("nodes reached", fixpoint.marks.count { $0 != 0 }),
            ("relation steps", reach.steps), ("sources unlisted", unlisted),
        ]
    }

    // MARK: Classes

    /// The nodes that hold what a state is at quiescence.
    func valueNodes(_ entry: StateCatalog.Entry) -> [FlowNodeID] {
        let cells = entry.cells.map { flow.cellNodes[$0.index] }.filter { $0 != .max }
        return cells.map { FlowNodeID($0) } + entry.nodes
    }

    /// The nodes of what is done to it.
    private func touchNodes(_ entry: StateCatalog.Entry) -> [FlowNodeID] {
        entry.cells.flatMap { writes[$0.raw] ?? [] } + entry.nodes
    }

    private mutating func judge(_ fixpoint: TaintFixpoint) {
        var best: [(node: FlowNodeID, mark: Mark)?] = []
        for (state, entry) in catalog.entries.enumerated() {
            var found = strongest(valueNodes(entry), Mark.plain | Mark.order, fixpoint)
            if let mark = found?.mark {
                states[state].classification = mark.influence.classification
                states[state].likelihood = mark.likelihood
            } else {
                found = strongest(touchNodes(entry), ~0, fixpoint)
                let isTouched = entry.cells.contains { flow.touchedCells.contains($0.index) }
                if found != nil || isTouched { states[state].classification = .superficial }
            }
            best.append(found)
        }
        var wanted: [FlowNodeID: Mark] = [:]
        for case let found? in best { wanted[found.node] = found.mark }
        let points = fixpoint.points(at: wanted)
        for (state, found) in best.enumerated() {
            guard let found, let point = points[found.node] else { continue }
            let (source, nodes) = fixpoint.way(to: point)
            if states[state].classification == .superficial {
                states[state].touches.insert(source)
                states[state].likelihood = sources.entries[source].likelihood
            } else {
                states[state].sources.insert(source)
                states[state].witness = nodes
            }
        }
    }

    /// The mark at one of some nodes that says most: the worst class, then the surest.
    private func strongest(
        _ nodes: [FlowNodeID], _ mask: UInt64, _ fixpoint: TaintFixpoint
    ) -> (node: FlowNodeID, mark: Mark)? {
        var best: (node: FlowNodeID, mark: Mark)?
        for node in nodes {
            var bits = fixpoint.marks[node.index] & mask
            while bits != 0 {
                let mark = Mark(raw: UInt8(bits.trailingZeroBitCount))
                bits &= bits - 1
                if let known = best?.mark, known.rank <= mark.rank { continue }
                best = (node, mark)
            }
        }
        return best
    }

    // MARK: Sources

    private mutating func relate(
        _ adjacency: FlowAdjacency, _ fixpoint: TaintFixpoint
    ) -> SourceReach {
        let origins = sources.origins(flow)
        let goals = catalog.entries.map { entry in
            SourceReach.Goal(nodes: valueNodes(entry), isCounted: entry.channel != .log)
        }
        let reach = SourceReach(adjacency, fixpoint, from: origins, to: goals)
        isEffective = reach.reachesCounted
        unlisted = reach.unlisted
        for state in states.indices { states[state].sources.formUnion(reach.sources[state]) }
        return reach
    }

    /// For each source that decides nothing, a state that it touches.
    private mutating func findTouches(_ adjacency: FlowAdjacency) {
        var stateOfNode = [UInt32](repeating: .max, count: adjacency.nodeCount)
        for (state, entry) in catalog.entries.enumerated() {
            for node in touchNodes(entry) where stateOfNode[node.index] == .max {
                stateOfNode[node.index] = UInt32(state)
            }
        }
        var search = TouchSearch(adjacency, stateOfNode)
        for (number, source) in sources.entries.enumerated() where !isEffective[number] {
            let starts = source.sites.map { flow.sources[$0].node }
            let isOrder = source.isOrder
            if let state = search.firstTouched(from: starts, isOrder: isOrder) {
                states[state].touches.insert(number)
            }
        }
    }
}

extension Mark {
    /// How much it says about a state: the smaller, the worse the class and the surer.
    fileprivate var rank: Int {
        let classification = isTouch ? Classification.superficial : influence.classification
        let worst = Classification.allCases.firstIndex(of: classification) ?? 0
        return (worst * 4 + Int(likelihood.rawValue)) * Mark.count + Int(raw)
    }
}

extension Influence {
    /// The class of a state that a source reaches so.
    var classification: Classification {
        switch self {
        case .value, .likelyValue: .pure
        case .hop, .likelyHop, .control: .contaminated
        }
    }
}
