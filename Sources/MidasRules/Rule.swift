/// A guarded command: when `condition` holds for a task, `action` may run.
///
/// A condition tests state and changes nothing. An action is short, never blocks and cannot be
/// interrupted: what takes long is started by one rule and reaped by another, so that faults fall
/// between actions and never into one. Conditions and actions see the whole state of their pool,
/// because rules of neighbouring tasks may test and change each other's records.
///
/// The pattern is that of Stutsman and Ousterhout, "Toward Common Patterns for Distributed,
/// Concurrent, Fault-Tolerant Code" (HotOS 2013), and of Stutsman, Lee and Ousterhout, "Experience
/// with Rules-Based Programming for Distributed, Concurrent, Fault-Tolerant Code" (USENIX ATC 2015).
public struct Rule<World: ~Copyable>: Sendable {
    /// Tests the state; the second argument is the task's index in its table.
    public typealias Condition = @Sendable (borrowing World, Int) -> Bool
    /// Changes the state; the second argument is the task's index in its table.
    public typealias Action = @Sendable (inout World, Int) -> Void

    /// What the rule does, in a few words: traces and reports call it by this name.
    public let name: String
    public let condition: Condition
    public let action: Action

    public init(
        _ name: String, when condition: @escaping Condition, then action: @escaping Action
    ) {
        self.name = name
        self.condition = condition
        self.action = action
    }
}
