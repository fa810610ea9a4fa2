import MidasRules

/// The steps that a state allows.
extension Model {
    /// A step with the state that it leads to.
    struct Successor {
        let step: Step
        let isFault: Bool
        let world: World
    }

    /// The rules that can fire in a state: one list for each kind, in the order of tasks and rules.
    struct Enabled {
        struct Firing {
            let task: Int
            let rule: Int
        }

        var firings: [[Firing]]

        /// The tasks of a kind that have a rule to fire, ascending.
        func tasks(ofKind kind: Int) -> [Int] {
            var tasks: [Int] = []
            for firing in firings[kind] where tasks.last != firing.task {
                tasks.append(firing.task)
            }
            return tasks
        }
    }

    /// Every rule whose condition holds, for active tasks and others.
    func enabled(in world: World) -> Enabled {
        Enabled(
            firings: kinds.map { kind in
                var firings: [Enabled.Firing] = []
                for task in kind.tasks(in: world) {
                    for rule in kind.rules.indices where kind.rules[rule].condition(world, task) {
                        firings.append(Enabled.Firing(task: task, rule: rule))
                    }
                }
                return firings
            })
    }

    /// Every rule that can fire, then every injection.
    func successors(of world: World, _ enabled: Enabled) -> [Successor] {
        var found: [Successor] = []
        for (kind, firings) in zip(kinds, enabled.firings) {
            for firing in firings {
                let rule = kind.rules[firing.rule]
                var next = world
                rule.action(&next, firing.task)
                perform(&next)
                let step = Step.firing(kind: kind.name, task: firing.task, rule: rule.name)
                found.append(Successor(step: step, isFault: false, world: next))
            }
        }
        for injection in injections(world) {
            var next = world
            injection.apply(&next)
            perform(&next)
            let step = Step.injection(injection.name)
            found.append(Successor(step: step, isFault: injection.isFault, world: next))
        }
        return found
    }

    /// The state with exactly those tasks active that have a rule to fire. A pool retires the
    /// others; here that happens at once, which is the earliest that it may, so that a wake-up
    /// that is missing shows.
    func settled(_ world: World, _ enabled: Enabled) -> World {
        var world = world
        for (number, kind) in kinds.enumerated() {
            kind.setActiveTasks(enabled.tasks(ofKind: number), in: &world)
        }
        return world
    }

    /// A task that has a rule to fire and is not active.
    func forgottenTask(in world: World, _ enabled: Enabled) -> Violation? {
        for (kind, firings) in zip(kinds, enabled.firings) where !firings.isEmpty {
            let active = kind.activeTasks(in: world)
            for firing in firings where !active.contains(firing.task) {
                let rule = kind.rules[firing.rule].name
                return .forgottenTask(kind: kind.name, task: firing.task, rule: rule)
            }
        }
        return nil
    }

    /// Lets rules fire in a pool's order until none can.
    /// - Returns: what went wrong, if a task was forgotten on the way or the rules do not end.
    func runRules(_ world: inout World, limit: Int = 10_000) -> Violation? {
        var pool = Pool(world, kinds: kinds, traceCapacity: 1)
        for _ in 0..<limit {
            let fired = pool.round()
            pool.collect(perform)
            if fired || pool.hasActiveTasks { continue }
            world = pool.world
            let enabled = enabled(in: world)
            return forgottenTask(in: world, enabled)
        }
        return .fight(cycle: [])
    }

    /// The tasks whose goal is unmet.
    func unmetTasks(in world: World) -> [String] {
        kinds.flatMap { kind in
            kind.tasks(in: world).filter { !kind.goal(world, $0) }.map { "\(kind.name) \($0)" }
        }
    }
}
