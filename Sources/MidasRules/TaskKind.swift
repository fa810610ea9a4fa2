/// What all tasks of a table share: a name, rules in the order of the normal case, and a goal.
public struct TaskKind<World: ~Copyable>: Sendable {
    /// A predicate on one task's state.
    public typealias Predicate = Rule<World>.Condition

    public let name: String
    /// In the order in which they fire when nothing goes wrong; it is also the order of evaluation.
    public let rules: ContiguousArray<Rule<World>>
    /// What the rules are to bring about, and to keep.
    public let goal: Predicate
    /// Whether a task that cannot go on has an event to wait for (a call under way, a timer). A
    /// task with an unmet goal, no rule to fire and nothing to wait for is stuck.
    public let isWaiting: Predicate
    /// A task's state in a line, for traces and reports.
    public let describe: @Sendable (borrowing World, Int) -> String
    /// Where in `World` the table's activity lies, in bytes.
    @usableFromInline let activityOffset: Int
    let slotCount: @Sendable (borrowing World) -> Int

    init(
        name: String, rules: ContiguousArray<Rule<World>>, goal: @escaping Predicate,
        isWaiting: @escaping Predicate,
        describe: @escaping @Sendable (borrowing World, Int) -> String,
        activityOffset: Int, slotCount: @escaping @Sendable (borrowing World) -> Int
    ) {
        self.name = name
        self.rules = rules
        self.goal = goal
        self.isWaiting = isWaiting
        self.describe = describe
        self.activityOffset = activityOffset
        self.slotCount = slotCount
    }

    /// The same kind with one of its rules exchanged, for trying out variants.
    public func replacing(_ rule: Rule<World>) -> TaskKind {
        guard let position = rules.firstIndex(where: { $0.name == rule.name })
        else { preconditionFailure("\(name) has no rule \(rule.name)") }
        var rules = rules
        rules[position] = rule
        return TaskKind(
            name: name, rules: rules, goal: goal, isWaiting: isWaiting, describe: describe,
            activityOffset: activityOffset, slotCount: slotCount)
    }

    /// - Parameters:
    ///   - table: a stored property of `World` (not a computed one, not behind a reference).
    ///   - isWaiting: by default every task is taken to wait for something.
    public init<Record>(
        _ name: String,
        in table: any WritableKeyPath<World, TaskTable<Record>> & Sendable,
        goal: @escaping Predicate,
        isWaiting: @escaping Predicate = { _, _ in true },
        rules: [Rule<World>]
    ) where World: Copyable {
        guard let offset = MemoryLayout<World>.offset(of: table.appending(path: \.activity))
        else { preconditionFailure("the table of \(name) is not a stored property") }
        self.name = name
        self.rules = ContiguousArray(rules)
        self.goal = goal
        self.isWaiting = isWaiting
        self.describe = { world, task in String(describing: world[keyPath: table][task]) }
        self.slotCount = { $0[keyPath: table].slotCount }
        self.activityOffset = offset
    }
}

/// What a tool needs that steps through rules itself instead of letting a pool run them.
extension TaskKind where World: Copyable {
    /// The indices of the tasks that exist, ascending.
    public func tasks(in world: World) -> [Int] {
        withActivity(of: world) { activity in
            var tasks: [Int] = []
            for task in 0..<activity.flags.count
            where activity.flags[task] & TaskActivity.vacant == 0 {
                tasks.append(task)
            }
            return tasks
        }
    }

    /// The tasks whose rules a pool would evaluate, ascending.
    public func activeTasks(in world: World) -> [Int] {
        withActivity(of: world) { activity in
            var tasks: [Int] = []
            for task in activity.queue
            where activity.flags[Int(task)] & TaskActivity.vacant == 0 {
                tasks.append(Int(task))
            }
            tasks.sort()
            return tasks
        }
    }

    /// Makes exactly these tasks active, without touching their records.
    public func setActiveTasks(_ tasks: [Int], in world: inout World) {
        withUnsafeMutablePointer(to: &world) { world in
            let place = (UnsafeMutableRawPointer(world) + activityOffset)
                .assumingMemoryBound(to: TaskActivity.self)
            place.pointee.setQueue(tasks)
        }
    }

    private func withActivity<Result>(
        of world: World, _ body: (borrowing TaskActivity) -> Result
    ) -> Result {
        withUnsafePointer(to: world) { world in
            let place = UnsafeRawPointer(world) + activityOffset
            return body(place.assumingMemoryBound(to: TaskActivity.self).pointee)
        }
    }
}

extension TaskKind where World: Copyable {
    /// The same kind in a larger state that has this one as a part.
    /// - Parameter part: a stored property of `Whole`.
    public func lifted<Whole>(
        to part: any WritableKeyPath<Whole, World> & Sendable
    ) -> TaskKind<Whole> {
        guard let offset = MemoryLayout<Whole>.offset(of: part)
        else { preconditionFailure("the part that holds \(name) is not a stored property") }
        return TaskKind<Whole>(
            name: name,
            rules: ContiguousArray(rules.map { $0.lifted(to: part) }),
            goal: { whole, task in goal(whole[keyPath: part], task) },
            isWaiting: { whole, task in isWaiting(whole[keyPath: part], task) },
            describe: { whole, task in describe(whole[keyPath: part], task) },
            activityOffset: offset + activityOffset,
            slotCount: { slotCount($0[keyPath: part]) })
    }
}

extension Rule where World: Copyable {
    /// The part is reached by its place in the whole: a key path would copy it for each condition.
    func lifted<Whole>(to part: any WritableKeyPath<Whole, World> & Sendable) -> Rule<Whole> {
        let offset = MemoryLayout<Whole>.offset(of: part) ?? 0
        return Rule<Whole>(
            name,
            when: { whole, task in
                withUnsafePointer(to: whole) {
                    let place = (UnsafeRawPointer($0) + offset).assumingMemoryBound(to: World.self)
                    return condition(place.pointee, task)
                }
            },
            then: { whole, task in
                withUnsafeMutablePointer(to: &whole) {
                    let place = UnsafeMutableRawPointer($0) + offset
                    action(&place.assumingMemoryBound(to: World.self).pointee, task)
                }
            })
    }
}
