import CMidasRPC
import MidasRPC
import Synchronization

/// A server in the hands of C: methods are gathered until it runs.
final class ServerHandle {
    let endpoint: Endpoint
    let access: RPCServer.Access
    var limits = ServerLimits()
    var service = Service()
    private let made = Mutex<RPCServer?>(nil)

    init(_ endpoint: Endpoint, _ access: RPCServer.Access) {
        self.endpoint = endpoint
        self.access = access
    }

    /// The server with the methods so far; it may be stopped before it runs.
    func prepared() -> RPCServer {
        made.withLock { known in
            let server =
                known ?? RPCServer(at: endpoint, service: service, limits: limits, access: access)
            known = server
            return server
        }
    }
}

/// A request in the hands of a handler of C.
private final class RequestHandle {
    var reply: [UInt8] = []
    let pending: PendingReply?
    let peerName: ContiguousArray<CChar>?

    init(_ request: Request) {
        pending = request.pendingReply
        if case .certificate(let name)? = request.peer {
            peerName = ContiguousArray(name.utf8CString)
        } else {
            peerName = nil
        }
    }
}

private final class PendingHandle {
    let reply: PendingReply
    init(_ reply: PendingReply) { self.reply = reply }
}

/// C's function with its context. C answers for what it may be called from: the server's thread.
private struct Handler: @unchecked Sendable {
    let function: midas_rpc_handler
    let context: UnsafeMutableRawPointer?

    func run(_ request: Request, _ reply: inout ReplyWriter) -> Service.Outcome {
        let held = RequestHandle(request)
        let result = withExtendedLifetime(held) {
            function(
                context, OpaquePointer(Unmanaged.passUnretained(held).toOpaque()),
                request.payload.baseAddress, request.payload.count)
        }
        reply.write(held.reply)
        return switch Int(result) {
        case MIDAS_RPC_OK: .done
        case MIDAS_RPC_REFUSED: .failed
        case MIDAS_RPC_LATER: .later
        default: .malformed
        }
    }
}

@_cdecl("midas_rpc_server_create")
public func createServer(
    _ pointer: UnsafePointer<midas_rpc_server_config>?
) -> OpaquePointer? {
    guard let config = pointer?.pointee, config.size == MemoryLayout<midas_rpc_server_config>.size,
        config.abi_version == 1
    else {
        setMessage("midas_rpc_server_create: the configuration is not of this version")
        return nil
    }
    guard let endpoint = Endpoint(config.endpoint) else { return nil }
    let server = ServerHandle(endpoint, access(to: endpoint, config))
    if config.maximum_payload > 0 { server.limits.maximumPayload = Int(config.maximum_payload) }
    return handle(server)
}

private func access(
    to endpoint: Endpoint, _ config: midas_rpc_server_config
) -> RPCServer.Access {
    guard case .machine = endpoint else { return .sameUser }
    guard let names = config.names else { return .anyone }
    return .names(
        Set((0..<config.name_count).compactMap { names[$0].map { String(cString: $0) } }))
}

@_cdecl("midas_rpc_server_add")
public func addMethod(
    _ server: OpaquePointer?, _ method: UInt32, _ semantics: Int32, _ function: midas_rpc_handler?,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let server, let function, let semantics = Semantics(rawValue: UInt8(clamping: semantics))
    else {
        setMessage("midas_rpc_server_add: an argument is wrong")
        return invalid
    }
    let handler = Handler(function: function, context: context)
    object(server, ServerHandle.self).service.add(method, semantics) { handler.run($0, &$1) }
    return ok
}

@_cdecl("midas_rpc_server_run")
public func runServer(
    _ server: OpaquePointer?, _ ready: (@convention(c) (UnsafeMutableRawPointer?, UInt16) -> Void)?,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let server else { return invalid }
    do throws(SocketError) {
        try object(server, ServerHandle.self).prepared().run { ready?(context, $0 ?? 0) }
        return ok
    } catch {
        setMessage(error.description)
        return Int32(MIDAS_RPC_SYSTEM)
    }
}

@_cdecl("midas_rpc_server_stop")
public func stopServer(_ server: OpaquePointer?) {
    if let server { object(server, ServerHandle.self).prepared().stop() }
}

@_cdecl("midas_rpc_server_destroy")
public func destroyServer(_ server: OpaquePointer?) { release(server, ServerHandle.self) }

// MARK: Inside handlers

@_cdecl("midas_rpc_reply")
public func reply(_ request: OpaquePointer?, _ start: UnsafeRawPointer?, _ count: Int) {
    if let request { object(request, RequestHandle.self).reply += bytes(start, count) }
}

@_cdecl("midas_rpc_keep")
public func keep(_ request: OpaquePointer?) -> OpaquePointer? {
    guard let request, let pending = object(request, RequestHandle.self).pending else { return nil }
    return handle(PendingHandle(pending))
}

@_cdecl("midas_rpc_complete")
public func complete(
    _ pending: OpaquePointer?, _ result: Int32, _ start: UnsafeRawPointer?, _ count: Int
) {
    guard let pending else { return }
    let status: ReplyStatus =
        switch Int(result) {
        case MIDAS_RPC_OK: .success
        case MIDAS_RPC_REFUSED: .failed
        default: .malformedRequest
        }
    object(pending, PendingHandle.self).reply.complete(status, bytes(start, count))
    release(pending, PendingHandle.self)
}

@_cdecl("midas_rpc_peer_name")
public func peerName(_ request: OpaquePointer?) -> UnsafePointer<CChar>? {
    // The array lies in the object that the handler's request is, and is not changed.
    guard let request else { return nil }
    return object(request, RequestHandle.self).peerName?.withUnsafeBufferPointer { $0.baseAddress }
}
