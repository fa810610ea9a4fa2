/// One step of an exploration: a rule fires, or the surroundings act.
public enum Step: Hashable, Sendable {
    case firing(kind: String, task: Int, rule: String)
    case injection(String)

    var isFiring: Bool {
        if case .firing = self { return true }
        return false
    }
}

extension Step: CustomStringConvertible {
    /// A line, such as `segment 1: send the header` or `* server 2 crashes`.
    public var description: String {
        switch self {
        case .firing(let kind, let task, let rule): "\(kind) \(task): \(rule)"
        case .injection(let name): "* \(name)"
        }
    }
}

/// What was found wrong.
public enum Violation: Hashable, Sendable {
    /// An invariant does not hold in the last state of the trace.
    case invariant(String)
    /// A task has a rule to fire and is not active: its pool would never look at it again.
    case forgottenTask(kind: String, task: Int, rule: String)
    /// No step but a fault can be taken, and these tasks have not met their goal.
    case stuck(tasks: [String])
    /// From the last state, no order of firings and injections without faults leads to the goal.
    case goalUnreachable
    /// These firings repeat for ever without any event: the rules undo each other's work.
    case fight(cycle: [Step])
}

extension Violation: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invariant(let name): "invariant broken: \(name)"
        case .forgottenTask(let kind, let task, let rule):
            "forgotten: \(kind) \(task) could \(rule), but is not active"
        case .stuck(let tasks): "stuck: \(tasks.joined(separator: ", "))"
        case .goalUnreachable: "the goal cannot be reached any more"
        case .fight(let cycle):
            "rules fight: " + cycle.map(\.description).joined(separator: "; ")
        }
    }
}

/// A violation with the shortest trace that leads to it.
public struct Counterexample: Sendable, Equatable {
    public let violation: Violation
    public let trace: [Step]
}

extension Counterexample: CustomStringConvertible {
    public var description: String {
        let steps = trace.enumerated().map { "\($0.offset + 1). \($0.element)" }
        return ([violation.description] + steps).joined(separator: "\n")
    }
}
