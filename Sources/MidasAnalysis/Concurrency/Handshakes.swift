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
        _ view: ThreadView, _ accesses: [CellID: [MemoryAccess]], cells: [CellID],
        _ context: FlagTable.Context
    ) {
        self.view = view
        let flags = FlagTable(view, accesses, cells: cells, context)
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
        addOneTimeReads(accesses)
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
    private mutating func addOneTimeReads(_ accesses: [CellID: [MemoryAccess]]) {
        var varying = BitSet()
        for cell in accesses.keys.sorted() {
            for access in accesses[cell, default: []] where access.isWrite {
                let once = phases(of: access, isParallel: { _ in true }).once
                guard !once.isEmpty, !isUniform(access) else { continue }
                once.forEach { varying.insert($0) }
            }
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
        let values = UniformValues(view, function)
        return values.isUniform(function.instructions[access.instruction])
    }

    /// `isParallel`: whether the flag is also set by threads other than the one that asks.
    func phases(of access: MemoryAccess, isParallel: (Int) -> Bool) -> Phases {
        var phases = Phases()
        guard flags.count > 0 else { return phases }
        for member in known.at(access.instance, access.instruction, view).members {
            if member < flags.count {
                phases.after.insert(member)
            } else {
                phases.once.insert(member - flags.count)
                phases.before.insert(member - flags.count)
            }
        }
        if let flag = onceOf[access.instance] {
            phases.once.insert(flag)
            phases.before.insert(flag)
        }
        let set = ownSets.at(access.instance, access.instruction, view)
        for flag in 0..<flags.count where !set.contains(flag) && !isParallel(flag) {
            phases.before.insert(flag)
        }
        return phases
    }

    /// Whether an access that a thread makes comes before the flag is set because all settings are
    /// that thread's own.
    func isSetElsewhere(_ flag: Int, than thread: ThreadID, runsBesideItself: Bool) -> Bool {
        let setters = flags.setters[flag]
        guard setters.contains(thread.index) else { return true }
        if flags.needsAllSetters[flag] { return false }
        return setters.count != 1 || runsBesideItself
    }
}
