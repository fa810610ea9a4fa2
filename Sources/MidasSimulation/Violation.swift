/// What a simulated world found wrong.
public struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
    public var invariant: Invariant
    public var detail: String

    public init(_ invariant: Invariant, _ detail: String) {
        self.invariant = invariant
        self.detail = detail
    }

    public enum Invariant: String, Hashable, Sendable {
        /// Replicas of a tier are equal, and equal to one run in admission order.
        case equalState = "I1"
        /// What was used outside fits the state that survives.
        case outputFitsState = "I2"
        /// No request has its effect twice; tables stay bounded.
        case atMostOnce = "I3"
        /// Everything is answered and settled.
        case allAnswered = "I4"
        /// No segment runs on state that is still to be compensated.
        case cleanReads = "I5"
        /// A segment touched what it did not declare, or left its record.
        case program = "program"
    }

    public var description: String { "\(invariant.rawValue): \(detail)" }
}
