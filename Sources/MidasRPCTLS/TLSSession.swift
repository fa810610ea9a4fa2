import CTLS
import MidasRPC

/// One connection's TLS.
final class TLSSession: ProtectedSession {
    private let context: TLSContext
    private let tls: OpaquePointer
    private var output: [UInt8] = []
    private(set) var peerName: String?
    /// What one call of the library is given at most.
    private static let pieceSize = 1 << 16

    init(_ context: TLSContext, host: String?) throws(ProtectionError) {
        guard let tls = midas_tls_make(context.pointer, host) else {
            throw ProtectionError("no server can be named \(host ?? "")")
        }
        self.context = context
        self.tls = tls
        // A client speaks first.
        if host != nil { _ = try handshake() }
    }

    deinit { midas_tls_free(tls) }

    func receive(_ bytes: UnsafeRawBufferPointer) throws(ProtectionError) -> [UInt8] {
        guard midas_tls_feed(tls, bytes.baseAddress, bytes.count) != 0 else { throw failure() }
        defer { takeOutput() }
        if peerName == nil, try !handshake() { return [] }
        var plain: [UInt8] = []
        while true {
            let count = append(to: &plain)
            if count == 0 { return plain }
            if count < 0 { throw failure() }
        }
    }

    func protect(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard peerName != nil, !bytes.isEmpty else { return 0 }
        let piece = min(bytes.count, TLSSession.pieceSize)
        let count = midas_tls_write(tls, bytes.baseAddress, piece)
        takeOutput()
        return max(0, count)
    }

    func flush(_ body: (UnsafeRawBufferPointer) -> Int) {
        guard !output.isEmpty else { return }
        let sent = output.withUnsafeBytes(body)
        if sent == output.count {
            output.removeAll(keepingCapacity: true)
        } else {
            output.removeFirst(sent)
        }
    }

    var outputCount: Int { output.count }

    /// Returns whether the peer is known now.
    private func handshake() throws(ProtectionError) -> Bool {
        let result = midas_tls_handshake(tls)
        takeOutput()
        guard result >= 0 else { throw failure() }
        guard result > 0 else { return false }
        var length = -1
        let name = withErrorText { length = midas_tls_peer_name(tls, $0, $1) }
        // A zero byte within the name would hide what comes behind it.
        guard length >= 0, name.utf8.count == length
        else { throw ProtectionError("the certificate names nobody") }
        peerName = name
        return true
    }

    private func append(to plain: inout [UInt8]) -> Int {
        withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 16) { buffer in
            let count = midas_tls_read(tls, buffer.baseAddress, buffer.count)
            if count > 0 { plain.append(contentsOf: buffer[..<count]) }
            return count
        }
    }

    private func takeOutput() {
        let waiting = midas_tls_output(tls)
        guard waiting > 0 else { return }
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: waiting))
        output.withUnsafeMutableBytes {
            _ = midas_tls_take(tls, $0.baseAddress.map { $0 + start }, waiting)
        }
    }

    private func failure() -> ProtectionError {
        ProtectionError(withErrorText { midas_tls_error(tls, $0, $1) })
    }
}
