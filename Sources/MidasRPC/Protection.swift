/// Protects connections between machines: each side proves who it is, and what travels is hidden and
/// guarded against change. `MidasRPCTLS` has one.
public protocol Protection: Sendable {
    /// - Throws: where the protection cannot be set up.
    func makeSession(_ side: ProtectionSide) throws -> any ProtectedSession
}

public enum ProtectionSide: Sendable {
    /// Connects to the machine of this name.
    case client(host: String)
    case server
}

/// One connection's protection: bytes in, bytes out, no I/O. Used by one thread at a time.
public protocol ProtectedSession: AnyObject {
    /// Takes bytes off the wire.
    /// - Returns: what they say.
    /// - Throws: where the peer is not who it has to be, or the bytes are not what it sent.
    func receive(_ bytes: UnsafeRawBufferPointer) throws(ProtectionError) -> [UInt8]

    /// Protects bytes for the wire; returns how many it took: none before the peer is known.
    func protect(_ bytes: UnsafeRawBufferPointer) -> Int

    /// Gives what is to be sent to `body`, which says how much of it was sent.
    func flush(_ body: (UnsafeRawBufferPointer) -> Int)

    /// The bytes that wait to be sent.
    var outputCount: Int { get }

    /// Who the peer is; nil until it has proved it.
    var peerName: String? { get }
}

/// Why a protected connection cannot stand.
public struct ProtectionError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
