import MidasBase
import MidasDictionary
import MidasIR

/// What an access comes before and after, whatever the schedule.
struct Phases: Equatable {
    /// Flags that are only set later.
    var before = BitSet()
    /// Flags that certainly are set.
    var after = BitSet()
    /// Flags in whose one-time region it lies.
    var once = BitSet()
}

/// Orders that waiting fixes. A flag is a variable that only goes from zero to one value, a
/// semaphore or latch that begins at zero, or what runs a function once. What the setter did before
/// has happened before all that knows the flag to be set: after a loop or a wait for it, on one arm of
/// a test, or after setting it oneself. Where the test that finds it unset and the setting lie under
/// one lock, only one thread comes through between them.
struct Handshakes {
    private let view: ThreadView
    private let flags: FlagTable
    /// What is known: flags set, and behind them flags found unset under a lock.
    private let known: RelativeSetAnalysis
    /// What the thread may have set itself.
    private let ownSets: RelativeSetAnalysis
    private let onceOf: [InstanceID: Int]
    /// Reads on which nothing but waiting, or running what runs once, depends.
    private(set) var waitingReads: Set<CallSite>

    init(
        _ view: ThreadView, _ table: AccessTable, _ context: FlagTable.Context,
        _ fresh: FreshObjects
    ) {
        self.view = view
        let flags = FlagTable(view, table, context)
        self.flags = flags
        waitingReads = flags.waitingReads
        onceOf = flags.onceInstances(view, context.reach)
        let count = view.facts.callGraph.instances.count
        var starts: [InstanceID: BitSet] = [:]
        for root in context.roots.elements {
            for start in root.starts { starts[start] = BitSet() }
        }
        let calls = Self.callSteps(context.events, count)
        known = RelativeSetAnalysis(
            view, join: .must, steps: Self.merged(calls, flags.knownSteps), calls: context.reach,
            starts: starts)
        ownSets = RelativeSetAnalysis(
            view, join: .may, steps: Self.merged(calls, flags.setSteps), calls: context.reach,
            starts: starts)
        addOneTimeReads(table, fresh)
    }

    private static func callSteps(_ events: ThreadEvents, _ count: Int)
        -> [[RelativeSetAnalysis.Step]]
    {
        events.events.map { list in
            list.compactMap { positioned in
                guard case .call(let callees) = positioned.event else { return nil }
                return RelativeSetAnalysis.Step(
                    instruction: positioned.instruction, effect: RelativeSet(), callees: callees)
            }
        }
    }

    private static func merged(
        _ calls: [[RelativeSetAnalysis.Step]], _ own: [InstanceID: [RelativeSetAnalysis.Step]]
    ) -> [[RelativeSetAnalysis.Step]] {
        guard !own.isEmpty else { return calls.map { _ in [] } }
        var result = calls
        for instance in own.keys.sorted() {
            // A call's own effect counts once it has returned.
            result[instance.index] += own[instance, default: []]
            result[instance.index] = result[instance.index].enumerated().sorted {
                ($0.element.instruction, $0.offset) < ($1.element.instruction, $1.offset)
            }.map(\.element)
        }
        return result
    }

    /// Tests that decide only whether the thread runs what runs once, where that does the same
    /// whoever runs it.
    private mutating func addOneTimeReads(_ table: AccessTable, _ fresh: FreshObjects) {
        guard !flags.oneTimeReads.isEmpty else { return }
        var varying = BitSet()
        for access in table.accesses where access.isWrite {
            let once = order(of: access.site).once
            guard !once.isEmpty, !isUniform(access), !fresh.isPrivate(access) else { continue }
            varying.formUnion(once)
        }
        for (flag, sets, reads) in flags.oneTimeReads where !varying.contains(flag) {
            let isOnce = sets.allSatisfy {
                known.at($0.instance, $0.instruction, view).contains(flags.count + flag)
            }
            if isOnce { waitingReads.formUnion(reads) }
        }
    }

    /// Whether a write does the same whichever thread makes it.
    func isUniform(_ access: MemoryAccess) -> Bool {
        let function = view.function(access.instance)
        let values = UniformValues(view, access.instance)
        return values.isUniform(function.instructions[access.instruction])
    }

    var hasFlags: Bool { flags.count > 0 }

    /// What is known of the flags at an instruction, on whatever thread.
    struct Order {
        /// Certainly set.
        var known = BitSet()
        /// Perhaps set by the thread itself.
        var ownSets = BitSet()
        /// The instruction lies in their one-time regions.
        var once = BitSet()
    }

    func order(of site: CallSite) -> Order {
        var order = Order()
        guard hasFlags else { return order }
        known.at(site.instance, site.instruction, view).forEach { member in
            if member < flags.count {
                order.known.insert(member)
            } else {
                order.once.insert(member - flags.count)
            }
        }
        if let flag = onceOf[site.instance] { order.once.insert(flag) }
        order.ownSets = ownSets.at(site.instance, site.instruction, view)
        return order
    }

    /// What an instruction comes before and after when a thread runs it.
    func phases(_ order: Order, _ thread: ThreadID, runsBesideItself: Bool) -> Phases {
        var phases = Phases(before: order.once, after: order.known, once: order.once)
        for flag in 0..<flags.count
        where !order.ownSets.contains(flag)
            && !isSetElsewhere(flag, than: thread, runsBesideItself: runsBesideItself)
        {
            phases.before.insert(flag)
        }
        return phases
    }

    /// Whether an access that a thread makes comes before the flag is set because all settings are
    /// that thread's own.
    private func isSetElsewhere(_ flag: Int, than thread: ThreadID, runsBesideItself: Bool) -> Bool
    {
        let setters = flags.setters[flag]
        guard setters.contains(thread.index) else { return true }
        if flags.needsAllSetters[flag] { return false }
        return setters.count != 1 || runsBesideItself
    }
}
