import Glibc
import MidasWire

/// Serves remote calls at a Unix socket or, protected, at a port; on one thread.
///
/// A client that reads slowly is not read from until it has caught up; one that sends what is not a
/// request is cut off; one that says nothing at all is cut off after a while. None holds up others.
public final class RPCServer: Sendable {
    /// Who may connect.
    public enum Access: Sendable {
        /// Processes of the user that the server runs as, and of root.
        case sameUser
        case users(Set<UInt32>)
        /// Peers whose certificates name one of these.
        case names(Set<String>)
        /// Whoever can open the socket; between machines, whoever has a certificate of the authority.
        case anyone
    }

    private let endpoint: Endpoint
    private let service: Service
    private let limits: ServerLimits
    private let access: Access
    private let incarnation: UInt32
    private let mailbox = Mailbox()

    /// - Parameters:
    ///   - endpoint: a file that is at a socket's path is replaced. Port 0 is any free port.
    ///   - incarnation: differs between runs of the server at one path; the process number and the
    ///     time make it by default.
    public init(
        at endpoint: Endpoint, service: Service, limits: ServerLimits = ServerLimits(),
        access: Access, incarnation: UInt32? = nil
    ) {
        self.endpoint = endpoint
        self.service = service
        self.limits = limits
        self.access = access
        self.incarnation =
            incarnation ?? UInt32(truncatingIfNeeded: monotonicTime() >> 10)
            ^ UInt32(bitPattern: getpid()) &* 0x9E37_79B9
    }

    /// A server at a Unix socket.
    /// - Parameter path: of the socket; a file that is there is replaced.
    public convenience init(
        path: String, service: Service, limits: ServerLimits = ServerLimits(),
        access: Access = .sameUser, incarnation: UInt32? = nil
    ) {
        self.init(
            at: .path(path), service: service, limits: limits, access: access,
            incarnation: incarnation)
    }

    /// Completes a call that its handler kept; from any thread.
    public func complete(_ ticket: Ticket, _ status: ReplyStatus = .success, _ payload: [UInt8]) {
        mailbox.complete(ticket, status, payload)
    }

    /// Ends `run`; from any thread.
    public func stop() { mailbox.stop() }

    /// Serves until `stop` is called.
    /// - Parameter ready: is called once clients can connect, with the port where there is one.
    /// - Throws: where the socket cannot be made.
    public func run(ready: (_ port: UInt16?) -> Void = { _ in }) throws(SocketError) {
        let mode: mode_t =
            switch access {
            case .sameUser: 0o600
            case .users, .names, .anyone: 0o666
            }
        let listener = try StreamSocket.listening(at: endpoint, mode: mode)
        let queue = try EventQueue()
        mailbox.open(queue.nudger)
        let port = listener.port
        var loop = ServerLoop(
            core: ServerCore(
                service: service, incarnation: incarnation, limits: limits, mailbox: mailbox),
            limits: limits, access: access, endpoint: endpoint, listener: listener, queue: queue)
        ready(port)
        while takeCompletions(&loop) { loop.step() }
        mailbox.close()
        if case .path(let path) = endpoint { unlink(path) }
    }

    /// Returns false once the server is to stop.
    private func takeCompletions(_ loop: inout ServerLoop) -> Bool {
        let (completions, isStopping) = mailbox.take()
        for completion in completions {
            loop.complete(completion.ticket, completion.status, completion.payload)
        }
        return !isStopping
    }
}
