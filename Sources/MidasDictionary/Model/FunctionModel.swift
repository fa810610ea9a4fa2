/// All that is known of one function (or macro, builtin, construct) outside the tree, as far as an
/// analysis reads it.
///
/// What is not mentioned does not happen: an output that no flow and no nondeterministic output
/// reaches is deterministic; memory that no flow, output or overwrite names is not changed; a
/// pointer argument that no callback, allocation, reference or copy names is not kept. Places are
/// `Path`s relative to the call: explicit arguments count from 0, `this` is apart. Statements with
/// conditions apply when none of them is false.
///
/// The value is self-contained: small enums and ids, no names. `NondeterminismDictionary` gives
/// models by name and names by id.
public struct FunctionModel: Hashable, Sendable {
    public enum Kind: UInt8, Word {
        /// `variable` is an external variable of a library (`environ`, `stdin`).
        case function, systemCall, builtin, macro, variable, construct
    }

    public struct Traits: OptionSet, Hashable, Sendable {
        public var rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let neverReturns = Traits(rawValue: 1 << 0)
        /// `setjmp`, `fork`.
        public static let returnsTwice = Traits(rawValue: 1 << 1)
        /// Resumes after another call (`longjmp`).
        public static let jumps = Traits(rawValue: 1 << 2)
        /// Reads and writes nothing but its arguments' values and its result.
        public static let const = Traits(rawValue: 1 << 3)
        /// As `const`, but reads memory.
        public static let pure = Traits(rawValue: 1 << 4)
        /// Must not be called by two threads at the same time on the same state.
        public static let threadUnsafe = Traits(rawValue: 1 << 5)
        /// Replaces the program (`execve`).
        public static let replacesProcess = Traits(rawValue: 1 << 6)
        /// May throw a C++ exception of its own.
        public static let throwing = Traits(rawValue: 1 << 7)
        /// Arguments given as rvalues are moved from: they hold no value afterwards.
        public static let movesArguments = Traits(rawValue: 1 << 8)
        /// Inserts where a comparison or hash puts it, not at a position.
        public static let insertsByKey = Traits(rawValue: 1 << 9)
        /// Finds by key: the position does not reach the result.
        public static let findsByKey = Traits(rawValue: 1 << 10)
        /// Begins or advances an iteration: what it yields follows the order of the elements.
        public static let iterates = Traits(rawValue: 1 << 11)
        /// Constructs an element of the container from its arguments, in place.
        public static let constructsElements = Traits(rawValue: 1 << 12)
        /// Adds an element behind all others.
        public static let appends = Traits(rawValue: 1 << 13)
        /// Gives the first element.
        public static let readsFirst = Traits(rawValue: 1 << 14)
        /// Removes the first element.
        public static let takesFirst = Traits(rawValue: 1 << 15)

        /// The words of entries, in the order of the bits.
        public static let names = [
            "never-returns", "returns-twice", "jumps", "const", "pure", "thread-unsafe",
            "replaces-process", "throwing", "moves-arguments", "inserts-by-key", "finds-by-key",
            "iterates", "constructs-elements", "appends", "reads-first", "takes-first",
        ]
    }

    public var kind: Kind
    public var traits: Traits
    public var outputs: [NondeterministicOutput] = []
    public var flows: [Flow] = []
    public var orderRemovals: [OrderRemoval] = []
    public var overwrites: [Overwrite] = []
    public var synchronisations: [Synchronisation] = []
    public var callbacks: [Callback] = []
    /// Which of the callbacks are internal requests.
    public var internalCallbacks: [InternalCallback] = []
    public var allocations: [Allocation] = []
    /// Pointers to objects that end.
    public var releases: [Path] = []
    public var references: [Reference] = []
    public var channels: [ChannelEffect] = []
    public var waits: [Wait] = []
    public var format: FormatString?

    public init(_ kind: Kind = .function, traits: Traits = []) {
        self.kind = kind
        self.traits = traits
    }

    /// This model with another's statements of the kinds that it makes none of.
    func filled(from other: FunctionModel) -> FunctionModel {
        var model = other
        model.kind = kind
        if !traits.isEmpty { model.traits = traits }
        if !outputs.isEmpty { model.outputs = outputs }
        if !flows.isEmpty { model.flows = flows }
        if !orderRemovals.isEmpty { model.orderRemovals = orderRemovals }
        if !overwrites.isEmpty { model.overwrites = overwrites }
        if !synchronisations.isEmpty { model.synchronisations = synchronisations }
        if !callbacks.isEmpty { model.callbacks = callbacks }
        if !internalCallbacks.isEmpty { model.internalCallbacks = internalCallbacks }
        if !allocations.isEmpty { model.allocations = allocations }
        if !releases.isEmpty { model.releases = releases }
        if !references.isEmpty { model.references = references }
        if !channels.isEmpty { model.channels = channels }
        if !waits.isEmpty { model.waits = waits }
        if format != nil { model.format = format }
        return model
    }
}
