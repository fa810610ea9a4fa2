import MidasBase
import MidasFindings
import MidasIR

/// What propagation says about states: their classes, likelihoods, and which sources reach them.
struct Verdicts {
    struct State {
        var classification = Classification.deterministic
        var likelihood = Likelihood.environmental
        /// Sources that decide its value, by number.
        var sources = BitSet()
        /// Sources that only touched it.
        var touches = BitSet()
        /// The surest way: its source, influence and where it ends.
        var witness: Witness?
    }

    struct Witness {
        var source: Int
        var influence: Influence
        var node: FlowNodeID
    }

    private(set) var states: [State]
    /// By source: whether it decides some state other than log output.
    private(set) var isEffective: [Bool]
    /// Sources that were not followed to the end because the budget was spent.
    private(set) var unfinished = 0
    private(set) var budget = Self.stepLimit
    private let flow: FlowAssembly
    private let sources: SourceCatalog

    /// Edges of the dependence graph that all sources together may be followed along.
    static let stepLimit = 400_000_000
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
        for first in stride(from: 0, to: max(1, sources.entries.count), by: 64) {
            judge(first..<min(first + 64, sources.entries.count), adjacency)
        }
    }

    private mutating func judge(_ batch: Range<Int>, _ adjacency: FlowAdjacency) {
        var seeds: [Propagation.Seed] = []
        var orderSeeds: UInt64 = 0
        for source in batch {
            let bit: UInt64 = 1 << UInt64(source - batch.lowerBound)
            if sources.entries[source].category == .ordering { orderSeeds |= bit }
            for site in sources.entries[source].sites {
                seeds.append(Propagation.Seed(node: flow.sources[site].node, bit: bit))
            }
        }
        let found = Propagation(adjacency, seeds, orderSeeds: orderSeeds, budget: budget)
        budget = max(0, budget - found.steps)
        if !found.isComplete { unfinished += batch.count }
        for state in catalog.entries.indices {
            let entry = catalog.entries[state]
            for cell in entry.cells {
                let node = flow.cellNodes[cell.index]
                if node != .max { note(FlowNodeID(node), state, found, batch) }
                for write in writes[cell.raw] ?? [] { noteTouch(write, state, found, batch) }
            }
            if states[state].classification == .deterministic,
                entry.cells.contains(where: { flow.touchedCells.contains($0.index) })
            {
                states[state].classification = .superficial
            }
            for node in entry.nodes {
                note(node, state, found, batch)
                noteTouch(node, state, found, batch)
            }
        }
    }

    private mutating func note(
        _ node: FlowNodeID, _ state: Int, _ found: Propagation, _ batch: Range<Int>
    ) {
        for influence in Influence.allCases {
            var seeds = found.reaching(node, influence)
            while seeds != 0 {
                let source = batch.lowerBound + seeds.trailingZeroBitCount
                seeds &= seeds - 1
                note(Witness(source: source, influence: influence, node: node), state)
            }
        }
    }

    private mutating func note(_ witness: Witness, _ state: Int) {
        let source = sources.entries[witness.source]
        states[state].sources.insert(witness.source)
        if catalog.entries[state].channel != .log { isEffective[witness.source] = true }
        let classification = witness.influence.classification
        let likelihood = max(source.likelihood, witness.influence.likelihood)
        let known = states[state]
        guard
            known.witness == nil || classification < known.classification
                || classification == known.classification && likelihood < known.likelihood
        else { return }
        states[state].classification = classification
        states[state].likelihood = likelihood
        states[state].witness = witness
    }

    private mutating func noteTouch(
        _ node: FlowNodeID, _ state: Int, _ found: Propagation, _ batch: Range<Int>
    ) {
        var seeds: UInt64 = 0
        for plane in 0..<Propagation.planes { seeds |= found.reaching(node, plane) }
        while seeds != 0 {
            states[state].touches.insert(batch.lowerBound + seeds.trailingZeroBitCount)
            seeds &= seeds - 1
        }
        if states[state].classification == .deterministic && !states[state].touches.isEmpty {
            states[state].classification = .superficial
        }
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

    /// The likelihood of the weakest step, the source apart.
    var likelihood: Likelihood {
        switch self {
        case .value, .hop: .certain
        case .likelyValue, .likelyHop, .control: .likely
        }
    }
}
