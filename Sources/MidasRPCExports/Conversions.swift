import CMidasRPC
import Glibc
import MidasRPC
import MidasRPCTLS

extension Endpoint {
    /// Nil, with a message set, where the fields make no endpoint.
    init?(_ pointer: UnsafePointer<midas_rpc_endpoint>?) {
        guard let endpoint = pointer?.pointee,
            endpoint.size == MemoryLayout<midas_rpc_endpoint>.size
        else {
            setMessage("the endpoint is not of this version")
            return nil
        }
        if let path = endpoint.path {
            self = .path(String(cString: path))
            return
        }
        guard let identity = endpoint.identity?.pointee,
            identity.size == MemoryLayout<midas_rpc_identity>.size,
            let authority = identity.authority, let certificate = identity.certificate,
            let key = identity.key
        else {
            setMessage("an endpoint has a path, or an identity for use between machines")
            return nil
        }
        do {
            let protection = try MutualTLS(
                authority: String(cString: authority),
                identity: .init(
                    certificate: String(cString: certificate), key: String(cString: key)))
            let host = endpoint.host.map { String(cString: $0) } ?? ""
            self = .machine(host: host, port: endpoint.port, protection: protection)
        } catch {
            setMessage("\(error)")
            return nil
        }
    }
}

extension RPCError {
    /// The result that stands for it in C.
    var result: Int32 {
        let code =
            switch self {
            case .failed: MIDAS_RPC_REFUSED
            case .unknownMethod: MIDAS_RPC_UNKNOWN_METHOD
            case .malformedRequest: MIDAS_RPC_MALFORMED_REQUEST
            case .malformedReply: MIDAS_RPC_MALFORMED_REPLY
            case .overloaded: MIDAS_RPC_OVERLOADED
            case .replyTooLarge: MIDAS_RPC_REPLY_TOO_LARGE
            case .requestTooLarge: MIDAS_RPC_REQUEST_TOO_LARGE
            case .tooManyCalls: MIDAS_RPC_TOO_MANY_CALLS
            case .deadlineExceeded: MIDAS_RPC_DEADLINE_EXCEEDED
            case .outcomeUnknown: MIDAS_RPC_OUTCOME_UNKNOWN
            case .wrongVersion: MIDAS_RPC_WRONG_VERSION
            case .notAccepted: MIDAS_RPC_NOT_ACCEPTED
            case .untrusted: MIDAS_RPC_UNTRUSTED
            case .closed: MIDAS_RPC_CLOSED
            case .cancelled: MIDAS_RPC_CANCELLED
            }
        return Int32(code)
    }
}

func setMessage(_ text: String) { midas_rpc_error_set(text) }

let ok = Int32(MIDAS_RPC_OK)
let invalid = Int32(MIDAS_RPC_INVALID)

/// The bytes that C points to.
func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8] {
    [UInt8](UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
}

/// An object in the hands of C.
func handle(_ object: some AnyObject) -> OpaquePointer {
    OpaquePointer(Unmanaged.passRetained(object).toOpaque())
}

/// The object that C holds.
func object<Object: AnyObject>(_ handle: OpaquePointer, _: Object.Type = Object.self) -> Object {
    Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
}

func release<Object: AnyObject>(_ handle: OpaquePointer?, _: Object.Type) {
    if let handle { Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).release() }
}

@_cdecl("midas_rpc_method_number")
public func methodNumber(_ name: UnsafePointer<CChar>?) -> UInt32 {
    name.map { Service.number(of: String(cString: $0)) } ?? 0
}
