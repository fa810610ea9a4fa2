import Glibc

/// The addresses of a machine's port (getaddrinfo(3)).
final class InternetAddresses {
    private let list: UnsafeMutablePointer<addrinfo>

    /// - Parameter toListen: an empty name then means all addresses of this machine.
    init(_ host: String, _ port: UInt16, toListen: Bool) throws(SocketError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | (toListen ? AI_PASSIVE : 0)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host.isEmpty ? nil : host, "\(port)", &hints, &list)
        guard code == 0, let list else {
            throw SocketError("getaddrinfo \(host)", code == EAI_SYSTEM ? errno : EHOSTUNREACH)
        }
        self.list = list
    }

    deinit { freeaddrinfo(list) }

    var first: (family: Int32, size: socklen_t) {
        (list.pointee.ai_family, list.pointee.ai_addrlen)
    }

    func withFirst(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        body(list.pointee.ai_addr, list.pointee.ai_addrlen)
    }
}
