/// How far an exploration goes.
public struct Bounds: Sendable {
    /// The largest number of faults in a trace.
    public var faults: Int
    /// The largest number of states; when it is hit, the result says so.
    public var states: Int

    public init(faults: Int = 2, states: Int = 1_000_000) {
        self.faults = faults
        self.states = states
    }
}

/// What an exploration found.
public struct ExplorationResult: Sendable {
    /// States, told apart by the number of faults that led to them.
    public let stateCount: Int
    public let stepCount: Int
    /// The length of the longest shortest trace.
    public let depth: Int
    /// Whether every reachable state within the bound of faults was visited.
    public let isComplete: Bool
    /// The first thing found wrong, with a shortest trace; nil if all is well.
    public let counterexample: Counterexample?
}

extension Model {
    /// Visits every state that some order of firings and injections reaches, breadth first, and
    /// checks in each: the invariants, that no task is forgotten by its pool, that something can
    /// go on until the goal is met. Over the whole graph it then checks that the goal stays
    /// reachable without faults and that rules alone never go round in circles.
    ///
    /// - Complexity: O(states × steps); each state is kept.
    public func explore(_ bounds: Bounds = Bounds()) -> ExplorationResult {
        var search = Search(self, bounds)
        let local = search.run()
        let found = local ?? (search.isComplete ? search.globalViolation() : nil)
        return ExplorationResult(
            stateCount: search.graph.states.count, stepCount: search.graph.edges.count,
            depth: search.depth, isComplete: search.isComplete && local == nil,
            counterexample: found)
    }
}

/// An exploration under way.
struct Search<World: Hashable & Sendable> {
    let model: Model<World>
    let bounds: Bounds
    var graph = StateGraph<World>()
    /// By state: the rules that can fire.
    var enabled: [Model<World>.Enabled] = []
    var depth = 0
    var isComplete = true

    init(_ model: Model<World>, _ bounds: Bounds) {
        self.model = model
        self.bounds = bounds
    }

    /// Fills the graph; stops at the first state in which something is wrong.
    mutating func run() -> Counterexample? {
        var initial = model.initial
        model.perform(&initial)
        var frontier: [Int] = []
        if let violation = arrive(&initial, faults: 0, by: nil, new: &frontier) {
            return Counterexample(violation: violation, trace: [])
        }
        while !frontier.isEmpty {
            var next: [Int] = []
            for number in frontier {
                if let found = expand(number, into: &next) { return found }
            }
            frontier = next
            if !next.isEmpty { depth += 1 }
        }
        return nil
    }

    /// Takes every step that a state allows, and looks at where it leads.
    private mutating func expand(_ number: Int, into new: inout [Int]) -> Counterexample? {
        let state = graph.states[number]
        let successors = model.successors(of: state.world, enabled[number])
        if !successors.contains(where: { !$0.isFault }) && !model.goal(state.world) {
            let tasks = model.unmetTasks(in: state.world)
            return Counterexample(violation: .stuck(tasks: tasks), trace: graph.trace(to: number))
        }
        for successor in successors {
            let faults = state.faults + (successor.isFault ? 1 : 0)
            guard faults <= bounds.faults else { continue }
            guard graph.states.count < bounds.states else {
                isComplete = false
                return nil
            }
            var world = successor.world
            let edge = StateGraph<World>.Arrival(
                from: number, step: successor.step, isFault: successor.isFault)
            if let violation = arrive(&world, faults: faults, by: edge, new: &new) {
                let trace = graph.trace(to: number) + [successor.step]
                return Counterexample(violation: violation, trace: trace)
            }
        }
        return nil
    }

    /// Adds a state, if it is new, and says what is wrong in it.
    private mutating func arrive(
        _ world: inout World, faults: Int, by edge: StateGraph<World>.Arrival?, new: inout [Int]
    ) -> Violation? {
        if model.granularity == .settledEvents, let violation = model.runRules(&world) {
            return violation
        }
        let (number, isNew) = graph.arrive(
            StateGraph.State(world: world, faults: faults), by: edge)
        if isNew { enabled.append(model.enabled(in: world)) }
        if let forgotten = model.forgottenTask(in: world, enabled[number]) { return forgotten }
        guard isNew else { return nil }
        new.append(number)
        graph.replace(number, by: model.settled(world, enabled[number]))
        return model.invariants.first { !$0.holds(world) }.map { .invariant($0.name) }
    }
}
