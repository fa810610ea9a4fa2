import CMidasRPC
import Glibc
import MidasRPC

/// A call in the hands of C: it keeps the outcome once it has been waited for.
final class CallHandle {
    let call: RemoteCall
    private var outcome: (result: Int32, bytes: UnsafeMutableRawBufferPointer)?

    init(_ call: RemoteCall) { self.call = call }

    deinit { outcome?.bytes.deallocate() }

    func wait() -> (result: Int32, bytes: UnsafeRawBufferPointer) {
        let known = outcome ?? awaited()
        outcome = known
        return (known.result, UnsafeRawBufferPointer(known.bytes))
    }

    private func awaited() -> (result: Int32, bytes: UnsafeMutableRawBufferPointer) {
        do throws(RPCError) {
            return (ok, CallHandle.copy(try call.wait()))
        } catch {
            setMessage(error.description)
            guard case .failed(let reason) = error else {
                return (error.result, CallHandle.copy([]))
            }
            return (error.result, CallHandle.copy(reason))
        }
    }

    private static func copy(_ bytes: [UInt8]) -> UnsafeMutableRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        copy.copyBytes(from: bytes)
        return copy
    }
}

@_cdecl("midas_rpc_client_create")
public func createClient(
    _ pointer: UnsafePointer<midas_rpc_client_config>?
) -> OpaquePointer? {
    guard let config = pointer?.pointee, config.size == MemoryLayout<midas_rpc_client_config>.size,
        config.abi_version == 1
    else {
        setMessage("midas_rpc_client_create: the configuration is not of this version")
        return nil
    }
    guard let endpoint = Endpoint(config.endpoint) else { return nil }
    return handle(RPCClient(to: endpoint, client: config.client, epoch: config.epoch))
}

@_cdecl("midas_rpc_client_destroy")
public func destroyClient(_ client: OpaquePointer?) {
    guard let client else { return }
    object(client, RPCClient.self).close()
    release(client, RPCClient.self)
}

@_cdecl("midas_rpc_process")
public func process(_ client: OpaquePointer?, _ milliseconds: Int32) {
    if let client { object(client, RPCClient.self).process(milliseconds: max(0, milliseconds)) }
}

@_cdecl("midas_rpc_start")
public func start(
    _ client: OpaquePointer?, _ method: UInt32, _ semantics: Int32, _ request: UnsafeRawPointer?,
    _ count: Int, _ timeout: UInt64, _ call: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    guard let client, let call, let semantics = Semantics(rawValue: UInt8(clamping: semantics))
    else {
        setMessage("midas_rpc_start: an argument is wrong")
        return invalid
    }
    do throws(RPCError) {
        let started = try object(client, RPCClient.self).start(
            method, bytes(request, count), semantics, timeout: timeout == 0 ? nil : timeout)
        call.pointee = handle(CallHandle(started))
        return ok
    } catch {
        setMessage(error.description)
        return error.result
    }
}

@_cdecl("midas_rpc_is_complete")
public func isComplete(_ call: OpaquePointer?) -> Int32 {
    guard let call else { return 1 }
    return object(call, CallHandle.self).call.isComplete ? 1 : 0
}

@_cdecl("midas_rpc_wait")
public func wait(
    _ call: OpaquePointer?, _ start: UnsafeMutablePointer<UnsafeRawPointer?>?,
    _ count: UnsafeMutablePointer<Int>?
) -> Int32 {
    guard let call else { return invalid }
    let (result, bytes) = object(call, CallHandle.self).wait()
    start?.pointee = bytes.baseAddress
    count?.pointee = bytes.count
    return result
}

@_cdecl("midas_rpc_call_destroy")
public func destroyCall(_ call: OpaquePointer?) { release(call, CallHandle.self) }
