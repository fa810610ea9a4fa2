import CSystem
import Glibc

/// Why a socket could not be made, named by the call that failed.
public struct SocketError: Error, Hashable, Sendable, CustomStringConvertible {
    public let call: String
    public let code: Int32

    public var description: String { "\(call): \(String(cString: strerror(code)))" }

    init(_ call: String, _ code: Int32 = errno) {
        self.call = call
        self.code = code
    }
}

/// A Unix stream socket (unix(7)), closed when the value goes.
struct UnixSocket: ~Copyable {
    let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    private static func make() throws(SocketError) -> UnixSocket {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        return UnixSocket(descriptor: descriptor)
    }

    /// Listens at a path. What was there from an earlier run is removed; the socket is open to its
    /// owner alone, unless `mode` says otherwise.
    static func listening(at path: String, mode: mode_t) throws(SocketError) -> UnixSocket {
        let socket = try make()
        var address = try sockaddr_un(path)
        unlink(path)
        // The file that bind makes has the socket's mode: nobody else gets in before chmod. The
        // process's umask would do the same, but other threads make files meanwhile.
        guard fchmod(socket.descriptor, 0o600) == 0 else { throw SocketError("fchmod") }
        let bound = withAddress(of: &address) { bind(socket.descriptor, $0, $1) }
        let code = errno
        guard bound == 0 else { throw SocketError("bind", code) }
        guard chmod(path, mode) == 0 else { throw SocketError("chmod") }
        guard listen(socket.descriptor, 128) == 0 else { throw SocketError("listen") }
        return socket
    }

    static func connected(to path: String) throws(SocketError) -> UnixSocket {
        let socket = try make()
        var address = try sockaddr_un(path)
        let connected = withAddress(of: &address) { connect(socket.descriptor, $0, $1) }
        guard connected == 0 else { throw SocketError("connect") }
        return socket
    }

    /// Takes the next connection; nil if there is none now.
    func accepted() -> UnixSocket? {
        let descriptor = midas_accept(descriptor)
        return descriptor >= 0 ? UnixSocket(descriptor: descriptor) : nil
    }

    var peer: Peer? {
        var process: Int32 = 0
        var user: UInt32 = 0
        var group: UInt32 = 0
        guard midas_peer_credentials(descriptor, &process, &user, &group) == 0 else { return nil }
        return Peer(process: process, user: user, group: group)
    }

    private static func withAddress(
        of address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

extension sockaddr_un {
    fileprivate init(_ path: String) throws(SocketError) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: sun_path), !bytes.contains(0) else {
            throw SocketError("socket path", ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
    }
}

/// What came of reading or writing without waiting.
enum Transfer: Equatable {
    case bytes(Int)
    case wouldBlock
    case closed
}

enum Descriptor {
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count > 0 { return .bytes(count) }
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return .wouldBlock }
        return .closed
    }

    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Transfer {
        let count = send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        if count >= 0 { return .bytes(count) }
        return errno == EAGAIN || errno == EINTR ? .wouldBlock : .closed
    }
}

/// The monotonic clock, in nanoseconds (clock_gettime(2)).
func monotonicTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
