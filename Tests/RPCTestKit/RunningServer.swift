import Glibc
import MidasRPC
import Synchronization

/// A server on a thread of its own.
public final class RunningServer: Sendable {
    public let server: RPCServer
    /// Of a Unix socket; empty for a port.
    public let path: String
    /// Of a server between machines.
    public var port: UInt16 { started.withLock { $0 } ?? 0 }
    private let started = Mutex<UInt16?>(nil)
    private let thread = Mutex<pthread_t?>(nil)

    /// A server at a path of its own.
    public convenience init(
        _ service: Service, limits: ServerLimits = ServerLimits(), path: String? = nil
    ) {
        let path = path ?? "/tmp/midas-rpc-\(getpid())-\(UInt64.random(in: 0 ... .max)).sock"
        self.init(
            at: .path(path), path: path, service, limits: limits, access: .sameUser)
    }

    public init(
        at endpoint: Endpoint, path: String = "", _ service: Service,
        limits: ServerLimits = ServerLimits(), access: RPCServer.Access
    ) {
        self.path = path
        server = RPCServer(at: endpoint, service: service, limits: limits, access: access)
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<RunningServer>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        self.thread.withLock { $0 = thread }
        while started.withLock({ $0 }) == nil { usleep(1000) }
    }

    private func run() {
        do throws(SocketError) {
            try server.run { port in started.withLock { $0 = port ?? 0 } }
        } catch {
            preconditionFailure("\(error)")
        }
    }

    public func stop() {
        server.stop()
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let thread { pthread_join(thread, nil) }
    }
}
