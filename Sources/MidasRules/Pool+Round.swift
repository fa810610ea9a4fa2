/// How rules are applied.
extension Pool where World: ~Copyable {
    /// Makes one pass over the rules of every task that is active now, firing each rule whose
    /// condition holds, and retires tasks that have nothing left to do.
    /// - Returns: whether any rule fired. If none did, none will before the next event, so the
    ///   owner may sleep.
    /// - Complexity: O(active tasks × their rules); inactive tasks cost nothing.
    @inlinable
    @discardableResult
    public mutating func round(at now: UInt64 = 0) -> Bool {
        setClock(now)
        var fired = false
        for kind in kinds.indices where round(kind: kind) { fired = true }
        return fired
    }

    /// Runs rounds until no rule fires.
    /// - Parameter limit: the largest number of rounds; rules that undo each other never settle.
    /// - Returns: whether the pool settled within the limit.
    @inlinable
    @discardableResult
    public mutating func settle(at now: UInt64 = 0, limit: Int = .max) -> Bool {
        for _ in 0..<limit where !round(at: now) { return true }
        return false
    }

    @inlinable
    mutating func round(kind: Int) -> Bool {
        let offset = kinds[kind].activityOffset
        // Tasks that become active meanwhile are appended, and wait for the next round.
        let count = withActivity(offset) { $0.queue.count }
        guard count > 0 else { return false }
        let rules = kinds[kind].rules
        var fired = false
        var kept = 0
        for position in 0..<count {
            let task = withActivity(offset) { Int($0.queue[position]) }
            let hasFired = pass(rules, kind: kind, task: task, offset: offset)
            fired = fired || hasFired
            guard hasFired || !retire(kind: kind, task: task, offset: offset) else { continue }
            withActivity(offset) { $0.queue[kept] = UInt32(truncatingIfNeeded: task) }
            kept += 1
        }
        if kept < count { withActivity(offset) { $0.closeGap(from: kept, to: count) } }
        return fired
    }

    /// Evaluates a task's rules in order. Returns whether any fired.
    @inlinable
    mutating func pass(
        _ rules: ContiguousArray<Rule<World>>, kind: Int, task: Int, offset: Int
    ) -> Bool {
        guard isPresent(task, offset) else { return false }
        var fired = false
        for rule in rules.indices where rules[rule].condition(state, task) {
            fire(rules[rule], at: rule, kind: kind, task: task, offset: offset)
            fired = true
            guard isPresent(task, offset) else { break }
        }
        return fired
    }

    @inlinable @inline(__always)
    mutating func isPresent(_ task: Int, _ offset: Int) -> Bool {
        withActivity(offset) { $0.flags[task] & TaskActivity.vacant == 0 }
    }

    @inlinable
    mutating func fire(
        _ rule: borrowing Rule<World>, at index: Int, kind: Int, task: Int, offset: Int
    ) {
        let cause = withActivity(offset) { $0.cause[task] }
        beginStep()
        ring.record(
            step: lastStep, cause: cause,
            subject: .firing(kind: kind, task: task, rule: index))
        if tracesChanges {
            fireDescribed(rule, kind, task)
        } else {
            rule.action(&state, task)
        }
    }

    @usableFromInline @inline(never)
    mutating func fireDescribed(_ rule: borrowing Rule<World>, _ kind: Int, _ task: Int) {
        let before = kinds[kind].describe(state, task)
        rule.action(&state, task)
        let after = kinds[kind].describe(state, task)
        ring.describe(step: lastStep, change: before == after ? "" : "\(before) -> \(after)")
    }

    /// Makes a task inactive if its scheduling allows it. Returns whether it did.
    @inlinable
    mutating func retire(kind: Int, task: Int, offset: Int) -> Bool {
        guard isPresent(task, offset) else {
            withActivity(offset) { $0.flags[task] &= TaskActivity.vacant | TaskActivity.listed }
            return true
        }
        let goalMet = kinds[kind].goal(state, task)
        if scheduling == .polling && !goalMet { return false }
        withActivity(offset) { $0.deactivate(task, goalMet: goalMet) }
        return true
    }
}

extension TaskActivity {
    /// Removes the part of the queue that a round has not kept.
    @usableFromInline
    mutating func closeGap(from kept: Int, to end: Int) {
        queue.removeSubrange(kept..<end)
    }
}
