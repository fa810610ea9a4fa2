import MidasBase
import MidasDictionary
import MidasIR

/// Which threads a program has, which memory they share, and whether the order in which they touch
/// it shows.
///
/// Thread roots come from calls that the dictionary says create threads; what may happen in parallel
/// from creation, join and handshakes; locksets relative to the caller, composed bottom-up (RELAY,
/// FSE 2007); what is shared from points-to. A lock makes an access no race and still leaves its
/// order to the schedule: only updates that commute, equal literals, parts of a thread's own and
/// orders that waiting fixes are free of it.
public struct ConcurrencyAnalysis {
    private let view: ThreadView
    private let reach: ThreadReach
    private var roots: Arena<ThreadTag, ThreadRoot>
    private let events: ThreadEvents
    private let lifetimes: ThreadLifetimes
    private let locksets: Locksets
    private let shared: SharedObjects
    private let judge: SharingJudge
    private let barriers: BarrierIntervals
    private let spinLocks: SpinLocks
    private var facts = ConcurrencyFacts()

    /// What the outside runs (`entries`), it runs one after another on the first thread: `main` and
    /// what goes before it, request handlers, a library's functions. A library without threads whose
    /// functions take locks is taken to be called by several threads at a time.
    public static func facts(
        program: Program, pointsTo: PointsToFacts, models: ExternalModels, entries: EntryFacts
    ) -> ConcurrencyFacts {
        facts(
            program: program, pointsTo: pointsTo, models: models, entries: entries,
            channels: ChannelKinds(InstanceCalls(program, pointsTo, models)))
    }

    /// `channels` says which calls write to standard output.
    static func facts(
        program: Program, pointsTo: PointsToFacts, models: ExternalModels,
        entries found: EntryFacts, channels: ChannelKinds
    ) -> ConcurrencyFacts {
        let serial = found.entries.filter { $0.kind != .thread && $0.kind != .signalHandler }
        let entries = Array(Set(serial.map(\.instance))).sorted()
        let isLibrary = program.main == nil
        let view = ThreadView(program: program, facts: pointsTo, models: models)
        let first = ThreadRoots(view, entries: entries, areConcurrent: false)
        let reach = ThreadReach(view, first.roots)
        let spinLocks = SpinLocks(view, reach)
        let events = ThreadEvents(view, reach, created: first.created, spinLocks: spinLocks)
        let areConcurrent = isLibrary && first.created.isEmpty && events.takesLocks
        guard areConcurrent || !first.created.isEmpty else { return ConcurrencyFacts() }
        let found =
            areConcurrent ? ThreadRoots(view, entries: entries, areConcurrent: true) : first
        var analysis = ConcurrencyAnalysis(view, found, events, spinLocks)
        analysis.judgeCells()
        analysis.facts.unorderedOutputs =
            OutputOrders(view, analysis.reach, analysis.lifetimes, channels).unordered
        return analysis.facts
    }

    private init(
        _ view: ThreadView, _ found: ThreadRoots, _ events: ThreadEvents, _ spinLocks: SpinLocks
    ) {
        self.spinLocks = spinLocks
        self.view = view
        self.events = events
        var roots = found.roots
        reach = ThreadReach(view, roots)
        lifetimes = ThreadLifetimes(view, reach, &roots, events)
        shared = SharedObjects(view, roots)
        locksets = Locksets(view, reach, roots, events, shared)
        judge = SharingJudge(lifetimes: lifetimes, partitions: Partitions(view, reach, roots))
        barriers = BarrierIntervals(view, events)
        self.roots = roots
    }

    // MARK: Collecting

    private mutating func judgeCells() {
        var accesses: [CellID: [MemoryAccess]] = [:]
        for instance in view.facts.callGraph.instances.ids
        where !reach.threads[instance.index].isEmpty {
            for access in AccessScan(view, instance).accesses where isCandidate(access.cell) {
                accesses[access.cell, default: []].append(access)
            }
        }
        let cells = accesses.keys.filter { isTouchedByMany(accesses[$0, default: []]) }.sorted()
        let handshakes = Handshakes(
            view, accesses, cells: cells,
            FlagTable.Context(
                events: events, reach: reach, roots: roots, locksets: locksets,
                lifetimes: lifetimes))
        for cell in cells { judge(cell, accesses[cell, default: []], handshakes) }
        facts.unorderedAccesses.sort {
            ($0.instance, $0.instruction, $0.cell) < ($1.instance, $1.instruction, $1.cell)
        }
    }

    private func isCandidate(_ cell: CellID) -> Bool {
        shared.contains(view.facts.cells[cell].object)
    }

    /// At least two threads, or one kind that runs beside itself, and one write.
    private func isTouchedByMany(_ accesses: [MemoryAccess]) -> Bool {
        guard accesses.contains(where: \.isWrite) else { return false }
        var threads = BitSet()
        for access in accesses { threads.formUnion(reach.threads[access.instance.index]) }
        if threads.count > 1 { return true }
        return threads.members.contains { roots[ThreadID($0)].isParallelToItself }
    }

    // MARK: Judging

    private mutating func judge(
        _ cell: CellID, _ accesses: [MemoryAccess], _ handshakes: Handshakes
    ) {
        var groups: [SharingJudge.Group] = []
        var groupOf: [[Int]] = []
        var keys: [GroupKey: Int] = [:]
        for access in accesses {
            let common = common(access, handshakes)
            var members: [Int] = []
            for thread in reach.threads[access.instance.index].members {
                let group = group(access, ThreadID(thread), common, handshakes)
                let key = GroupKey(group)
                if keys[key] == nil {
                    keys[key] = groups.count
                    groups.append(group)
                }
                members.append(keys[key] ?? 0)
            }
            groupOf.append(members)
        }
        let judgement = judge.judge(groups)
        guard judgement.verdict != .confined else { return }
        record(cell, accesses, groupOf, groups, judgement)
    }

    private struct GroupKey: Hashable {
        var thread: ThreadID
        var words: [[Int]]
        var isWrite: Bool
        var isAtomic: Bool
        var isObserved: Bool
        var isOwn: Bool
        var isUniform: Bool
        var change: Change
        var partition: PartitionKey?

        init(_ group: SharingJudge.Group) {
            thread = group.point.thread
            words = [
                group.point.alive.members, group.locks.exclusive.members,
                group.locks.shared.members, group.phases.before.members,
                group.phases.after.members, group.phases.once.members,
                group.interval.map { [$0.instance.index] + $0.starts.members } ?? [],
            ]
            isWrite = group.isWrite
            isAtomic = group.isAtomic
            isObserved = group.isObserved
            isOwn = group.isOwn
            isUniform = group.isUniform
            change = group.change
            partition = group.partition
        }
    }

    /// What an access has on every thread.
    private struct Common {
        var locks: HeldLocks
        var alive: BitSet
        var partition: PartitionKey?
        var waits: Bool
        var interval: (instance: InstanceID, starts: BitSet)?
    }

    private func common(_ access: MemoryAccess, _ handshakes: Handshakes) -> Common {
        let held = locksets.members(at: access.instance, access.instruction, view)
        let shapes =
            locksets.needsShapes(held) ? PlaceShapes(view.function(access.instance)) : nil
        return Common(
            locks: locksets.protecting(access, held, shapes, view),
            alive: lifetimes.alive(at: access.instance, access.instruction, view),
            partition: judge.partitions.key(of: access),
            waits: handshakes.waitingReads.contains(access.site)
                || isSpinning(access),
            interval: barriers.starts(of: access.instance, access.instruction).map {
                (access.instance, $0)
            })
    }

    /// The read of an attempt to take a lock that is repeated until it succeeds.
    private func isSpinning(_ access: MemoryAccess) -> Bool {
        guard let step = spinLocks.steps[access.site], step.acquires else { return false }
        return reach.isInLoop(view, access.instance, access.instruction)
    }

    private func group(
        _ access: MemoryAccess, _ thread: ThreadID, _ common: Common, _ handshakes: Handshakes
    ) -> SharingJudge.Group {
        let runsBesideItself = roots[thread].isParallelToItself
        let phases = handshakes.phases(of: access) {
            handshakes.isSetElsewhere($0, than: thread, runsBesideItself: runsBesideItself)
        }
        let isLock = spinLocks.cells.contains(access.cell)
        return SharingJudge.Group(
            point: ThreadPoint(thread: thread, alive: common.alive),
            locks: common.locks, isWrite: access.isWrite, isAtomic: access.isAtomic,
            // Whoever has the lock, it is free in the end.
            change: isLock && access.isWrite ? .literal(0) : access.change,
            isObserved: access.isObserved && !common.waits, partition: common.partition,
            phases: phases,
            isUniform: phases.once.isEmpty || !access.isWrite || handshakes.isUniform(access),
            interval: common.interval, isOwn: isOwn(access.cell, thread))
    }

    /// A local of a function that the thread runs: each thread has its own.
    private func isOwn(_ cell: CellID, _ thread: ThreadID) -> Bool {
        switch view.facts.objects[view.facts.cells[cell].object].kind {
        case .local(let owner, _), .result(let owner), .variadic(let owner):
            return reach.threads[owner.index].contains(thread.index)
        default: return false
        }
    }

    private mutating func record(
        _ cell: CellID, _ accesses: [MemoryAccess], _ groupOf: [[Int]],
        _ groups: [SharingJudge.Group], _ judgement: SharingJudge.Judgement
    ) {
        var found = SharedCell(cell: cell, verdict: judgement.verdict, accesses: [])
        for (access, members) in zip(accesses, groupOf) {
            let findings = members.map { judgement.findings[$0] }
            found.accesses.append(
                SharedAccess(
                    instance: access.instance, instruction: access.instruction,
                    isWrite: access.isWrite,
                    threads: Array(Set(members.map { roots[groups[$0].point.thread].name }))
                        .sorted(),
                    locks: lockNames(groups, members),
                    races: findings.contains(where: \.races)))
            addUnordered(access, findings)
        }
        facts.shared.append(found)
    }

    private mutating func addUnordered(
        _ access: MemoryAccess, _ findings: [SharingJudge.Finding]
    ) {
        let isUnordered = findings.contains {
            access.isWrite ? $0.isUnorderedWrite : $0.isUnorderedRead
        }
        let commutes = access.isWrite && !isUnordered
        if commutes && !findings.contains(where: \.isHarmlessWrite) { return }
        guard isUnordered || commutes else { return }
        facts.unorderedAccesses.append(
            UnorderedAccess(
                instance: access.instance, instruction: access.instruction, cell: access.cell,
                isWrite: access.isWrite, commutes: commutes))
    }

    private func lockNames(_ groups: [SharingJudge.Group], _ members: [Int]) -> [String] {
        guard var common = members.first.map({ groups[$0].locks.all }) else { return [] }
        for member in members.dropFirst() { common.formIntersection(groups[member].locks.all) }
        return common.members.map { view.name(events.locks.entries[$0].cell) }.sorted()
    }
}
