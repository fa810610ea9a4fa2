import MidasBase
import MidasDictionary
import MidasIR

/// What a solver notes while it works so that it can say afterwards why something points somewhere.
struct DerivationLog {
    /// Copy edges as they were asked for, before nodes were joined, with the constraint and target
    /// that made them.
    struct Edge {
        var from: UInt32
        var to: UInt32
        var constraint: UInt32
    }

    var edges: [Edge] = []
    /// By constraint: the node that it is on.
    var owners: [UInt32] = []
    /// Nodes with a target that they have from the start.
    var origins: Set<UInt64> = []
    /// The constraint in work, or `.max`.
    var current = UInt32.max

    static func key(_ node: UInt32, _ target: UInt32) -> UInt64 {
        UInt64(node) << 32 | UInt64(target)
    }
}

/// Shortest derivations of "this may point there", for those who look for a loss of precision.
public enum PointsToDerivation {
    /// Why what `pointer` names may point to what `target` names, a line a step from the pointer
    /// back to where the address is taken; empty where it does not.
    ///
    /// - Parameters:
    ///   - pointer: a cell as `PointsToFacts.name` writes it, or a value as `function:number`.
    ///   - target: the beginning of a cell's name.
    public static func explain(
        _ program: Program, models: ExternalModels, pointer: String, target: String
    ) -> [String] {
        var solver = PointsToSolver(program, models)
        solver.graph.log = DerivationLog()
        PointsToAnalysis.solve(&solver)
        let facts = solver.copyOfFacts()
        var search = DerivationSearch(solver: solver, facts: facts)
        return search.search(from: pointer, target)
    }
}

private struct DerivationSearch {
    var solver: PointsToSolver
    let facts: PointsToFacts
    /// By node: what it is.
    private var names: [UInt32: String] = [:]
    private var incoming: [UInt32: [(from: UInt32, constraint: UInt32)]] = [:]
    /// Constraints that move targets, by the node that gets them.
    private var moves: [UInt32: [UInt32]] = [:]

    init(solver: PointsToSolver, facts: PointsToFacts) {
        self.solver = solver
        self.facts = facts
        nameNodes()
        let log = solver.graph.log!
        for edge in log.edges {
            incoming[edge.to, default: []].append((edge.from, edge.constraint))
        }
        for (index, constraint) in solver.graph.constraints.enumerated() {
            switch constraint.kind {
            case .shift, .step, .wander, .tail, .filter, .restore:
                moves[constraint.node, default: []].append(UInt32(index))
            default: break
            }
        }
    }

    private mutating func nameNodes() {
        for instance in solver.instances.ids {
            let state = solver.states[instance.index]
            for (index, node) in state.valueNodes.enumerated() where node != .max {
                let id = InstructionID(UInt32(index))
                names[node] = facts.place(of: id, instance, solver.program)
            }
            names[state.result.raw] = facts.name(of: instance, in: solver.program) + ".result"
        }
        for cell in solver.objects.cells.ids {
            guard let node = solver.knownNode(of: cell) else { continue }
            names[node.raw] = facts.name(of: cell, in: solver.program)
        }
    }

    private func cellName(_ target: UInt32) -> String {
        let cell = CellID(target & ~ObjectTable.somewhere)
        let name = facts.name(of: cell, in: solver.program)
        return target & ObjectTable.somewhere == 0 ? name : name + " (somewhere)"
    }

    mutating func search(from pointer: String, _ target: String) -> [String] {
        let starts = names.filter { $0.value == pointer || $0.value.hasPrefix(pointer + " ") }
            .map(\.key).sorted()
        var open: [(node: UInt32, target: UInt32, from: Int, how: UInt32)] = []
        for start in starts {
            let set = solver.graph.allTargets(NodeID(start))
            for member in solver.graph.sets[set] where cellName(member).hasPrefix(target) {
                open.append((start, member, -1, .max))
            }
        }
        var seen = Set(open.map { DerivationLog.key($0.node, $0.target) })
        var next = 0
        let log = solver.graph.log!
        while next < open.count {
            let state = open[next]
            if log.origins.contains(DerivationLog.key(state.node, state.target)) {
                return lines(open, next)
            }
            for (from, constraint) in incoming[state.node, default: []] {
                let set = solver.graph.allTargets(NodeID(from))
                guard solver.graph.sets.contains(set, state.target),
                    seen.insert(DerivationLog.key(from, state.target)).inserted
                else { continue }
                open.append((from, state.target, next, constraint))
            }
            for constraint in moves[state.node, default: []] {
                let owner = log.owners[Int(constraint)]
                let set = solver.graph.allTargets(NodeID(owner))
                for member in Array(solver.graph.sets[set])
                where solver.moved(member, solver.graph.constraints[Int(constraint)])
                    == state.target
                {
                    guard seen.insert(DerivationLog.key(owner, member)).inserted else { continue }
                    open.append((owner, member, next, constraint))
                }
            }
            next += 1
        }
        return []
    }

    private func lines(
        _ open: [(node: UInt32, target: UInt32, from: Int, how: UInt32)], _ last: Int
    ) -> [String] {
        var lines: [String] = []
        var index = last
        while index >= 0 {
            let state = open[index]
            var line = "\(names[state.node] ?? "#\(state.node)") -> \(cellName(state.target))"
            if state.how != .max {
                let constraint = solver.graph.constraints[Int(state.how)]
                let owner = solver.graph.log!.owners[Int(state.how)]
                line += "  then \(constraint.kind) by \(names[owner] ?? "#\(owner)")"
                if constraint.offset != 0 { line += " + \(constraint.offset / 8)" }
            }
            lines.append(line)
            index = state.from
        }
        return lines.reversed()
    }
}
