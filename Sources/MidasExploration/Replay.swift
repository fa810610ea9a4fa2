import MidasRules

/// A trace asks for a step that the state does not allow.
public struct ReplayError: Error, Equatable, CustomStringConvertible {
    /// The position of the step in the trace, from 1.
    public let position: Int
    public let step: Step

    public init(position: Int, step: Step) {
        self.position = position
        self.step = step
    }

    public var description: String { "step \(position) of the trace is not possible: \(step)" }
}

extension Model {
    /// Takes the steps of a trace one by one, so that a counterexample lives on as a test.
    /// - Returns: the last state.
    /// - Throws: `ReplayError` where the state does not allow the step.
    public func replay(_ trace: [Step]) throws(ReplayError) -> World {
        var world = arrived(initial)
        for (position, step) in trace.enumerated() {
            let successors = successors(of: world, enabled(in: world))
            guard let successor = successors.first(where: { $0.step == step })
            else { throw ReplayError(position: position + 1, step: step) }
            world = arrived(successor.world)
        }
        return world
    }

    private func arrived(_ world: World) -> World {
        var world = world
        perform(&world)
        if granularity == .settledEvents { _ = runRules(&world) }
        return settled(world, enabled(in: world))
    }
}
