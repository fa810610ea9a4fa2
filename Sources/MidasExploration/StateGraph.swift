/// The states found so far, numbered in the order of discovery, and the steps between them.
///
/// Numbers and order depend on the model alone: look-ups go by equality, and nothing iterates a
/// hash table.
struct StateGraph<World: Hashable> {
    /// A state together with the number of faults that led to it, which limits what may follow.
    struct State: Hashable {
        let world: World
        let faults: Int
    }

    struct Edge {
        private let fromState: UInt32
        private let toState: UInt32
        /// Index into `steps`: the same few steps occur on very many edges.
        let step: UInt32
        let isFault: Bool
        let isFiring: Bool

        var from: Int { Int(fromState) }
        var to: Int { Int(toState) }

        init(from: Int, to: Int, step: UInt32, isFault: Bool, isFiring: Bool) {
            self.fromState = UInt32(from)
            self.toState = UInt32(to)
            self.step = step
            self.isFault = isFault
            self.isFiring = isFiring
        }
    }

    private(set) var states: [State] = []
    private(set) var edges: [Edge] = []
    /// The edge by which a state was first reached: breadth first, so along a shortest trace.
    private(set) var discovery: [Int?] = []
    private var numbers: [State: Int] = [:]
    private var steps: [Step] = []
    private var stepNumbers: [Step: UInt32] = [:]

    /// How a state was reached.
    struct Arrival {
        let from: Int
        let step: Step
        let isFault: Bool
    }

    /// The number of a state, a new one if it is new, and the edge that led to it.
    mutating func arrive(_ state: State, by arrival: Arrival?) -> (number: Int, isNew: Bool) {
        let known = numbers[state]
        let number = known ?? states.count
        if known == nil {
            states.append(state)
            discovery.append(arrival.map { _ in edges.count })
            numbers[state] = number
        }
        if let arrival {
            edges.append(
                Edge(
                    from: arrival.from, to: number, step: self.number(of: arrival.step),
                    isFault: arrival.isFault, isFiring: arrival.step.isFiring))
        }
        return (number, known == nil)
    }

    /// Exchanges a state by an equal one.
    mutating func replace(_ number: Int, by world: World) {
        states[number] = State(world: world, faults: states[number].faults)
    }

    func step(of edge: Int) -> Step { steps[Int(edges[edge].step)] }

    private mutating func number(of step: Step) -> UInt32 {
        if let number = stepNumbers[step] { return number }
        let number = UInt32(steps.count)
        steps.append(step)
        stepNumbers[step] = number
        return number
    }

    /// The steps of a shortest trace from the initial state.
    func trace(to state: Int) -> [Step] {
        var steps: [Step] = []
        var state = state
        while let edge = discovery[state] {
            steps.append(step(of: edge))
            state = edges[edge].from
        }
        return steps.reversed()
    }
}
