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

/// A stream socket (unix(7), tcp(7)) that does not block, closed when the value goes.
struct StreamSocket: ~Copyable {
    let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    private static func make(_ family: Int32) throws(SocketError) -> StreamSocket {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, kind | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        return StreamSocket(descriptor: descriptor)
    }

    /// Gives the descriptor away: whoever takes it closes it.
    consuming func release() -> Int32 {
        let descriptor = descriptor
        discard self
        return descriptor
    }

    static func listening(
        at endpoint: Endpoint, mode: mode_t
    ) throws(SocketError) -> StreamSocket {
        switch endpoint {
        case .path(let path): try listening(at: path, mode: mode)
        case .machine(let host, let port, _): try listening(at: host, port)
        }
    }

    /// Starts to connect: where that takes time, the socket becomes writable when it is done.
    static func connected(to endpoint: Endpoint) throws(SocketError) -> StreamSocket {
        switch endpoint {
        case .path(let path): try connected(to: path)
        case .machine(let host, let port, _): try connected(to: host, port)
        }
    }

    private static func listening(
        at host: String, _ port: UInt16
    ) throws(SocketError) -> StreamSocket {
        let addresses = try InternetAddresses(host, port, toListen: true)
        let socket = try make(addresses.first.family)
        socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
        let bound = addresses.withFirst { bind(socket.descriptor, $0, $1) }
        guard bound == 0 else { throw SocketError("bind") }
        guard listen(socket.descriptor, 128) == 0 else { throw SocketError("listen") }
        return socket
    }

    private static func connected(
        to host: String, _ port: UInt16
    ) throws(SocketError) -> StreamSocket {
        let addresses = try InternetAddresses(host, port, toListen: false)
        let socket = try make(addresses.first.family)
        socket.prepareForMachines()
        let connected = addresses.withFirst { connect(socket.descriptor, $0, $1) }
        guard connected == 0 || errno == EINPROGRESS else { throw SocketError("connect") }
        return socket
    }

    /// Calls are short and are not held back; a peer that has gone without a word is noticed.
    func prepareForMachines() {
        set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(SOL_SOCKET, SO_KEEPALIVE, 1)
        set(Int32(IPPROTO_TCP), TCP_KEEPIDLE, 15)
        set(Int32(IPPROTO_TCP), TCP_KEEPINTVL, 5)
        set(Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
        set(Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 30_000)
    }

    private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Makes the socket one that waits when it is asked to, for so many microseconds.
    func letWait(microseconds: Int) {
        var limit = timeval(tv_sec: 0, tv_usec: microseconds)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let flags = fcntl(descriptor, F_GETFL)
        if flags >= 0 { _ = fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) }
    }

    /// The port that a listening socket has got.
    var port: UInt16? {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let found = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        // The port lies at the same place in both families (ip(7), ipv6(7)).
        guard found == 0, [AF_INET, AF_INET6].contains(Int32(address.ss_family)) else { return nil }
        return withUnsafeBytes(of: address) {
            UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// Listens at a path. What was there from an earlier run is removed; the socket is open to its
    /// owner alone, unless `mode` says otherwise.
    private static func listening(at path: String, mode: mode_t) throws(SocketError) -> StreamSocket
    {
        let socket = try make(AF_UNIX)
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

    private static func connected(to path: String) throws(SocketError) -> StreamSocket {
        let socket = try make(AF_UNIX)
        var address = try sockaddr_un(path)
        let connected = withAddress(of: &address) { connect(socket.descriptor, $0, $1) }
        guard connected == 0 else { throw SocketError("connect") }
        return socket
    }

    /// Takes the next connection; nil if there is none now.
    func accepted() -> StreamSocket? {
        let descriptor = midas_accept(descriptor)
        return descriptor >= 0 ? StreamSocket(descriptor: descriptor) : nil
    }

    var peer: Peer? {
        var process: Int32 = 0
        var user: UInt32 = 0
        var group: UInt32 = 0
        guard midas_peer_credentials(descriptor, &process, &user, &group) == 0 else { return nil }
        return .process(id: process, user: user, group: group)
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
    /// Reads what has come, or what comes until the socket's time is over, if `waits`.
    static func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, waits: Bool = false
    ) -> Transfer {
        let flags = waits ? 0 : Int32(MSG_DONTWAIT)
        let count = recv(descriptor, buffer.baseAddress, buffer.count, flags)
        if count > 0 { return .bytes(count) }
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return .wouldBlock }
        return .closed
    }

    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Transfer {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = send(descriptor, bytes.baseAddress, bytes.count, flags)
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
