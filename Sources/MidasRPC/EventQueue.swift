import CSystem
import Glibc

/// Waits for several descriptors (epoll(7)) and for a nudge from other threads (eventfd(2)).
struct EventQueue: ~Copyable {
    private let epoll: Int32
    private let nudge: Int32
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: EventQueue.batch)
    private static let batch = 64
    private static let nudgeWord = UInt64.max

    struct Event {
        let word: UInt64
        let isReadable: Bool
        let isWritable: Bool
    }

    init() throws(SocketError) {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SocketError("epoll_create1") }
        let nudge = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard nudge >= 0 else {
            let error = SocketError("eventfd")
            close(epoll)
            throw error
        }
        self.epoll = epoll
        self.nudge = nudge
        control(EPOLL_CTL_ADD, nudge, EPOLLIN.rawValue, EventQueue.nudgeWord)
    }

    deinit {
        close(epoll)
        close(nudge)
        events.deallocate()
    }

    /// A way for other threads to end a wait.
    var nudger: Nudger { Nudger(descriptor: nudge) }

    func add(_ descriptor: Int32, word: UInt64) {
        control(EPOLL_CTL_ADD, descriptor, EPOLLIN.rawValue, word)
    }

    func change(_ descriptor: Int32, word: UInt64, reads: Bool, writes: Bool) {
        let mask = (reads ? EPOLLIN.rawValue : 0) | (writes ? EPOLLOUT.rawValue : 0)
        control(EPOLL_CTL_MOD, descriptor, mask, word)
    }

    func remove(_ descriptor: Int32) { epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil) }

    /// Waits for events, at most `milliseconds` (-1: for ever), and gives them to `body`.
    func wait(milliseconds: Int32, _ body: (Event) -> Void) {
        let count = epoll_wait(epoll, events, Int32(EventQueue.batch), milliseconds)
        guard count > 0 else { return }
        for position in 0..<Int(count) {
            let word = midas_event_word(events + position)
            if word == EventQueue.nudgeWord {
                var value: UInt64 = 0
                read(nudge, &value, 8)
                continue
            }
            let mask = events[position].events
            let ends = mask & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
            body(
                Event(
                    word: word, isReadable: ends || mask & EPOLLIN.rawValue != 0,
                    isWritable: mask & EPOLLOUT.rawValue != 0))
        }
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ mask: UInt32, _ word: UInt64) {
        var event = epoll_event()
        event.events = mask
        event.data.u64 = word
        epoll_ctl(epoll, operation, descriptor, &event)
    }
}

/// Ends another thread's wait. The queue it belongs to outlives it.
struct Nudger: Sendable {
    fileprivate let descriptor: Int32

    func nudge() {
        var one: UInt64 = 1
        write(descriptor, &one, 8)
    }
}
