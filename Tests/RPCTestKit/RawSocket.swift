import Glibc

/// A Unix socket for tests that send what no client sends. Reads wait for ten seconds at most.
public final class RawSocket: Sendable {
    public let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    public init?(connectedTo path: String) {
        let made = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard withAddress(path, { connect(made, $0, $1) }) == 0 else {
            close(made)
            return nil
        }
        descriptor = made
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Sends as much as the socket takes without waiting; returns how much.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Int {
        Glibc.send(
            descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }

    /// Receives until there are so many bytes, or the connection ends or is silent for too long.
    public func receive(atLeast count: Int) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while all.count < count {
            let received = recv(descriptor, &buffer, buffer.count, 0)
            if received <= 0 { break }
            all += buffer[..<received]
        }
        return all
    }

    /// Whether the other side ends the connection.
    public var isEnded: Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let received = recv(descriptor, &buffer, buffer.count, 0)
            if received == 0 || (received < 0 && errno == ECONNRESET) { return true }
            if received < 0 { return false }
        }
    }
}

/// A listening Unix socket.
public final class RawListener: Sendable {
    private let descriptor: Int32
    private let path: String

    public init?(at path: String) {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let made = descriptor
        unlink(path)
        guard withAddress(path, { bind(made, $0, $1) }) == 0, listen(made, 16) == 0 else {
            return nil
        }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    public func accept() -> RawSocket? {
        let accepted = Glibc.accept(descriptor, nil, nil)
        return accepted >= 0 ? RawSocket(descriptor: accepted) : nil
    }

    /// Ends `accept`.
    public func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

private func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}
