import CTLS
import MidasRPC

/// Mutual TLS 1.3: both sides show certificates, signed by an authority that the other trusts. A
/// client also checks that the server's certificate names the machine it wanted to reach.
///
/// Made with OpenSSL's `libssl`, version 3, which is loaded when it is first used.
public struct MutualTLS: Protection {
    /// PEM files that prove who one is.
    public struct Identity: Hashable, Sendable {
        /// The certificate, and those between it and the authority.
        public var certificate: String
        public var key: String

        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    private let server: TLSContext?
    private let client: TLSContext

    /// Whether the library can be loaded.
    public static var isAvailable: Bool { midas_tls_is_available() != 0 }

    /// - Parameters:
    ///   - authority: a PEM file of the certificates that are trusted.
    ///   - identity: nil only to see that a server refuses such a client.
    /// - Throws: where a file cannot be used or the library is missing.
    public init(authority: String, identity: Identity?) throws(ProtectionError) {
        client = try TLSContext(isServer: false, authority: authority, identity)
        server =
            identity == nil
            ? nil : try TLSContext(isServer: true, authority: authority, identity)
    }

    public func makeSession(_ side: ProtectionSide) throws -> any ProtectedSession {
        switch side {
        case .client(let host): return try TLSSession(client, host: host)
        case .server:
            guard let server else { throw ProtectionError("a server needs a certificate") }
            return try TLSSession(server, host: nil)
        }
    }
}

/// What the connections of one side share. OpenSSL lets threads share it once it is set up.
final class TLSContext: @unchecked Sendable {
    let pointer: OpaquePointer

    init(
        isServer: Bool, authority: String, _ identity: MutualTLS.Identity?
    ) throws(ProtectionError) {
        var made: OpaquePointer?
        let reason = withErrorText {
            made = midas_tls_context_make(
                isServer ? 1 : 0, authority, identity?.certificate, identity?.key, $0, $1)
        }
        guard let made else { throw ProtectionError(reason) }
        pointer = made
    }

    deinit { midas_tls_context_free(pointer) }
}

/// The text that a C function has written.
func withErrorText(_ body: (UnsafeMutablePointer<CChar>, Int) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        buffer.initialize(repeating: 0)
        guard let start = buffer.baseAddress else { return "" }
        body(start, buffer.count)
        return String(cString: start)
    }
}
