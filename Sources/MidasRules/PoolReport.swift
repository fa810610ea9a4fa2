/// A task whose goal is unmet.
public struct UnmetTask: Sendable, Equatable {
    public let kind: String
    public let task: Int
    /// The task's state in a line.
    public let state: String
    /// When the goal was left, in the pool's time.
    public let since: UInt64
    /// The chain of events and firings that led to the last change of the task, a line each.
    public let history: [String]
}

extension UnmetTask: CustomStringConvertible {
    public var description: String {
        let head = "\(kind) \(task): goal unmet since \(since): \(state)"
        return ([head] + history.map { "    " + $0 }).joined(separator: "\n")
    }
}

/// What the papers complain of: stalls that nobody sees.
extension Pool where World: ~Copyable {
    /// Tasks that nothing will ever move: the goal is unmet, no rule can fire, and the task has no
    /// event to wait for. Call it after the pool has settled.
    /// - Complexity: O(tasks with an unmet goal × their rules).
    public mutating func stuckTasks() -> [UnmetTask] {
        unmetTasks { pool, kind, task in
            !kind.isWaiting(pool.state, task)
                && !kind.rules.contains { $0.condition(pool.state, task) }
        }
    }

    /// Tasks whose goal has been unmet for longer than `limit`.
    /// - Complexity: O(tasks with an unmet goal).
    public mutating func overdueTasks(limit: UInt64, at now: UInt64) -> [UnmetTask] {
        unmetTasks { pool, kind, task in
            now - min(now, pool.since(kind, task)) > limit
        }
    }

    /// Inactive tasks that have a rule to fire: something that they read changed and nobody woke
    /// them. Exploration finds these for small systems; here a running system is audited.
    /// - Complexity: O(all tasks × their rules): for tests and diagnosis.
    public func forgottenTasks() -> [UnmetTask] {
        var found: [UnmetTask] = []
        for kind in kinds {
            let activity = activity(kind)
            for task in 0..<kind.slotCount(state)
            where activity.flags[task] & (TaskActivity.active | TaskActivity.vacant) == 0
                && kind.rules.contains(where: { $0.condition(state, task) })
            {
                found.append(report(kind, task))
            }
        }
        return found
    }

    /// A trace entry in a line, with the names of kind and rule.
    public func text(of entry: TraceEntry) -> String {
        let change = entry.change.isEmpty ? "" : ": \(entry.change)"
        switch entry.subject {
        case .event(let name):
            return "\(entry.step) event \(name)"
        case .firing(let kind, let task, let rule):
            let kind = kinds[kind]
            let rule = kind.rules[rule].name
            return "\(entry.step) \(kind.name) \(task) \(rule) because \(entry.cause)\(change)"
        }
    }

    private mutating func unmetTasks(
        where isReported: (borrowing Pool<World>, TaskKind<World>, Int) -> Bool
    ) -> [UnmetTask] {
        var found: [UnmetTask] = []
        for kind in kinds {
            withActivity(kind.activityOffset) { $0.compactUnmetTasks() }
            let activity = activity(kind)
            var tasks = Set(activity.unmetTasks)
            tasks.formUnion(activity.queue)
            for task in tasks.sorted().map(Int.init)
            where activity.flags[task] & TaskActivity.vacant == 0
                && !kind.goal(state, task) && isReported(self, kind, task)
            {
                found.append(report(kind, task))
            }
        }
        return found
    }

    private func since(_ kind: TaskKind<World>, _ task: Int) -> UInt64 {
        activity(kind).since[task]
    }

    private func report(_ kind: TaskKind<World>, _ task: Int) -> UnmetTask {
        let activity = activity(kind)
        return UnmetTask(
            kind: kind.name, task: task, state: kind.describe(state, task),
            since: activity.since[task],
            history: ring.causes(of: activity.cause[task]).map { text(of: $0) })
    }
}
