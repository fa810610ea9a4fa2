public import MidasRPC
public import SwiftProtobuf

/// A call of a stub, under way or ended. One that nobody holds any more is cancelled.
public struct StubCall<Output: Message, Reason: Message & Equatable>: Sendable {
    private let call: RemoteCall

    init(_ call: RemoteCall) { self.call = call }

    /// Whether the call has ended: `wait` will not block.
    public var isComplete: Bool { call.isComplete }

    /// Waits for the call to end. The result is given once.
    public func wait() throws(StubError<Reason>) -> Output {
        do throws(RPCError) {
            return try StubCall.output(try call.wait())
        } catch {
            throw StubCall.typed(error)
        }
    }

    /// Awaits the end of the call; where the task is cancelled, so is the call.
    public func result() async throws(StubError<Reason>) -> Output {
        do throws(RPCError) {
            return try StubCall.output(try await call.result())
        } catch {
            throw StubCall.typed(error)
        }
    }

    /// Ends the call without a result. The server may execute it yet.
    public func cancel() { call.cancel() }

    private static func output(_ bytes: [UInt8]) throws(RPCError) -> Output {
        guard let output = try? Output(serializedBytes: bytes) else { throw .malformedReply }
        return output
    }

    private static func typed(_ error: RPCError) -> StubError<Reason> {
        guard case .failed(let bytes) = error else { return .failed(error) }
        guard let reason = try? Reason(serializedBytes: bytes) else {
            return .failed(.malformedReply)
        }
        return .refused(reason)
    }
}

extension RPCClient {
    /// Starts a call of a stub.
    public func start<Input, Output, Reason: Message & Equatable>(
        _ method: StubMethod<Input, Output, Reason>, _ request: Input, timeout: Duration? = nil
    ) throws(StubError<Reason>) -> StubCall<Output, Reason> {
        guard let bytes: [UInt8] = try? request.serializedBytes() else {
            throw .failed(.malformedRequest)
        }
        do throws(RPCError) {
            return StubCall(
                try start(
                    method.number, bytes, method.semantics, timeout: timeout.map(\.nanoseconds)))
        } catch {
            throw .failed(error)
        }
    }
}

extension Duration {
    /// In whole nanoseconds; none of a negative time.
    fileprivate var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (whole, overflows) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflows ? .max / 2 : whole + UInt64(attoseconds / 1_000_000_000)
    }
}
