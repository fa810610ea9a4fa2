import MidasRules

/// A rules-based system and its surroundings, ready to be explored.
///
/// The rules are those that run in a pool; the surroundings are given as injections. All states
/// that some order of firings and injections reaches are visited, within the bounds.
public struct Model<World: Hashable & Sendable>: Sendable {
    /// Something that the surroundings may do in a state.
    public struct Injection: Sendable {
        /// Names the injection in traces. In one state no two injections have the same name.
        public let name: String
        /// Whether it counts against the bound of faults (a crash, a loss, a duplicate). What is
        /// no fault (a reply arrives) is expected to go on happening when faults have stopped.
        public let isFault: Bool
        public let apply: @Sendable (inout World) -> Void

        public init(
            _ name: String, isFault: Bool = false, apply: @escaping @Sendable (inout World) -> Void
        ) {
            self.name = name
            self.isFault = isFault
            self.apply = apply
        }
    }

    /// A predicate that holds in every state.
    public struct Invariant: Sendable {
        public let name: String
        public let holds: @Sendable (World) -> Bool

        public init(_ name: String, _ holds: @escaping @Sendable (World) -> Bool) {
            self.name = name
            self.holds = holds
        }
    }

    /// How finely firings and injections are interleaved.
    public enum Granularity: Sendable {
        /// Each firing is a step: every order of rules and injections is visited.
        case firings
        /// After each injection the rules run, in a pool's order, until none fires: what a pool
        /// does that is given one event at a time. Far fewer states, so that larger systems can
        /// be explored; orders that only several rules under way make are not visited.
        case settledEvents
    }

    public var initial: World
    public var kinds: [TaskKind<World>]
    /// What the surroundings may do in a state, in a fixed order.
    public var injections: @Sendable (World) -> [Injection]
    /// Carries out what actions and injections have asked for, after each step: messages go from
    /// the sender's outbox into the network, say. It decides nothing.
    public var perform: @Sendable (inout World) -> Void
    public var invariants: [Invariant]
    /// How finely firings and injections are interleaved.
    public var granularity = Granularity.firings
    /// What is reached sooner or later once faults have stopped.
    public var goal: @Sendable (World) -> Bool

    public init(
        initial: World, kinds: [TaskKind<World>],
        injections: @escaping @Sendable (World) -> [Injection],
        perform: @escaping @Sendable (inout World) -> Void = { _ in },
        invariants: [Invariant], goal: @escaping @Sendable (World) -> Bool
    ) {
        self.initial = initial
        self.kinds = kinds
        self.injections = injections
        self.perform = perform
        self.invariants = invariants
        self.goal = goal
    }
}
