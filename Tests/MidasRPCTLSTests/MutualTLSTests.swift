import Glibc
import MidasRPC
import MidasRPCTLS
import RPCTestKit
import Testing

/// Remote calls between machines, here over the loopback interface.
@Suite(.enabled(if: Authority.isUsable)) struct MutualTLSTests {
    private let authority: Authority
    private let server: MutualTLS

    init() throws {
        authority = try Authority()
        server = try MutualTLS(
            authority: authority.certificate, identity: authority.identity("server"))
    }

    private func start(
        access: RPCServer.Access = .anyone, limits: ServerLimits = ServerLimits()
    ) -> RunningServer {
        var service = Service()
        service.add(1) { request, reply in
            reply.write(request.payload)
            return .done
        }
        service.add(2) { request, reply in
            guard case .certificate(let name)? = request.peer else { return .malformed }
            reply.write(Array(name.utf8))
            return .done
        }
        return RunningServer(
            at: .machine(host: "127.0.0.1", port: 0, protection: server), service,
            limits: limits, access: access)
    }

    private func client(
        of running: RunningServer, _ protection: MutualTLS, host: String = "127.0.0.1"
    ) -> RPCClient {
        RPCClient(
            to: .machine(host: host, port: running.port, protection: protection), client: 1)
    }

    /// How a call ends that should not be let through; it waits for a while.
    private func failure(_ client: RPCClient) -> RPCError? {
        do throws(RPCError) {
            _ = try client.call(1, [1], timeout: 10_000_000_000)
            return nil
        } catch {
            return error
        }
    }

    private func isUntrusted(_ error: RPCError?) -> Bool {
        if case .untrusted? = error { true } else { false }
    }

    @Test func callsComeBackAndTheServerKnowsWhoCalls() throws {
        let running = start()
        defer { running.stop() }
        let client = client(
            of: running,
            try MutualTLS(authority: authority.certificate, identity: authority.identity("anna")))
        for size in [0, 1, 100, 70_000, 1 << 20] {
            let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            #expect(try client.call(1, payload) == payload)
        }
        #expect(try client.call(2, []) == Array("anna".utf8))
        let calls = try (0..<200).map { try client.start(1, [UInt8($0)]) }
        for (number, call) in calls.enumerated() { #expect(try call.wait() == [UInt8(number)]) }
    }

    @Test func aServerOfAnotherAuthorityIsRefused() throws {
        let running = start()
        defer { running.stop() }
        let other = try Authority()
        let client = client(
            of: running,
            try MutualTLS(authority: other.certificate, identity: authority.identity("anna")))
        #expect(isUntrusted(failure(client)))
    }

    @Test func aClientOfAnotherAuthorityIsRefused() throws {
        let running = start()
        defer { running.stop() }
        let other = try Authority()
        let client = client(
            of: running,
            try MutualTLS(authority: authority.certificate, identity: other.identity("anna")))
        #expect(isUntrusted(failure(client)))
    }

    @Test func aClientWithoutACertificateIsRefused() throws {
        let running = start()
        defer { running.stop() }
        let client = client(
            of: running, try MutualTLS(authority: authority.certificate, identity: nil))
        #expect(isUntrusted(failure(client)))
    }

    @Test func aServerThatIsAnotherMachineIsRefused() throws {
        let running = start()
        defer { running.stop() }
        let protection = try MutualTLS(
            authority: authority.certificate, identity: authority.identity("anna"))
        let wrong = RPCClient(
            to: .machine(host: "127.0.0.2", port: running.port, protection: protection), client: 1)
        // Nobody listens at that address: only names that are looked up can lead to another machine.
        #expect(failure(wrong) == .deadlineExceeded || isUntrusted(failure(wrong)))
        #expect(try client(of: running, protection, host: "localhost").call(1, [1]) == [1])
    }

    @Test func aCertificateForAnotherNameIsRefused() throws {
        let elsewhere = try MutualTLS(
            authority: authority.certificate,
            identity: authority.identity("elsewhere", addresses: "DNS:elsewhere.example"))
        var service = Service()
        service.add(1) { _, _ in .done }
        let running = RunningServer(
            at: .machine(host: "127.0.0.1", port: 0, protection: elsewhere), service,
            access: .anyone)
        defer { running.stop() }
        let protection = try MutualTLS(
            authority: authority.certificate, identity: authority.identity("anna"))
        #expect(isUntrusted(failure(client(of: running, protection))))
    }

    @Test func onlyThoseWhoAreNamedAreLetIn() throws {
        let running = start(access: .names(["anna"]))
        defer { running.stop() }
        func call(as name: String) throws -> [UInt8] {
            let protection = try MutualTLS(
                authority: authority.certificate, identity: authority.identity(name))
            return try client(of: running, protection).call(2, [], timeout: 2_000_000_000)
        }
        #expect(try call(as: "anna") == Array("anna".utf8))
        #expect(throws: RPCError.deadlineExceeded) { try call(as: "bob") }
    }

    @Test func bytesThatAreNoTLSAreCutOffAndHurtNobody() throws {
        let running = start()
        defer { running.stop() }
        for seed in 0..<10 as Range<UInt64> {
            var generator = JitterGenerator(seed: seed)
            let bytes = (0..<600).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(sendAndAwaitEnd(bytes, to: running.port))
        }
        let client = client(
            of: running,
            try MutualTLS(authority: authority.certificate, identity: authority.identity("anna")))
        #expect(try client.call(1, [2]) == [2])
    }

    @Test func aPeerThatNeverShowsItsCertificateIsCutOff() throws {
        var limits = ServerLimits()
        limits.greetingTime = 100_000_000
        let running = start(limits: limits)
        defer { running.stop() }
        #expect(sendAndAwaitEnd([22, 3, 1], to: running.port))
    }

    @Test func filesThatAreNoCertificatesAreNamed() throws {
        #expect(throws: ProtectionError.self) {
            try MutualTLS(authority: "/etc/passwd", identity: nil)
        }
        let anna = try authority.identity("anna")
        let bob = try authority.identity("bob")
        #expect(throws: ProtectionError.self) {
            try MutualTLS(
                authority: authority.certificate,
                identity: .init(certificate: anna.certificate, key: bob.key))
        }
    }
}

/// Whether the server ends the connection.
private func sendAndAwaitEnd(_ bytes: [UInt8], to port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard connected == 0 else { return false }
    _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    var buffer = [UInt8](repeating: 0, count: 4096)
    while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
    return true
}
