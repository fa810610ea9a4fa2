import MidasBase
import MidasIR

/// What it costs to follow each cell version by version, and which cells that is too dear for.
///
/// A version is made wherever a cell may be written and wherever such ways join, in every instance
/// that the contents pass through. A cell that hundreds of functions share has no moment at which
/// something is surely overwritten; it is treated as shared memory, which costs a node.
struct VersionBudget {
    private var costs: [Int]

    init(cellCount: Int) { costs = Array(repeating: 0, count: cellCount) }

    mutating func charge(_ cell: UInt32, _ cost: Int) { costs[Int(cell)] += cost }

    /// The dearest cells, as few as need to be given up for the rest to cost no more than `limit`;
    /// ascending.
    func unaffordable(limit: Int) -> [UInt32] {
        var total = costs.reduce(0, +)
        guard total > limit else { return [] }
        let dearest = costs.indices.filter { costs[$0] > 0 }.sorted {
            (costs[$0], $1) > (costs[$1], $0)
        }
        var given: [UInt32] = []
        for cell in dearest {
            if total <= limit { break }
            total -= costs[cell]
            given.append(UInt32(cell))
        }
        return given.sorted()
    }

    /// Versions that may be made for every instruction of all instances, and for small programs.
    static let versionsPerInstruction = 4
    static let freeVersions = 100_000

    static func limit(_ context: FlowContext) -> Int {
        let instructions = context.facts.callGraph.instances.elements.reduce(0) {
            $0 + context.program.functions[$1.function].instructions.count
        }
        return freeVersions + versionsPerInstruction * instructions
    }
}

extension MemoryRoles {
    /// What places that may be one of several cells cost: each is written, or not, at every access.
    func costOfAmbiguity(_ context: FlowContext) -> VersionBudget {
        var budget = VersionBudget(cellCount: isVersioned.count)
        let facts = context.facts
        var uses = [Int](repeating: 0, count: facts.sets.slices.count)
        for sets in facts.placeCells.elements { for set in sets { uses[set.index] += 1 } }
        for set in facts.sets.slices.ids where uses[set.index] > 0 {
            let cells = facts.sets[set]
            guard cells.count > 1 else { continue }
            for cell in cells where isVersioned[cell.index] {
                budget.charge(cell.raw, uses[set.index])
            }
        }
        return budget
    }
}

extension SideEffects {
    /// What passing contents through instances and their calls costs.
    func costOfPassing(_ context: FlowContext, _ order: CallOrder, cellCount: Int) -> VersionBudget
    {
        var budget = VersionBudget(cellCount: cellCount)
        var calls = [Int](repeating: 0, count: reads.count)
        for targets in context.facts.callGraph.targets.values {
            for case .instance(let callee) in targets { calls[callee.index] += 1 }
        }
        for instance in reads.indices {
            let function = context.function(InstanceID(UInt32(instance)))
            for cell in reads[instance] { budget.charge(cell, 1 + calls[instance]) }
            let cost = 1 + function.blocks.count / 2 + 2 * calls[instance]
            for cell in writes[instance] { budget.charge(cell, cost) }
        }
        return budget
    }

    /// Forgets cells that are not followed any more.
    mutating func keep(_ isVersioned: [Bool]) {
        for instance in reads.indices {
            reads[instance].removeAll { !isVersioned[Int($0)] }
            writes[instance].removeAll { !isVersioned[Int($0)] }
        }
    }
}
