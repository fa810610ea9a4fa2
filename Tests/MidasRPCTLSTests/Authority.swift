import Foundation
import MidasRPCTLS
import TestSupport

/// A certificate authority in a folder of its own, made with the `openssl` command.
struct Authority {
    private let folder: TemporaryFolder
    var certificate: String { "\(folder.path)/authority.pem" }

    init() throws {
        folder = try TemporaryFolder()
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", "\(folder.path)/authority.key", "-out", certificate, "-days", "1",
            "-subj", "/CN=test authority")
    }

    /// Who may say of himself that he is `name`, on this machine.
    func identity(_ name: String, addresses: String = "DNS:localhost,IP:127.0.0.1") throws
        -> MutualTLS.Identity
    {
        let stem = "\(folder.path)/\(name)"
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", "\(stem).key", "-out", "\(stem).csr", "-subj", "/CN=\(name)")
        try folder.write("subjectAltName=\(addresses)\n", to: "\(name).ext")
        try openssl(
            "x509", "-req", "-in", "\(stem).csr", "-CA", certificate, "-CAkey",
            "\(folder.path)/authority.key", "-CAcreateserial", "-out", "\(stem).pem", "-days", "1",
            "-extfile", "\(stem).ext")
        return MutualTLS.Identity(certificate: "\(stem).pem", key: "\(stem).key")
    }

    private func openssl(_ arguments: String...) throws {
        let result = try runProcess(["openssl"] + arguments)
        guard result.status == 0 else { throw ToolError(text: result.errors) }
    }

    struct ToolError: Error {
        let text: String
    }

    /// Whether certificates can be made and used here.
    static let isUsable: Bool = {
        let hasTool = (try? runProcess(["openssl", "version"]).status) == 0
        if !hasTool { print("skipped: openssl is not installed") }
        if !MutualTLS.isAvailable { print("skipped: libssl 3 is not installed") }
        return hasTool && MutualTLS.isAvailable
    }()
}
