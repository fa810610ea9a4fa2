/// Which way a message goes: downstream with a nested call, or upstream with a reply.
public enum MessageDirection: String, CaseIterable, Sendable, Hashable {
    case forward, backward
}

/// Where a sliver begins or ends.
public struct SliverPoint: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// A sliver begins with the request.
        case request
        /// A nested call: a sliver ends with it, another begins with what comes back.
        case call
        /// A sliver ends with the reply to who sent the request.
        case reply
    }

    public var kind: Kind
    /// The handler's definition for `request` and `reply`, the nested call for `call`.
    public var location: Location
    /// The function that makes the nested call.
    public var function: String?
    /// The tier that is called.
    public var tier: String?
    /// Its handler, where the configuration names it.
    public var handler: String?

    public init(
        kind: Kind, location: Location, function: String? = nil, tier: String? = nil,
        handler: String? = nil
    ) {
        self.kind = kind
        self.location = location
        self.function = function
        self.tier = tier
        self.handler = handler
    }
}

/// What a message out depends on.
public struct MessageFinding: Hashable, Sendable {
    /// How the surest way from a source to a message goes.
    public enum Dependence: String, CaseIterable, Sendable {
        /// By value.
        case value
        /// By value, through persistent state.
        case state
        /// A source decides which value it is.
        case control
    }

    /// Nil for a message that no source of this tier reaches.
    public var dependence: Dependence?
    /// The sources that reach it.
    public var sources: [SourceID]
    /// The request or the nested calls whose content reaches it.
    public var carries: [SliverPoint]

    public init(
        dependence: Dependence? = nil, sources: [SourceID] = [], carries: [SliverPoint] = []
    ) {
        self.dependence = dependence
        self.sources = sources
        self.carries = carries
    }
}

/// What runs in one tier between what comes in (a request, the reply to a nested call) and the next
/// message out.
public struct Sliver: Hashable, Sendable {
    public var handler: String
    public var direction: MessageDirection
    public var begin: SliverPoint
    public var end: SliverPoint
    /// What goes out at its end.
    public var message: MessageFinding
    /// What decides whether it ends so, and not with another message.
    public var occurrence: MessageFinding
    /// The effective sources in it.
    public var sources: [SourceID]
    /// Nondeterministic persistent states that it may read, and may write.
    public var reads: [StateID]
    public var writes: [StateID]
    /// Local variables that hold something nondeterministic past its end.
    public var liveLocals: [String]

    public init(
        handler: String, direction: MessageDirection, begin: SliverPoint, end: SliverPoint,
        message: MessageFinding = MessageFinding(), occurrence: MessageFinding = MessageFinding(),
        sources: [SourceID] = [], reads: [StateID] = [], writes: [StateID] = [],
        liveLocals: [String] = []
    ) {
        self.handler = handler
        self.direction = direction
        self.begin = begin
        self.end = end
        self.message = message
        self.occurrence = occurrence
        self.sources = sources
        self.reads = reads
        self.writes = writes
        self.liveLocals = liveLocals
    }
}

/// What takes something from another tier: a handler its request, a nested call its reply.
public struct TierInput: Hashable, Sendable {
    /// The handler that runs.
    public var handler: String
    public var point: SliverPoint
    /// Persistent states of this tier that depend on what comes in.
    public var states: [StateID]

    public init(handler: String, point: SliverPoint, states: [StateID]) {
        self.handler = handler
        self.point = point
        self.states = states
    }
}

/// One tier: what its handlers do between messages.
public struct TierFinding: Hashable, Sendable {
    /// All messages of one direction.
    public struct Summary: Hashable, Sendable {
        /// Messages of slivers, and those that a source reaches or decides.
        public var messages = 0
        public var nondeterministic = 0
        public var sources: [SourceID] = []
        /// States that slivers of this direction leave nondeterministic.
        public var states: [StateID] = []
    }

    public var name: String
    public var handlers: [String]
    /// By handler, then by begin, then by end.
    public var slivers: [Sliver]
    public var inputs: [TierInput]
    /// The program it belongs to, where the tree holds several.
    public var program: String?

    public init(
        name: String, handlers: [String], slivers: [Sliver] = [], inputs: [TierInput] = [],
        program: String? = nil
    ) {
        self.name = name
        self.handlers = handlers
        self.slivers = slivers
        self.inputs = inputs
        self.program = program
    }

    public func summary(_ direction: MessageDirection) -> Summary {
        var summary = Summary()
        var sources: Set<SourceID> = []
        var states: Set<StateID> = []
        for sliver in slivers where sliver.direction == direction {
            summary.messages += 1
            if !sliver.isDeterministic { summary.nondeterministic += 1 }
            sources.formUnion(sliver.message.sources + sliver.occurrence.sources)
            states.formUnion(sliver.writes)
        }
        summary.sources = sources.sorted()
        summary.states = states.sorted()
        return summary
    }

    /// States that it names.
    var states: [StateID] {
        inputs.flatMap(\.states) + slivers.flatMap { $0.reads + $0.writes }
    }
}

extension Sliver {
    /// No source of its tier reaches its message or decides whether it is sent.
    public var isDeterministic: Bool {
        message.dependence == nil && occurrence.dependence == nil
    }
}

extension TierFinding {
    /// The same with other numbers; ids that nothing carries are dropped.
    func renumbered(
        _ sources: (SourceID) -> SourceID?, _ states: (StateID) -> StateID?
    ) -> TierFinding {
        func all(_ ids: [SourceID]) -> [SourceID] { Set(ids.compactMap(sources)).sorted() }
        func all(_ ids: [StateID]) -> [StateID] { Set(ids.compactMap(states)).sorted() }
        var result = self
        for index in result.slivers.indices {
            result.slivers[index].message.sources = all(slivers[index].message.sources)
            result.slivers[index].occurrence.sources = all(slivers[index].occurrence.sources)
            result.slivers[index].sources = all(slivers[index].sources)
            result.slivers[index].reads = all(slivers[index].reads)
            result.slivers[index].writes = all(slivers[index].writes)
        }
        for index in result.inputs.indices {
            result.inputs[index].states = all(inputs[index].states)
        }
        return result
    }

    /// The same as part of a report in which other findings come first.
    public func shifted(sources: Int, states: Int) -> TierFinding {
        renumbered({ SourceID($0.number + sources) }, { StateID($0.number + states) })
    }
}
