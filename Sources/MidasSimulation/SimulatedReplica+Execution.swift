import MidasProtocol
import MidasWire

/// What the shell does for its core: running, undoing, compensating, capturing.
extension SimulatedReplica {
    /// What a run of a segment gave.
    struct Result {
        var outcome: SegmentOutcome
        var frame: [UInt64]
        var undo: [(place: Int, old: UInt64)]
        var access: AccessSet
        var leftTheRecord: Bool
    }

    /// Delivers the next message of the order.
    mutating func deliver(_ message: Message, in setting: Setting) -> Violation? {
        var actions: [ReplicaAction] = []
        core.deliver(core.ledger.position.next, message, &actions)
        return perform(&actions, in: setting)
    }

    /// A worker runs a started segment to its end.
    mutating func run(_ key: SegmentKey, in setting: Setting) -> Violation? {
        guard let index = ready.firstIndex(where: { $0.key == key }) else { return nil }
        let admission = ready.remove(at: index)
        let injection = core.injection(for: key)
        let frame = frame(of: key.request)
        let result = execute(admission, frame, injecting: injection?.record?.draws, in: setting)
        if let violation = check(result, of: admission, in: setting) { return violation }
        // Equal to the choice already, or the same everywhere: nothing to undo later.
        let isFinal =
            injection != nil
            || setting.program.isDeterministic(
                handler: admission.handler, arguments: admission.arguments, point: key.point)
        if isFinal {
            keepFrame(of: key.request, result.outcome.kind, result.frame)
        } else {
            remember(
                Run(
                    admission: admission, frameBefore: frame, frameAfter: result.frame,
                    undo: result.undo, writes: result.access.writes,
                    path: result.outcome.record.path, end: result.outcome.kind))
        }
        var actions: [ReplicaAction] = []
        core.executed(key, result.outcome, injected: injection != nil, &actions)
        return perform(&actions, in: setting)
    }

    private mutating func remember(_ run: Run) {
        let key = run.admission.key
        runs.insert(run, at: runs.firstIndex { $0.admission.key > key } ?? runs.count)
    }

    private mutating func execute(
        _ admission: Admission, _ frame: [UInt64], injecting draws: DrawLog?,
        in setting: Setting
    ) -> Result {
        var context = SegmentContext(
            admission, frame: frame, state: store, injecting: draws,
            drawSeed: DrawSeed(replica: identity, seed: setting.scenario.drawSeed))
        store = []
        let end = setting.program.run(&context)
        store = context.state
        var record = Record(draws: context.draws)
        record.state = transferred(context, setting.scenario.technique)
        let (outcome, frameAfter) = SimulatedReplica.outcome(of: end, &context, record)
        return Result(
            outcome: outcome, frame: frameAfter, undo: context.undo, access: context.access,
            leftTheRecord: context.hasLeftTheRecord || !context.isAtEndOfRecord)
    }

    private func transferred(_ context: SegmentContext, _ technique: Technique) -> Record.State {
        switch technique {
        case .vanilla, .reexecuteContaminated: return .none
        case .transferCheckpoint:
            return .all(store.indices.map { place(UInt64($0)) })
        case .transferContaminated:
            var names: [UInt64] = []
            for entry in context.undo where !names.contains(UInt64(entry.place)) {
                names.append(UInt64(entry.place))
            }
            return .contaminated(places: names.sorted().map(place), allocated: [], freed: [])
        }
    }

    private func place(_ name: UInt64) -> Record.Place {
        Record.Place(name: name, bytes: Words.encode([store[Int(name)]]))
    }

    private static func outcome(
        of end: SegmentEnd, _ context: inout SegmentContext, _ record: Record
    ) -> (SegmentOutcome, [UInt64]) {
        var record = record
        switch end {
        case .reply(let words):
            context.path.add(1)
            record.path = context.path.value
            return (
                SegmentOutcome(kind: .reply, payload: Words.encode(words), record: record), []
            )
        case .call(let tier, let handler, let arguments, let frame):
            context.path.add(2 + UInt64(tier.value))
            record.path = context.path.value
            let kind = Message.Output.Kind.call(tier: tier, handler: handler)
            return (
                SegmentOutcome(kind: kind, payload: Words.encode(arguments), record: record),
                frame
            )
        }
    }

    private func check(
        _ result: Result, of admission: Admission, in setting: Setting
    ) -> Violation? {
        let name = "p\(identity.value) \(admission.key.request.value).\(admission.key.point)"
        if result.leftTheRecord {
            return Violation(.program, "\(name) asks for other draws than its record holds")
        }
        let declared = setting.program.access(
            handler: admission.handler, arguments: admission.arguments, point: admission.key.point)
        if !declared.covers(result.access) {
            return Violation(.program, "\(name) touches a place that it does not declare")
        }
        guard setting.scenario.checksCleanReads else { return nil }
        for run in runs where run.admission.key.request != admission.key.request {
            if run.writes.intersects(result.access.reads)
                || run.writes.intersects(result.access.writes)
            {
                return Violation(.cleanReads, "\(name) runs on state that is not compensated")
            }
        }
        return nil
    }

    // MARK: Actions of the core

    /// Does what the core asks for, and what follows from that.
    mutating func perform(_ actions: inout [ReplicaAction], in setting: Setting) -> Violation? {
        var index = 0
        while index < actions.count {
            let action = actions[index]
            index += 1
            if let violation = perform(action, &actions, in: setting) { return violation }
        }
        return nil
    }

    private mutating func perform(
        _ action: ReplicaAction, _ actions: inout [ReplicaAction], in setting: Setting
    ) -> Violation? {
        switch action {
        case .start(let admission):
            let index = ready.firstIndex { $0.key > admission.key } ?? ready.count
            ready.insert(admission, at: index)
        case .multicast(let message): outbox.append(setting.scenario.reduced(message))
        case .cancel(let key):
            if !setting.scenario.ordersRepetitions { cancel(key) }
        case .keep(let key): keep(key)
        case .compensate(let key, let chosen):
            return compensate(key, chosen, &actions, in: setting)
        case .answer(let session, let number, let payload):
            let answer = Answer(session: session, number: number, payload: payload)
            if setting.scenario.stability == .acknowledged, !answers.contains(answer) {
                answers.append(answer)
            }
        case .capture(let joiner):
            captures.append(Capture(joiner: joiner, store: store))
        case .discardCapture(let joiner): captures.removeAll { $0.joiner == joiner }
        case .leave(.noQuorum): ready = []
        case .leave(let reason):
            return Violation(.outputFitsState, "p\(identity.value) must leave: \(reason)")
        case .expire, .opened, .perform: break
        }
        return nil
    }

    private mutating func cancel(_ key: SegmentKey) {
        guard !outbox.isEmpty else { return }
        outbox.removeAll { message in
            if case .output(let output) = message { output.key == key } else { false }
        }
    }

    private mutating func keep(_ key: SegmentKey) {
        guard let index = runs.firstIndex(where: { $0.admission.key == key }) else { return }
        let run = runs.remove(at: index)
        keepFrame(of: key.request, run.end, run.frameAfter)
    }

    // MARK: Compensation

    /// Undo first, whatever path the segment took; then take over or run again.
    private mutating func compensate(
        _ key: SegmentKey, _ chosen: Message.Output, _ actions: inout [ReplicaAction],
        in setting: Setting
    ) -> Violation? {
        guard let index = runs.firstIndex(where: { $0.admission.key == key }),
            let record = chosen.record
        else { return nil }
        let run = runs.remove(at: index)
        let mutation = setting.scenario.mutation
        if !mutation.has(.skipsUndo) { undo(run) }
        let rewinds = mustRewind(run, chosen, record, mutation)
        var outcome: SegmentOutcome?
        if rewinds {
            let result = execute(
                run.admission, run.frameBefore, injecting: record.draws, in: setting)
            if result.leftTheRecord {
                return Violation(.program, "p\(identity.value) leaves the record at \(key)")
            }
            outcome = result.outcome
            keepFrame(of: key.request, chosen.kind, result.frame)
        } else {
            keepFrame(of: key.request, chosen.kind, run.frameAfter)
        }
        load(record.state)
        core.compensated(key, outcome, &actions)
        return nil
    }

    private mutating func undo(_ run: Run) {
        for entry in run.undo.reversed() { store[entry.place] = entry.old }
    }

    /// State can only be taken over where this replica took the same path and keeps nothing across
    /// the call; a frame never travels.
    private func mustRewind(
        _ run: Run, _ chosen: Message.Output, _ record: Record, _ mutation: Mutation
    ) -> Bool {
        if case .none = record.state { return true }
        if mutation.has(.skipsUndo) || mutation.has(.keepsLocals),
            run.end.isCall == chosen.kind.isCall
        {
            return false
        }
        if mutation.has(.skipsUndo) { return false }
        return chosen.kind.isCall || run.path != record.path
    }

    private mutating func load(_ state: Record.State) {
        switch state {
        case .none: break
        case .contaminated(let places, _, _), .all(let places):
            for place in places { store[Int(place.name)] = Words.decode(place.bytes)[0] }
        }
    }
}

extension Message.Output.Kind {
    var isCall: Bool { if case .call = self { true } else { false } }
}
