import MidasBase
import MidasIR

/// How much points-to analysis had to do.
public struct SolverSizes: Sendable {
    public var nodes = 0
    public var edges = 0
    public var constraints = 0
    public var waves = 0
    /// Targets that constraints were asked about.
    public var steps = 0
    /// Distinct sets, and their members together.
    public var sets = 0
    public var setMembers = 0

    public init() {}
}

/// How large what points-to found is: what all later analyses cost.
public struct PointsToSizes: Sendable {
    /// One access of memory through a pointer.
    public struct WideAccess: Sendable {
        public var instance: InstanceID
        public var instruction: InstructionID
        public var cells: CellSetID
        public var count: Int
    }

    public var instances = 0
    public var functions = 0
    public var objects = 0
    public var cells = 0
    /// Loads and stores through pointers.
    public var accesses = 0
    /// The cells that these touch, together.
    public var accessedCells = 0
    public var indirectCalls = 0
    public var indirectTargets = 0
    /// Widest first, equals in order of the program.
    public var widest: [WideAccess] = []
    /// Indirect calls with most targets, first.
    public var widestCalls: [(site: CallSite, count: Int)] = []

    public init(_ program: Program, _ facts: PointsToFacts) {
        instances = facts.callGraph.instances.count
        objects = facts.objects.count
        cells = facts.cells.count
        functions = Set(facts.callGraph.instances.elements.map(\.function)).count
        for instance in facts.callGraph.instances.ids { count(instance, program, facts) }
        widest = widest.sorted { $0.count > $1.count }
        widestCalls = widestCalls.sorted { $0.count > $1.count }
    }

    private mutating func count(
        _ instance: InstanceID, _ program: Program, _ facts: PointsToFacts
    ) {
        let function = program.functions[facts.callGraph.instances[instance].function]
        for id in function.instructions.ids {
            let step = function.instructions[id]
            if step.opcode == .call { countCall(id, function, instance, facts) }
            guard step.opcode == .load || step.opcode == .store, let place = step.place.id,
                case .pointer = function.places[place].root
            else { continue }
            let set = facts.placeCells[instance][place.index]
            let count = facts.sets[set].count
            accesses += 1
            accessedCells += count
            widest.append(
                WideAccess(instance: instance, instruction: id, cells: set, count: count))
        }
    }

    private mutating func countCall(
        _ id: InstructionID, _ function: Function, _ instance: InstanceID, _ facts: PointsToFacts
    ) {
        let call = CallID(function.instructions[id].extra)
        guard case .indirect = function.calls[call].callee else { return }
        let site = CallSite(instance: instance, instruction: id)
        let count = facts.callGraph.targets[site]?.count ?? 0
        indirectCalls += 1
        indirectTargets += count
        widestCalls.append((site, count))
    }
}

extension PointsToSizes {
    /// Names and numbers, a line each.
    public func text(_ program: Program, _ facts: PointsToFacts, listed: Int) -> String {
        let solver = facts.sizes
        var lines = [
            "instances \(instances) of \(functions) functions, objects \(objects), cells \(cells)",
            "nodes \(solver.nodes), edges \(solver.edges), constraints \(solver.constraints)",
            "steps \(solver.steps), waves \(solver.waves), sets \(solver.sets)"
                + " with \(solver.setMembers) members",
            "accesses \(accesses), cells each \(Self.ratio(accessedCells, accesses)),"
                + " widest \(widest.first?.count ?? 0)",
            "indirect calls \(indirectCalls), targets each"
                + " \(Self.ratio(indirectTargets, indirectCalls)),"
                + " widest \(widestCalls.first?.count ?? 0)",
        ]
        lines += (facts.caps + facts.sharing).map { "cap: \($0)" }
        for access in widest.prefix(listed) {
            lines.append(
                "\(access.count) cells at "
                    + facts.place(of: access.instruction, access.instance, program) + ": "
                    + facts.sets[access.cells].prefix(6)
                    .map { facts.name(of: $0, in: program) }.joined(separator: ", "))
        }
        for (site, count) in widestCalls.prefix(listed) where count > 1 {
            lines.append(
                "\(count) targets at " + facts.place(of: site.instruction, site.instance, program))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// To one decimal.
    private static func ratio(_ whole: Int, _ parts: Int) -> String {
        guard parts > 0 else { return "0" }
        let tenths = whole * 10 / parts
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension PointsToFacts {
    /// An instruction for people: its instance, number and line.
    func place(
        of instruction: InstructionID, _ instance: InstanceID, _ program: Program
    ) -> String {
        let function = program.functions[callGraph.instances[instance].function]
        let line = function.ranges[function.instructions[instruction].range].begin.line
        return "\(name(of: instance, in: program)):\(instruction.raw) (line \(line))"
    }
}

extension PointsToSolver {
    /// How much there was to do.
    var sizes: SolverSizes {
        var sizes = SolverSizes()
        sizes.nodes = graph.nodeCount
        sizes.edges = graph.edgeCount
        sizes.constraints = graph.constraints.count
        sizes.waves = waves
        sizes.steps = steps
        sizes.sets = graph.sets.count
        sizes.setMembers = graph.sets.members.count
        return sizes
    }
}
