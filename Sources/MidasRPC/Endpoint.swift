/// Where a server is found.
public enum Endpoint: Sendable {
    /// A Unix socket on this machine; the kernel says who is at the other end.
    case path(String)
    /// A port of a machine. There is no way between machines without protection. Names are looked up
    /// when a connection is made, which holds up the thread that does it.
    case machine(host: String, port: UInt16, protection: any Protection)
}

/// Who is at the other end of a connection.
public enum Peer: Hashable, Sendable {
    /// A process of this machine, as the kernel attests (SO_PEERCRED, unix(7)).
    case process(id: Int32, user: UInt32, group: UInt32)
    /// The one that a certificate names.
    case certificate(name: String)
}
