import MidasBase
import MidasIR

/// A value in terms of what a thread was given: its argument, a field behind that, and numbers
/// computed from either. Two threads that were given different arguments hold different values of
/// one form with `scale` not 0.
struct ThreadValue: Hashable {
    enum Base: Hashable {
        /// The argument itself, by the parameter of the thread's function that takes it.
        case argument(UInt32)
        /// A field of what that argument points to.
        case field(UInt32, RecordID, UInt32)

        var parameter: UInt32 {
            switch self {
            case .argument(let parameter), .field(let parameter, _, _): parameter
            }
        }
    }

    var base: Base
    var scale: Int64 = 1
    var offset: Int64 = 0
    /// What scale and offset are multiples of, where that is no number: a variable that is the same
    /// for all threads.
    var unit: UInt64 = 0
    /// What all is divided by, rounded down; 0: by nothing.
    var divisor: UInt64 = 0
    /// Of a pointer: how many bytes behind the argument it leads to.
    var displacement: Int64 = 0
    /// A loop counter that begins at this value: its step, or the value at which it ends.
    var loop: Loop?

    enum Loop: Hashable {
        /// Goes up by a step that is not one: every so-many-th element.
        case strided
        /// Ends before the value that the next thread begins with.
        case blocked
        /// Ends before another field of the argument.
        case upTo(field: UInt32)
    }

    /// Where the part of the thread ends that begins here, if it has this length in its own scale.
    var next: ThreadValue {
        var next = self
        next.offset &+= scale
        return next
    }

    /// The argument itself and nothing computed from it.
    var isArgument: Bool {
        guard case .argument = base else { return false }
        return self == ThreadValue(base: base)
    }

    private func isMultiple(of other: ThreadValue) -> Bool {
        base == other.base && unit == other.unit && divisor == other.divisor
            && displacement == other.displacement
    }

    /// The two ends of a part that does not overlap the next thread's.
    func isFollowed(by end: ThreadValue) -> Bool {
        isMultiple(of: end) && scale == end.scale && end.offset == offset &+ scale
            && loop == nil && end.loop == nil
    }
}
