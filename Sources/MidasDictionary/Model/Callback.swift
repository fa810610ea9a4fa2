/// The call is given a function that is called during it or later.
public struct Callback: Hashable, Sendable {
    public enum Moment: UInt8, Word {
        /// Before the call returns, on the same thread.
        case during
        /// Later, from other calls into the library, on the thread that makes them.
        case later
        /// On a thread of its own that this call begins.
        case thread
        case processExit, threadExit
        /// When a signal arrives, between any two instructions.
        case signal
        /// From the library's dispatch loop: the function is a request handler.
        case eventLoop
        case fork
    }

    /// What a parameter of the function is given.
    public enum Argument: Hashable, Sendable {
        /// The value at this path when the function was handed over (its data pointer), or when
        /// it is called (elements).
        case path(Path)
        /// A value that the library makes, by what differs about it; nil when nothing does.
        case made(Refinement?)
    }

    /// How a path leads to the functions that are called.
    public enum Meaning: Hashable, Sendable {
        /// It leads to a function, or to an object that can be called.
        case callable
        /// `~this[]`: what lies there ends, so the destructors of that and of its parts run.
        case destruction
        /// `this<1>`: its type has a template argument that can be called (a comparison, a hash, a
        /// deleter), of which an object is kept inside.
        case typeArgument(UInt8)
    }

    /// Where the function comes from: an argument, or a field behind one (`*1.sa_handler`).
    public var function: Path
    public var meaning: Meaning
    public var moment: Moment
    /// The parameters in order; parameters beyond these are not known.
    public var arguments: [Argument]
    /// Where the function's result goes.
    public var result: Path?
    /// The function is kept under the handle at this path: another call with the same handle
    /// replaces or removes it, or gives its data.
    public var handle: Path?
    public var conditions: [Condition]

    public init(
        _ function: Path, as meaning: Meaning = .callable, _ moment: Moment,
        arguments: [Argument] = [], result: Path? = nil, handle: Path? = nil,
        when conditions: [Condition] = []
    ) {
        self.function = function
        self.meaning = meaning
        self.moment = moment
        self.arguments = arguments
        self.result = result
        self.handle = handle
        self.conditions = conditions
    }
}

/// What a call hands over runs on the library's own account (a timer, a signal, an idle round, the end
/// of a child): an internal request, wherever all conditions are known to hold.
public struct InternalCallback: Hashable, Sendable {
    /// The path of the callback's function.
    public var function: Path
    public var conditions: [Condition]

    public init(_ function: Path, when conditions: [Condition] = []) {
        self.function = function
        self.conditions = conditions
    }
}
