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
        let isLibrary = program.main == nil
        let view = ThreadView(program: program, facts: pointsTo, models: models)
        let loops = EventLoops(view)
        let serial = found.entries.filter { entry in
            entry.kind != .thread && entry.kind != .signalHandler
                && !view.isRunByItsCaller(entry, loops)
        }
        let entries = Array(Set(serial.map(\.instance))).sorted()
        let first = ThreadRoots(view, entries: entries, areConcurrent: false)
        let reach = ThreadReach(view, first.roots, loops)
        let spinLocks = SpinLocks(view, reach)
        let events = ThreadEvents(view, reach, created: first.created, spinLocks: spinLocks)
        let areConcurrent = isLibrary && first.created.isEmpty && events.takesLocks
        guard areConcurrent || !first.created.isEmpty else { return ConcurrencyFacts() }
        let found =
            areConcurrent ? ThreadRoots(view, entries: entries, areConcurrent: true) : first
        var analysis = ConcurrencyAnalysis(view, found, events, spinLocks, loops)
        analysis.judgeCells(Partitions(view, analysis.reach, analysis.roots, analysis.locksets))
        analysis.facts.unorderedOutputs =
            OutputOrders(view, analysis.reach, analysis.lifetimes, channels).unordered
        return analysis.facts
    }

    private init(
        _ view: ThreadView, _ found: ThreadRoots, _ events: ThreadEvents, _ spinLocks: SpinLocks,
        _ loops: EventLoops
    ) {
        self.spinLocks = spinLocks
        self.view = view
        self.events = events
        var roots = found.roots
        reach = ThreadReach(view, roots, loops)
        let handles = ThreadHandles(view, reach)
        for id in roots.ids where !roots[id].handles.isEmpty {
            roots[id].handles = handles.closure(of: roots[id].handles)
        }
        lifetimes = ThreadLifetimes(view, reach, &roots, events)
        shared = SharedObjects(view, roots)
        locksets = Locksets(view, reach, roots, events, shared, lifetimes)
        barriers = BarrierIntervals(view, events)
        self.roots = roots
    }

    // MARK: Judging

    private mutating func judgeCells(_ partitions: Partitions) {
        let table = AccessTable(view, reach, roots, shared)
        let context = FlagTable.Context(
            events: events, reach: reach, roots: roots, locksets: locksets, lifetimes: lifetimes,
            early: EarlyAccesses(view, table, reach, roots, lifetimes), loops: WaitingLoops(view),
            tried: TriedCalls(view, reach))
        let fresh = FreshObjects(view, reach)
        let handshakes = Handshakes(view, table, context, fresh)
        let queues = QueueProtocols(view, table, context, handshakes.waitingReads)
        var profiles = AccessProfiles(
            table,
            AccessProfiles.Context(
                view: view, reach: reach, lifetimes: lifetimes, locksets: locksets,
                partitions: partitions, barriers: barriers, spinLocks: spinLocks,
                handshakes: handshakes, queues: queues))
        var judge = CellJudge(
            view, table, fresh,
            SharingJudge(
                ProfilePairs(
                    lifetimes: lifetimes, partitions: partitions, handshakes: handshakes,
                    roots: roots)))
        for cell in table.cells {
            judge.judge(cell, profiles.number(of: owners(of: cell)), &profiles)
        }
        judge.judgeUnsafelyPublished(&profiles) { owners(of: $0) }
        var collector = UnorderedCollector(
            table, workQueues: queues.workQueues,
            ownWork: queues.taken.ownWork(partitions.tickets))
        facts.shared = judge.shared(&collector)
        facts.profiles = profiles.profiles.map { described($0, profiles.sets) }
        facts.unorderedSites = collector.sites(view)
        facts.commutingCells = collector.commutingCells
    }

    /// The threads of the function whose local a cell is: each thread has its own.
    private func owners(of cell: CellID) -> BitSet {
        switch view.facts.objects[view.facts.cells[cell].object].kind {
        case .local(let owner, _), .result(let owner), .variadic(let owner):
            return reach.threads[owner.index]
        default: return BitSet()
        }
    }

    private func described(_ profile: AccessProfile, _ sets: SetTable) -> SharedProfile {
        var locks = sets[profile.exclusiveLocks]
        locks.formUnion(sets[profile.sharedLocks])
        let threads = sets[profile.threads].members.map { roots[ThreadID($0)].name }
        return SharedProfile(
            threads: Array(Set(threads)).sorted(),
            locks: locks.members.map { view.name(events.locks.entries[$0].cell) }.sorted())
    }
}

extension ThreadView {
    /// Whether a handler is run by a loop of the tree, on whatever thread that is: not by code outside
    /// that keeps it.
    fileprivate func isRunByItsCaller(_ entry: Entry, _ loops: EventLoops) -> Bool {
        guard entry.kind == .requestHandler, let site = entry.site else { return false }
        if loops.loops(serving: site) != nil { return true }
        if targets(site.instance, site.instruction).contains(.instance(entry.instance)) {
            return true
        }
        return externalModels(site.instance, site.instruction).contains { model in
            callbacks(site.instance, site.instruction).contains { edge in
                edge.target == entry.instance && Int(edge.model) < model.callbacks.count
                    && model.callbacks[Int(edge.model)].moment == .during
            }
        }
    }
}
