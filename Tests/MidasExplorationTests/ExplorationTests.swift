import MidasExploration
import MidasRules
import Testing

/// Counters that climb to a limit; small enough to count states by hand.
private struct Counters: Hashable, Sendable {
    var values: TaskTable<Int>
    var limit = 2
    var isOpen = true

    init(_ count: Int) { values = TaskTable(Array(repeating: 0, count: count)) }

    static let climb = Rule<Counters>(
        "climb", when: { $0.isOpen && $0.values[$1] < $0.limit },
        then: { $0.values[$1] += 1 })

    static func model(
        count: Int = 3, rules: [Rule<Counters>] = [climb],
        injections: @escaping @Sendable (Counters) -> [Model<Counters>.Injection] = { _ in [] },
        invariants: [Model<Counters>.Invariant] = []
    ) -> Model<Counters> {
        let kind = TaskKind<Counters>(
            "counter", in: \.values, goal: { $0.values[$1] == $0.limit }, rules: rules)
        return Model(
            initial: Counters(count), kinds: [kind], injections: injections,
            invariants: invariants,
            goal: { world in world.values.indices.allSatisfy { world.values[$0] == world.limit } })
    }
}

@Suite struct ExplorationTests {
    @Test func allInterleavingsAreVisited() {
        let result = Counters.model().explore()
        #expect(result.stateCount == 27)
        #expect(result.stepCount == 3 * 2 * 9)
        #expect(result.depth == 6)
        #expect(result.isComplete)
        #expect(result.counterexample == nil)
    }

    @Test func aBrokenInvariantComesWithTheShortestTrace() throws {
        let model = Counters.model(invariants: [
            .init("the second stays low") { $0.values[1] < 2 || $0.values[0] == 2 }
        ])
        let found = try #require(model.explore().counterexample)
        #expect(
            found.description == """
                invariant broken: the second stays low
                1. counter 1: climb
                2. counter 1: climb
                """)
        let state = try model.replay(found.trace)
        #expect(state.values[1] == 2)
    }

    @Test func aTraceThatIsNotPossibleIsRefused() {
        let step = Step.firing(kind: "counter", task: 0, rule: "climb")
        #expect(throws: ReplayError(position: 3, step: step)) {
            try Counters.model().replay([step, step, step])
        }
    }

    @Test func aMissingWakeUpIsFound() throws {
        let model = Counters.model(
            count: 2,
            injections: { world in
                let name = world.isOpen ? "close" : "open"
                return [.init(name, isFault: world.isOpen) { $0.isOpen.toggle() }]
            })
        let found = try #require(model.explore(Bounds(faults: 1)).counterexample)
        #expect(found.violation == .forgottenTask(kind: "counter", task: 0, rule: "climb"))
        #expect(found.trace == [.injection("close"), .injection("open")])
    }

    @Test func theSameSystemWithTheWakeUpIsFine() {
        let model = Counters.model(
            count: 2,
            injections: { world in
                let name = world.isOpen ? "close" : "open"
                return [
                    .init(name, isFault: world.isOpen) { world in
                        world.isOpen.toggle()
                        for task in world.values.indices { world.values.wake(task) }
                    }
                ]
            })
        let result = model.explore(Bounds(faults: 2))
        #expect(result.counterexample == nil)
        #expect(result.isComplete)
    }

    @Test func aStateInWhichNothingCanHappenIsStuck() throws {
        let model = Counters.model(
            injections: { world in
                world.isOpen ? [.init("close", isFault: true) { $0.isOpen = false }] : []
            })
        let found = try #require(model.explore().counterexample)
        #expect(found.violation == .stuck(tasks: ["counter 0", "counter 1", "counter 2"]))
        #expect(found.trace == [.injection("close")])
    }

    @Test func aGoalThatIsLostForGoodIsFound() throws {
        let model = Counters.model(
            count: 1,
            injections: { world in
                guard world.limit == 2 else { return [.init("idle") { _ in }] }
                return [
                    .init("overshoot", isFault: true) {
                        $0.limit = 1
                        $0.values[0] = 2
                    }
                ]
            })
        let found = try #require(model.explore().counterexample)
        #expect(found.violation == .goalUnreachable)
        #expect(found.trace == [.injection("overshoot")])
    }

    @Test func rulesThatUndoEachOtherFight() throws {
        let fall = Rule<Counters>(
            "fall", when: { $0.values[$1] == 2 }, then: { $0.values[$1] = 1 })
        let found = try #require(
            Counters.model(count: 1, rules: [Counters.climb, fall]).explore().counterexample)
        let climb = Step.firing(kind: "counter", task: 0, rule: "climb")
        let back = Step.firing(kind: "counter", task: 0, rule: "fall")
        #expect(found.violation == .fight(cycle: [climb, back]))
        #expect(found.trace == [climb])
    }

    @Test func theBoundOfStatesIsReported() {
        let result = Counters.model().explore(Bounds(states: 10))
        #expect(!result.isComplete)
        #expect(result.stateCount == 10)
    }

    @Test func theBoundOfFaultsIsKept() {
        let model = Counters.model(
            count: 1,
            injections: { _ in
                [.init("reset", isFault: true) { $0.values[0] = 0 }]
            })
        let none = model.explore(Bounds(faults: 0))
        let two = model.explore(Bounds(faults: 2))
        #expect(none.stateCount == 3)
        #expect(two.stateCount == 9)
        #expect(two.counterexample == nil)
    }
}
