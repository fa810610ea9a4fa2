import MidasBase
import MidasIR

/// What is known of a way besides its influence.
struct Way: Hashable {
    var influence: Influence
    var order: OrderPassage

    /// Its number among all ways.
    var index: Int { Int(influence.rawValue) + Int(order.rawValue) * Int(Self.stride) }

    /// Its place in a set of ways.
    var bit: UInt16 { 1 << (UInt16(influence.rawValue) + UInt16(order.rawValue) * Self.stride) }

    static let control = Way(influence: .control, order: .kept)
    static let stride = UInt16(Influence.allCases.count)

    static let all = OrderPassage.allCases.flatMap { order in
        Influence.allCases.map { Way(influence: $0, order: order) }
    }

    /// Whether one of `ways` shows all that this one does: one that is as strong and lets order pass
    /// as well.
    func isCovered(by ways: UInt16) -> Bool {
        let coverers = UInt16(Influences.coverers[Int(influence.rawValue)])
        if ways & coverers != 0 { return true }
        return order != .kept && (ways >> (UInt16(order.rawValue) * Self.stride)) & coverers != 0
    }
}

/// Adds to the graph, for every call, the ways that lead from what the callee gets to what it leaves,
/// so that only paths count that return to where they were called (Horwitz, Reps, Binkley,
/// "Interprocedural slicing using dependence graphs", 1990).
struct Summaries {
    /// A callee's way from one of its inputs to one of its outputs.
    struct Entry {
        var output: FlowNodeID
        var way: Way
    }

    private var flow: FlowAssembly
    /// By input node.
    private var entries: [FlowNodeID: [Entry]] = [:]
    /// Edges that stand for calls, by instance.
    private(set) var summaryEdges: [FlowEdge] = []
    private var relaxed: [InstanceID] = []
    /// Where there are many ways by control: by input of a callee, the group that it belongs to; by
    /// group, the outputs that its inputs decide.
    private var groupOfInput: [FlowNodeID: Int] = [:]
    private var groups: [Set<FlowNodeID>] = []
    /// Edges of the component at hand, where it is visited more than once.
    private var known: Set<FlowEdge> = []
    private var edgesOfInstance: [[FlowEdge]]
    /// Links whose nodes for control are there.
    private var controlledLinks = BitSet()
    /// Of the search: by node, its number in the instance at hand.
    private var numbers: [UInt32]
    /// By node: the first pair of the link at hand that comes from it; by pair, the next one.
    private var firstPair: [UInt32]
    private var nextPair: [UInt32]
    /// Instances with more ways than can be told apart.
    private var excessive = BitSet()

    /// A cycle of more instances is not summarised: its calls and returns need not match.
    static let componentLimit = 128
    /// Nor one that does not settle in so many rounds.
    static let roundLimit = 16
    /// More ways by control than this from one callee go through a node a group at each call.
    static let controlLimit = 256
    /// Groups that decide more than this together are one.
    static let groupLimit = 1024
    /// An instance with more ways than this is not summarised.
    static let wayLimit = 30_000

    /// What summaries add to a graph.
    struct Result {
        var edges: [FlowEdge] = []
        /// Instances whose calls and returns need not match.
        var relaxed: [InstanceID] = []
    }

    static func add(to flow: inout FlowAssembly, order: CallOrder) -> Result {
        var summaries = Summaries(flow)
        flow = FlowAssembly()
        for component in order.components { summaries.close(component, order) }
        flow = summaries.flow
        return Result(edges: summaries.summaryEdges, relaxed: summaries.relaxed.sorted())
    }

    private init(_ flow: FlowAssembly) {
        self.flow = flow
        edgesOfInstance = Array(repeating: [], count: flow.shapes.count)
        numbers = Array(repeating: .max, count: flow.graph.nodes.count)
        firstPair = numbers
        nextPair = Array(repeating: .max, count: flow.pairs.count)
    }

    /// Repeats until no member of the component finds a new way.
    private mutating func close(_ component: [UInt32], _ order: CallOrder) {
        let isCyclic =
            component.count > 1 || order.callees[Int(component[0])].contains(component[0])
        if component.count > Self.componentLimit { return relax(component) }
        defer { known.removeAll(keepingCapacity: true) }
        var changed = true
        var rounds = 0
        while changed {
            changed = false
            rounds += 1
            if rounds > Self.roundLimit { return relax(component) }
            for raw in component {
                let instance = InstanceID(raw)
                let isNew = addCallEdges(instance, isCyclic: isCyclic)
                guard isNew || rounds == 1 else { continue }
                if summarise(instance) { changed = isCyclic }
                if excessive.contains(instance.index) { return relax(component) }
            }
        }
        for raw in component { gatherControl(InstanceID(raw)) }
    }

    private mutating func relax(_ component: [UInt32]) {
        for raw in component {
            relaxed.append(InstanceID(raw))
            let shape = flow.shapes[InstanceID(raw)]
            for input in [shape.called] + shape.parameterInputs + shape.inputs {
                entries[input] = nil
            }
            _ = addCallEdges(InstanceID(raw), isCyclic: true)
        }
    }

    /// Where a callee has many ways by control, inputs that decide the same outputs share a node. Where
    /// these sets are many and large, they are told apart no more: whatever decides something may
    /// decide all of what is decided.
    private mutating func gatherControl(_ instance: InstanceID) {
        let shape = flow.shapes[instance]
        let inputs = [shape.called] + shape.parameterInputs + shape.inputs
        let count = inputs.reduce(0) { sum, input in
            sum + (entries[input]?.count { $0.way == .control } ?? 0)
        }
        guard count > Self.controlLimit else { return }
        var outputs: [(input: FlowNodeID, decided: Set<FlowNodeID>)] = []
        for input in inputs {
            guard let ways = entries[input] else { continue }
            let decided = Set(ways.filter { $0.way == .control }.map(\.output))
            if !decided.isEmpty { outputs.append((input, decided)) }
            entries[input] = ways.filter { $0.way != .control }
        }
        let sets = Set(outputs.map(\.decided))
        let isApart = sets.reduce(0) { $0 + $1.count } <= Self.groupLimit
        let everything = outputs.reduce(into: Set()) { $0.formUnion($1.decided) }
        var numbers: [Set<FlowNodeID>: Int] = [:]
        for (input, decided) in outputs {
            let set = isApart ? decided : everything
            let number = numbers[set] ?? groups.count
            if number == groups.count { groups.append(set) }
            numbers[set] = number
            groupOfInput[input] = number
        }
    }

    /// Adds the ways through the callees of an instance; says whether there are new ones.
    private mutating func addCallEdges(_ instance: InstanceID, isCyclic: Bool) -> Bool {
        var hasNew = false
        for number in flow.shapes[instance].links {
            let link = flow.links[number]
            for pair in link.outputs.reversed() {
                let output = flow.pairs[pair].from.index
                nextPair[pair] = firstPair[output]
                firstPair[output] = UInt32(pair)
            }
            defer { for pair in link.outputs { firstPair[flow.pairs[pair].from.index] = .max } }
            for input in flow.pairs[link.inputs] {
                guard let ways = entries[input.to] else { continue }
                for entry in ways {
                    var pair = firstPair[entry.output.index]
                    while pair != .max {
                        let edge = FlowEdge(
                            from: input.from, to: flow.pairs[Int(pair)].to,
                            influence: entry.way.influence, passage: .inside,
                            order: entry.way.order)
                        if add(edge, instance, isCyclic: isCyclic) { hasNew = true }
                        pair = nextPair[Int(pair)]
                    }
                }
            }
            if addControl(link, number, instance, isCyclic: isCyclic) { hasNew = true }
        }
        return hasNew
    }

    private mutating func add(
        _ edge: FlowEdge, _ instance: InstanceID, isCyclic: Bool
    ) -> Bool {
        guard edge.from != edge.to, !isCyclic || known.insert(edge).inserted else { return false }
        edgesOfInstance[instance.index].append(edge)
        summaryEdges.append(edge)
        return true
    }

    /// Links what callees with many ways by control decide, through a node a group.
    private mutating func addControl(
        _ link: CallLink, _ number: Int, _ instance: InstanceID, isCyclic: Bool
    ) -> Bool {
        var nodes: [Int: FlowNodeID] = [:]
        var hasNew = false
        guard !controlledLinks.contains(number) else { return false }
        for input in flow.pairs[link.inputs] {
            guard let group = groupOfInput[input.to] else { continue }
            let node = nodes[group] ?? makeControl(instance, at: input.from)
            nodes[group] = node
            let edge = FlowEdge(
                from: input.from, to: node, influence: .control, passage: .inside)
            if add(edge, instance, isCyclic: isCyclic) { hasNew = true }
        }
        guard !nodes.isEmpty else { return false }
        controlledLinks.insert(number)
        let used = nodes.keys.sorted()
        for output in flow.pairs[link.outputs] {
            for group in used where groups[group].contains(output.from) {
                guard let node = nodes[group] else { continue }
                let edge = FlowEdge(from: node, to: output.to, influence: .value, passage: .inside)
                if add(edge, instance, isCyclic: isCyclic) { hasNew = true }
            }
        }
        return hasNew
    }

    private mutating func makeControl(_ instance: InstanceID, at node: FlowNodeID) -> FlowNodeID {
        numbers.append(.max)
        firstPair.append(.max)
        return flow.graph.add(.decision, instance, flow.graph.nodes[node].instruction.id)
    }

    /// Finds the ways through one instance; says whether there are new ones.
    private mutating func summarise(_ instance: InstanceID) -> Bool {
        let shape = flow.shapes[instance]
        var inside = InsideFlow(
            flow.graph.edges[shape.edges], edgesOfInstance[instance.index], &numbers)
        let outputs = ([shape.result, shape.leaving] + shape.outputs + shape.resultOutputs).sorted()
        let inputs = [shape.called] + shape.parameterInputs + shape.inputs
        var changed = false
        var count = 0
        for first in stride(from: 0, to: inputs.count, by: 64) {
            let batch = inputs[first..<min(first + 64, inputs.count)]
            let found = inside.ways(from: batch, to: outputs, numbers)
            for (input, ways) in zip(batch, found) {
                count += ways.count
                if ways.count == entries[input]?.count ?? 0 { continue }
                entries[input] = ways
                changed = true
            }
        }
        inside.release(&numbers)
        if count > Self.wayLimit { excessive.insert(instance.index) }
        return changed
    }
}
