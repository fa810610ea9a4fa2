/// What must hold at a call for a statement to apply. A list of conditions is a conjunction. A
/// consumer that cannot decide one treats it as possible, so each may only narrow.
public enum Condition: Hashable, Sendable {
    /// `0 == CLOCK_REALTIME`: the argument is this number (a null pointer is 0).
    case equals(argument: UInt8, Int64)
    /// `0 != NULL`
    case differs(argument: UInt8, Int64)
    /// `1 has O_CREAT`: all these bits are set.
    case hasBits(argument: UInt8, Int64)
    /// `1 lacks O_CREAT`: at least one of these bits is clear.
    case lacksBits(argument: UInt8, Int64)
    /// `1 is constant`: known at compile time.
    case isConstant(argument: UInt8)
    /// `1 == "C"`: the argument points to a literal with this text.
    case text(argument: UInt8, String)
    /// `1 != "C"`
    case differsText(argument: UInt8, String)
    /// `0 names /dev/urandom`: the text matches this pattern; `*` stands for any run of characters.
    case names(argument: UInt8, String)
    /// `0 channel socket`: the descriptor or stream was opened as that.
    case channel(argument: UInt8, ChannelKind)
    /// `arguments == 2`: the call has so many explicit arguments (overloads, optional parameters).
    case argumentCount(UInt8)
    /// `0 type iterator`: the static type of an explicit argument, references removed.
    case argumentType(argument: UInt8, TypeClass)
    /// `key type pointer`: the key (or only element) type of the receiver, or of the type itself.
    case keyType(TypeClass)
    /// `total-order 3`: the comparison function never calls different elements equal.
    case totalOrder(argument: UInt8)
    /// `several-threads`: more than one thread may be in calls that share the hidden state.
    case severalThreads
    /// `unseeded g:rand`: no call has written the state on any path to this call.
    case unseeded(HiddenStateID)
}

/// The kinds of types that conditions tell apart.
public enum TypeClass: UInt8, Word {
    case pointer, arithmetic, floatingPoint, text, iterator, function, executionPolicy, allocator
    case initializerList, range, tryTag, other, randomDevice
}
