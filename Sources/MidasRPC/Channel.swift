import Glibc

/// One connection's way in and out: a socket and, between machines, what protects it.
final class Channel {
    let descriptor: Int32
    private let session: (any ProtectedSession)?
    private var isConnecting: Bool
    /// Why the peer is not trusted.
    private(set) var failure: ProtectionError?
    /// Protected bytes that may wait for the socket before no more are taken.
    private static let outputBytes = 1 << 18

    init(_ socket: consuming StreamSocket, _ session: (any ProtectedSession)?, isConnecting: Bool) {
        descriptor = socket.release()
        self.session = session
        self.isConnecting = isConnecting
    }

    deinit { close(descriptor) }

    /// Whether the peer is known, so that bytes can be sent to it.
    var isReady: Bool { !isConnecting && (session == nil || session?.peerName != nil) }

    /// Whether something waits for the socket to take it.
    var wantsToWrite: Bool { isConnecting || (session?.outputCount ?? 0) > 0 }

    /// Who is at the other end; nil while that is not known.
    func peer(_ local: Peer?) -> Peer? {
        guard let session else { return local }
        return session.peerName.map { .certificate(name: $0) }
    }

    /// Whether what comes off the wire is what was sent.
    var isPlain: Bool { session == nil && !isConnecting }

    /// Reads what has come and gives it to `body`. `.bytes` is what came off the wire.
    func read(
        into buffer: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Bool
    ) -> Transfer {
        let transfer = Descriptor.read(descriptor, into: buffer)
        guard case .bytes(let count) = transfer else { return transfer }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        guard let session else { return body(bytes) ? transfer : .closed }
        // Where this fails, an alert stands there that tells the peer why.
        defer { _ = flush() }
        do throws(ProtectionError) {
            let plain = try session.receive(bytes)
            return plain.isEmpty || plain.withUnsafeBytes(body) ? transfer : .closed
        } catch {
            failure = error
            return .closed
        }
    }

    /// Sends bytes as far as the socket takes them.
    func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        guard let session else { return Descriptor.write(descriptor, bytes) }
        guard isReady, session.outputCount < Channel.outputBytes else { return .wouldBlock }
        let taken = session.protect(bytes)
        return flush() ? .bytes(taken) : .closed
    }

    /// Sends protected bytes that wait; false where the connection is lost.
    func flush() -> Bool {
        if isConnecting && !finishConnecting() { return false }
        guard let session, !isConnecting else { return true }
        var isOpen = true
        session.flush { bytes in
            switch Descriptor.write(descriptor, bytes) {
            case .bytes(let count): return count
            case .wouldBlock: return 0
            case .closed:
                isOpen = false
                return 0
            }
        }
        return isOpen
    }

    private func finishConnecting() -> Bool {
        var descriptors = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&descriptors, 1, 0) > 0 else { return true }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        isConnecting = false
        return code == 0
    }
}
