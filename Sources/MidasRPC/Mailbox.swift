import Synchronization

/// What other threads have for a server's thread.
final class Mailbox: Sendable {
    struct Completion: Sendable {
        let ticket: Ticket
        let status: ReplyStatus
        let payload: [UInt8]
    }

    private struct Contents: Sendable {
        var completions: [Completion] = []
        var isStopping = false
        var nudger: Nudger?
    }

    private let contents = Mutex(Contents())

    func complete(_ ticket: Ticket, _ status: ReplyStatus, _ payload: [UInt8]) {
        contents.withLock {
            $0.completions.append(Completion(ticket: ticket, status: status, payload: payload))
            $0.nudger?.nudge()
        }
    }

    func stop() {
        contents.withLock {
            $0.isStopping = true
            $0.nudger?.nudge()
        }
    }

    /// From now on the server's thread is woken through `nudger`.
    func open(_ nudger: Nudger) { contents.withLock { $0.nudger = nudger } }

    func close() { contents.withLock { $0.nudger = nil } }

    func take() -> (completions: [Completion], isStopping: Bool) {
        contents.withLock { contents in
            defer { contents.completions = [] }
            return (contents.completions, contents.isStopping)
        }
    }
}

/// The reply to a call that its handler has kept; given once, from any thread.
public struct PendingReply: Sendable {
    let ticket: Ticket
    let mailbox: Mailbox

    public func complete(_ status: ReplyStatus = .success, _ payload: [UInt8] = []) {
        mailbox.complete(ticket, status, payload)
    }
}
