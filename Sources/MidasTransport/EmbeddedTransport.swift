import CMidasIO
import Glibc
import MidasProtocol
import MidasWire

/// Ordered multicast between processes of one machine, with the sequencer inside a member.
///
/// One thread owns it: `multicast`, `send` and `poll` must not run at the same time. Nothing
/// blocks but `poll`, and that no longer than it is told.
public final class EmbeddedTransport {
    public struct Configuration: Sendable {
        /// The ring's folder; made where it is missing. At most 90 bytes, for socket addresses.
        public var folder: String
        /// Digest of the ring's name: frames of another are refused.
        public var cluster: UInt64
        public var replica: ReplicaID
        public var tier: TierID
        public var siteTable = SiteTableReference(digest: 0, siteCount: 0)
        /// Members that must have come before a new ring's first view.
        public var foundingMembers = 1
        /// Submissions of this member that may be on their way at the same time.
        public var window = 1024
        /// Bytes that a member may lag behind before the sequencer orders nothing new.
        public var backlogLimit = 4 << 20
        /// How long a take-over waits for a member that lives but does not come, in microseconds.
        public var takeOverPatience: Int64 = 2_000_000

        public init(folder: String, cluster: UInt64, replica: ReplicaID, tier: TierID) {
            self.folder = folder
            self.cluster = cluster
            self.replica = replica
            self.tier = tier
        }
    }

    enum Role {
        /// Neither a sequencer was found, nor may this member be it yet.
        case seeking
        case following(Link)
        /// A new sequencer collects the members.
        case gathering(deadline: Int64)
        /// It gets from a member what it lacks itself.
        case refilling(from: Link, through: OrderNumber)
        case sequencing
        case out
    }

    let configuration: Configuration
    let rendezvous: Rendezvous
    var member: OrderMember
    var sequencer: Sequencer?
    var role = Role.seeking
    var links: [UInt64: Link] = [:]
    /// Members that were let in by this sequencer, in that order.
    var peers: [Link] = []
    /// Members of the last view that was delivered.
    var lastView: Message.View?
    var hasStarted = false
    public internal(set) var counters = TransportCounters()
    var events: [TransportEvent] = []
    /// What was ordered and is not on its way to the members yet.
    var batch = OrderBatch()
    let poller: Int32
    var listener: Int32 = -1
    private let memberLock: Int32
    var orderLock: Int32 = -1
    private var nextToken: UInt64 = 16
    private var acknowledged: OrderNumber = .none
    private var isHurried = false
    private var pendingStable: OrderNumber = .none
    private let scratch: UnsafeMutableRawBufferPointer

    static let listenerToken: UInt64 = 1

    /// - Throws: where the folder cannot be used, or another process has this replica's id.
    public init(_ configuration: Configuration) throws(TransportError) {
        self.configuration = configuration
        rendezvous = Rendezvous(folder: configuration.folder)
        member = OrderMember(identity: configuration.replica, window: configuration.window)
        try rendezvous.prepare()
        memberLock = try rendezvous.lock(configuration.replica)
        poller = midas_io_poller()
        scratch = .allocate(byteCount: 1 << 16, alignment: 16)
        guard poller >= 0 else { throw .system("epoll_create1", code: errno) }
    }

    deinit {
        links = [:]
        close(poller)
        close(memberLock)
        if listener >= 0 { close(listener) }
        if orderLock >= 0 { close(orderLock) }
        scratch.deallocate()
    }

    // MARK: Sending

    /// Puts a message into the order. False where the window is full: poll, and try again.
    public func multicast(_ bytes: [UInt8]) -> Bool {
        guard let submission = member.submit(bytes) else { return false }
        pass(on: submission)
        return true
    }

    /// Sends to one member, outside the order, by way of the sequencer. Lost if either dies.
    public func send(_ bytes: [UInt8], to replica: ReplicaID) {
        route(to: replica, from: configuration.replica, bytes)
    }

    /// Somebody waits for the last delivered message to become stable: the next poll acknowledges
    /// it at once. Otherwise a member acknowledges 64 messages together, or when it is idle.
    public func hasten() { isHurried = true }

    /// Readable when `poll` has something to do; for an outer `epoll`.
    public var descriptor: Int32 { poller }

    /// Gives the kernel what was sent since the last poll.
    public func flush() {
        distribute()
        for link in links.values where link.backlog > 0 && !link.awaitsRoom { flush(link) }
    }

    // MARK: Polling

    /// Waits at most `timeout` microseconds for something to happen (-1: for ever), does what is
    /// due, and hands up what came of it.
    public func poll(timeout: Int64, _ handler: (TransportEvent) -> Void) {
        if case .seeking = role { seek() }
        flush()
        let isIdle = !wait(patience(timeout))
        checkGathering()
        settle(isIdle)
        // The others get what was ordered before this process spends time on it.
        flush()
        handOver(handler)
        flush()
    }

    /// How long an outer `epoll` may wait, in microseconds, if it would wait `timeout`.
    public func patience(_ timeout: Int64) -> Int64 {
        if !events.isEmpty { return 0 }
        switch role {
        case .seeking: return timeout < 0 ? 300 : min(timeout, 300)
        case .gathering, .refilling: return timeout < 0 ? 1000 : min(timeout, 1000)
        default:
            let owes = member.delivered > acknowledged
            return owes && (timeout < 0 || timeout > 1000) ? 1000 : timeout
        }
    }

    /// Whether anything happened.
    private func wait(_ timeout: Int64) -> Bool {
        withUnsafeTemporaryAllocation(of: midas_io_event.self, capacity: 64) { found in
            let count = midas_io_wait(poller, found.baseAddress, timeout)
            for index in 0..<Int(max(0, count)) { handle(found[index]) }
            return count > 0
        }
    }

    private func handle(_ event: midas_io_event) {
        if event.token == EmbeddedTransport.listenerToken { return acceptAll() }
        guard let link = links[event.token] else { return }
        if event.events & EPOLLOUT.rawValue != 0 { flush(link) }
        guard event.events & (EPOLLIN.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 else {
            return
        }
        let progress = link.fill(scratch)
        take(from: link)
        if progress == .closed { lose(link) }
    }

    private func take(from link: Link) {
        while links[link.token] != nil {
            do throws(WireError) {
                guard let frame = try link.next() else { return }
                receive(frame, from: link)
            } catch {
                if case .following(let current) = role, current === link {
                    return leave(.malformed(error))
                }
                counters.refusedPeers += 1
                return lose(link)
            }
        }
    }

    /// Tells the others what this member has, once for all that came.
    private func settle(_ isIdle: Bool) {
        let owed = member.delivered.value - min(acknowledged.value, member.delivered.value)
        guard owed >= 64 || owed > 0 && (isIdle || isHurried) else { return passOnStability() }
        isHurried = false
        switch role {
        case .following(let link):
            acknowledged = member.delivered
            link.send(.acknowledge, acknowledged)
        case .sequencing:
            acknowledged = member.delivered
            acknowledge(configuration.replica, acknowledged)
        default: break
        }
        passOnStability()
    }

    func acknowledge(_ replica: ReplicaID, _ number: OrderNumber) {
        if let stable = sequencer?.acknowledge(replica, number) { pendingStable = stable }
    }

    func noteStable(_ number: OrderNumber) { pendingStable = max(pendingStable, number) }

    private func passOnStability() {
        guard pendingStable > .none, case .sequencing = role else { return }
        distribute()
        for link in peers { link.send(.stable, pendingStable) }
        becomeStable(pendingStable)
        pendingStable = .none
    }

    func becomeStable(_ number: OrderNumber) {
        member.forget(through: number)
        events.append(.stable(number))
    }

    private func handOver(_ handler: (TransportEvent) -> Void) {
        while !events.isEmpty {
            let batch = events
            events = []
            for event in batch { handler(event) }
        }
    }

    // MARK: Links

    func makeLink(_ descriptor: Int32) -> Link {
        let link = Link(
            token: nextToken, descriptor: descriptor, cluster: configuration.cluster)
        nextToken += 1
        links[link.token] = link
        _ = midas_io_add(poller, descriptor, EPOLLIN.rawValue, link.token)
        return link
    }

    func flush(_ link: Link) {
        guard link.flush() == .open else { return lose(link) }
        let needsRoom = link.backlog > 0
        if needsRoom != link.awaitsRoom {
            link.awaitsRoom = needsRoom
            watch(link)
        }
        if !needsRoom { resumeReading() }
    }

    func watch(_ link: Link) {
        let events =
            (link.reads ? EPOLLIN.rawValue : 0) | (link.awaitsRoom ? EPOLLOUT.rawValue : 0)
        _ = midas_io_modify(poller, link.descriptor, events, link.token)
    }

    /// The connection is gone: its peer has died, or it must not be listened to.
    func lose(_ link: Link) {
        guard links.removeValue(forKey: link.token) != nil else { return }
        peers.removeAll { $0 === link }
        switch role {
        case .following(let current) where current === link:
            role = .seeking
            seek()
        case .refilling(let source, _) where source === link:
            role = .gathering(deadline: now() + configuration.takeOverPatience)
        case .sequencing:
            if let peer = link.peer { remove(peer) }
        default: break
        }
    }

    func leave(_ error: TransportError) {
        role = .out
        batch.clear()
        links = [:]
        peers = []
        events.append(.left(error))
    }

    func deliver(_ message: OrderedMessage) {
        switch member.receive(message) {
        case .known: return
        case .gap: return leave(.gap)
        case .deliver: break
        }
        counters.delivered += 1
        if message.sender == OrderedMessage.sequencer,
            case .view(let view)? = try? Message(bytes: message.bytes)
        {
            lastView = view
        }
        events.append(.delivered(message))
    }

    func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
