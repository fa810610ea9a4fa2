import CMidas
import CMidasIO
import Glibc
import MidasProtocol
import MidasTransport
import MidasWire

/// One replica as a process: the order, the protocol's state machine, handlers, clients.
final class ReplicaProcess {
    struct Configuration {
        var folder: String
        var ring: String
        var replica: UInt32
        var tier: TierID
        var foundingMembers: Int
        var stackSize: Int
        var technique: TrackedState.Choice
        var verifies: Bool
    }

    private let configuration: Configuration
    private(set) var handlers = HandlerTable()
    private let transport: EmbeddedTransport
    private let gateway: Gateway
    private let poller: Int32
    /// Written to from `stop`, also in signal handlers.
    let stopDescriptor: Int32
    private var image: [UnsafeMutableRawBufferPointer]?
    private var tracked: TrackedState?
    private var packing = PackedDraws(sites: [])
    private var core: Replica?
    private var runs: [OrderNumber: RequestRun] = [:]
    private var stacks: [midas_stack] = []
    private var ready: [Admission] = []
    /// What waits for a place in the transport's window, in order.
    private var outgoing: [Message] = []
    private(set) var figures = Figures()
    private var failure: (code: Int32, message: String)?
    private var isStopped = false

    /// How often what was done.
    struct Figures {
        var segments: UInt64 = 0
        var own: UInt64 = 0
        var ways: [RequestRun.Way: UInt64] = [:]
        var recordBytes: UInt64 = 0
        var draws: UInt64 = 0
        /// Bytes of the drawn values alone.
        var values: UInt64 = 0
        var records: UInt64 = 0
        var stateBytes: UInt64 = 0

        mutating func note(_ record: Record) {
            records += 1
            recordBytes += UInt64(Figures.size(of: record))
            switch record.state {
            case .none: break
            case .contaminated(let places, _, _), .all(let places):
                stateBytes += places.reduce(0) { $0 + UInt64($1.bytes.count) }
            }
        }

        /// Bytes of a record as it travels: what `Record.encode` writes.
        static func size(of record: Record) -> Int {
            let fixed = 8 + 4 + 1 + 4
            let places: Int
            switch record.state {
            case .none: places = 0
            case .contaminated(let all, let allocated, let freed):
                places = size(of: all) + 8 + 8 * (allocated.count + freed.count)
            case .all(let all): places = size(of: all)
            }
            let actions = record.actions.reduce(0) { $0 + 12 + $1.payload.count }
            return fixed + record.draws.bytes.count + places + actions
        }

        private static func size(of places: [Record.Place]) -> Int {
            places.reduce(4) { $0 + 12 + $1.bytes.count }
        }
    }

    /// Most bytes of a record and a message's content together.
    static let messageLimit = FrameHeader.maximumLength - (1 << 16)

    static let stopToken: UInt64 = 1
    static let transportToken: UInt64 = 3

    init(_ configuration: Configuration) throws(TransportError) {
        self.configuration = configuration
        let cluster = ClientFrame.cluster(configuration.ring)
        var transported = EmbeddedTransport.Configuration(
            folder: configuration.folder, cluster: cluster,
            replica: ReplicaID(configuration.replica), tier: configuration.tier)
        transported.foundingMembers = configuration.foundingMembers
        transport = try EmbeddedTransport(transported)
        poller = midas_io_poller()
        stopDescriptor = midas_io_signal()
        guard poller >= 0, stopDescriptor >= 0 else { throw .system("epoll", code: errno) }
        guard
            let gateway = Gateway(
                configuration.folder, configuration.tier, configuration.replica,
                cluster: cluster, poller: poller)
        else { throw .system("listen for clients", code: errno) }
        self.gateway = gateway
        _ = midas_io_add(poller, stopDescriptor, EPOLLIN.rawValue, ReplicaProcess.stopToken)
        _ = midas_io_add(
            poller, transport.descriptor, EPOLLIN.rawValue, ReplicaProcess.transportToken)
    }

    deinit {
        runs = [:]
        for var stack in stacks { midas_stack_free(&stack) }
        close(poller)
        close(stopDescriptor)
    }

    func add(_ id: UInt32, _ handler: HandlerTable.Handler) -> Bool { handlers.add(id, handler) }

    /// Tracks the program's static storage and heap. Nil, or why that cannot be.
    func trackImage() -> String? {
        var pieces = [midas_piece](repeating: midas_piece(), count: 2)
        let found = midas_image_pieces(&pieces, midas_inside_runtime())
        switch found {
        case -1: return "the program must lie at a fixed address: link it with -no-pie"
        case -2: return "the runtime must be linked as a shared library"
        case ..<0: return "the form of the program's file is not known"
        default: break
        }
        image = pieces[..<Int(found)].map {
            UnsafeMutableRawBufferPointer(start: $0.start, count: $0.count)
        }
        return nil
    }

    /// Made before the first request: what was written up to then is the same in all replicas.
    private func state() -> TrackedState {
        if let tracked { return tracked }
        handlers.isSerial = configuration.verifies
        let made = TrackedState(configuration.technique, image: image, handlers)
        tracked = made
        packing = PackedDraws(sites: handlers.sites)
        return made
    }

    // MARK: The loop

    /// Serves until it is stopped, or has to leave; returns why.
    func serve() -> (code: Int32, message: String) {
        _ = state()
        while !isStopped, failure == nil {
            wait()
            var events: [TransportEvent] = []
            transport.poll(timeout: 0) { events.append($0) }
            for event in events { take(event) }
            runReady()
            sendOutgoing()
            transport.flush()
            gateway.flush()
        }
        return failure ?? (MIDAS_OK, "")
    }

    private func wait() {
        withUnsafeTemporaryAllocation(of: midas_io_event.self, capacity: 64) { found in
            let patience = transport.patience(100_000)
            let count = midas_io_wait(poller, found.baseAddress, patience)
            for index in 0..<Int(max(0, count)) {
                switch found[index].token {
                case ReplicaProcess.stopToken: isStopped = true
                case ReplicaProcess.transportToken: break
                case Gateway.token: gateway.acceptAll()
                default: gateway.read(found[index].token) { outgoing.append($0) }
                }
            }
        }
    }

    private func take(_ event: TransportEvent) {
        switch event {
        case .joined(let number):
            // A snapshot of a C program's state needs the site table's places.
            if number > .none { fail(MIDAS_REFUSED, "the ring has started without this replica") }
        case .delivered(let message): deliver(message)
        case .stable(let number): perform { $0.markStable(through: number, &$1) }
        case .received: break
        case .left(let error): fail(MIDAS_REFUSED, error.description)
        }
    }

    private func deliver(_ ordered: OrderedMessage) {
        let message: Message
        do {
            message = try Message(bytes: ordered.bytes)
        } catch {
            return fail(MIDAS_DIVERGED, "message \(ordered.number.value) cannot be read: \(error)")
        }
        if core == nil { core = firstCore() }
        perform { $0.deliver(ordered.number, message, &$1) }
        if core?.hasUnansweredReplies == true { transport.hasten() }
    }

    private func firstCore() -> Replica {
        var protocolled = ReplicaConfiguration(
            identity: ReplicaID(configuration.replica), tier: configuration.tier)
        protocolled.technique = configuration.technique.technique
        protocolled.stability = .external
        protocolled.acknowledgeEvery = 256
        return Replica(
            configuration: protocolled, catalog: handlers,
            ledger: Ledger(tier: configuration.tier, members: []))
    }

    private func sendOutgoing() {
        var count = 0
        while count < outgoing.count, transport.multicast(outgoing[count].encoded()) { count += 1 }
        outgoing.removeFirst(count)
    }

    private func fail(_ code: Int32, _ message: String) {
        if failure == nil { failure = (code, message) }
    }

    // MARK: Actions

    private func perform(_ event: (inout Replica, inout [ReplicaAction]) -> Void) {
        guard core != nil else { return }
        var actions: [ReplicaAction] = []
        event(&core!, &actions)
        for action in actions { perform(action) }
    }

    private func perform(_ action: ReplicaAction) {
        switch action {
        case .start(let admission): ready.append(admission)
        case .multicast(let message): outgoing.append(message)
        case .cancel(let key):
            outgoing.removeAll { if case .output(let own) = $0 { own.key == key } else { false } }
        case .keep(let key): keep(key)
        case .compensate(let key, let chosen): compensate(key, chosen)
        case .answer(let session, let number, let payload):
            gateway.answer(.answer(session: session, number: number, payload), of: session)
        case .expire(let session, let number):
            gateway.answer(.expired(session: session, number: number), of: session)
        case .opened(let session, let nonce): gateway.opened(session, nonce: nonce)
        case .leave(let reason): fail(MIDAS_DIVERGED, "this replica must leave: \(reason)")
        case .perform, .capture, .discardCapture: break
        }
    }

    // MARK: Segments

    private func runReady() {
        while !ready.isEmpty, failure == nil {
            let admission = ready.removeFirst()
            run(admission)
        }
    }

    private func run(_ admission: Admission) {
        guard let run = takeRun(admission) else { return }
        var injection = core?.injection(for: admission.key)
        run.begin(admission, state())
        run.digests = configuration.verifies ? state().whole.map { StateDigests($0) } : nil
        if let chosen = injection {
            injection = opened(chosen, run)
            guard injection != nil else { return }
        }
        var outcome = run.run(injecting: injection?.record?.draws)
        if let obstacle = run.memory.obstacle {
            return fail(MIDAS_DIVERGED, "segment \(admission.key) \(obstacle)")
        }
        if let injection {
            let adoption = run.adopt(injection, state())
            guard let adopted = accepted(adoption, admission.key) else { return }
            outcome = adopted
            settle(run, outcome.kind)
        } else {
            seal(&outcome.record, run)
            let size = Figures.size(of: outcome.record) + outcome.payload.count
            guard size <= ReplicaProcess.messageLimit else {
                return fail(
                    MIDAS_DIVERGED, "segment \(admission.key) changed more than a message holds")
            }
        }
        perform {
            $0.executed(admission.key, outcome, injected: injection != nil, &$1)
        }
    }

    /// Makes a record what travels.
    private func seal(_ record: inout Record, _ run: RequestRun) {
        figures.values += record.draws.valueBytes
        figures.draws += UInt64(record.draws.count)
        record.draws = packing.pack(record.draws)
        if let digests = run.digests { record.draws = digests.added(to: record.draws) }
        figures.note(record)
    }

    /// A message out as it was before it travelled; nil where this replica has to leave.
    private func opened(_ chosen: Message.Output, _ run: RequestRun) -> Message.Output? {
        guard var record = chosen.record else { return chosen }
        if let own = run.digests, let theirs = StateDigests(in: record.draws),
            let ranges = state().whole, let part = own.firstDifference(from: theirs)
        {
            let reason = state().explanation(of: part, in: ranges, handlers)
            fail(MIDAS_DIVERGED, "state differs before segment \(chosen.key): \(reason)")
            return nil
        }
        guard let draws = packing.unpack(StateDigests.removed(from: record.draws)) else {
            fail(MIDAS_DIVERGED, "the record of segment \(chosen.key) is of another build")
            return nil
        }
        record.draws = draws
        var result = chosen
        result.record = record
        return result
    }

    /// What the run ended with, or nil where it could not be made equal.
    private func accepted(_ adoption: RequestRun.Adoption, _ key: SegmentKey) -> SegmentOutcome? {
        switch adoption {
        case .equal(let outcome, let way):
            figures.ways[way, default: 0] += 1
            return outcome
        case .failed(let reason):
            fail(MIDAS_DIVERGED, "segment \(key) \(reason)")
            return nil
        }
    }

    private func takeRun(_ admission: Admission) -> RequestRun? {
        if let run = runs[admission.key.request] { return run }
        guard let stack = takeStack() else {
            fail(MIDAS_SYSTEM, "no memory for another stack")
            return nil
        }
        let handler =
            handlers.handlers[admission.handler.value]
            ?? HandlerTable.Handler(
                function: { _, _, _ in }, context: nil, callees: TierSet(),
                isDeterministic: true, access: AccessSet())
        let run = RequestRun(admission, handler, stack)
        runs[admission.key.request] = run
        return run
    }

    private func takeStack() -> midas_stack? {
        if let stack = stacks.popLast() { return stack }
        var stack = midas_stack()
        return midas_stack_make(&stack, configuration.stackSize) == 0 ? stack : nil
    }

    private func keep(_ key: SegmentKey) {
        guard let run = runs[key.request] else { return }
        figures.own += 1
        settle(run, run.lastKind)
    }

    private func compensate(_ key: SegmentKey, _ chosen: Message.Output) {
        guard let run = runs[key.request], chosen.record != nil,
            let chosen = opened(chosen, run),
            let outcome = accepted(run.compensate(chosen, state()), key)
        else { return }
        settle(run, outcome.kind)
        perform { $0.compensated(key, outcome, &$1) }
    }

    private func settle(_ run: RequestRun, _ kind: Message.Output.Kind) {
        run.settle()
        figures.segments += 1
        guard kind == .reply else { return }
        runs[run.admission.key.request] = nil
        stacks.append(run.request.pointee.stack)
    }
}
