public import MidasRPC
public import SwiftProtobuf

extension Service {
    /// Adds a method whose handler answers at once, on the server's thread; it must not block.
    public mutating func add<Input, Output, Reason: Message>(
        _ method: StubMethod<Input, Output, Reason>,
        _ handler: @escaping @Sendable (Input, Peer?) throws(Refusal<Reason>) -> Output
    ) {
        add(method.number, method.semantics) { request, reply in
            guard let input = try? Input(serializedBytes: Array(request.payload)) else {
                return .malformed
            }
            do throws(Refusal<Reason>) {
                reply.write(encoded(try handler(input, request.peer)))
                return .done
            } catch {
                reply.write(encoded(error.reason))
                return .failed
            }
        }
    }

    /// Adds a method whose handler may take its time: each call is a task.
    public mutating func add<Input, Output, Reason: Message>(
        async method: StubMethod<Input, Output, Reason>,
        _ handler: @escaping @Sendable (Input, Peer?) async throws(Refusal<Reason>) -> Output
    ) {
        add(method.number, method.semantics) { request, _ in
            guard let input = try? Input(serializedBytes: Array(request.payload)),
                let pending = request.pendingReply
            else { return .malformed }
            let peer = request.peer
            Task {
                do throws(Refusal<Reason>) {
                    pending.complete(.success, encoded(try await handler(input, peer)))
                } catch {
                    pending.complete(.failed, encoded(error.reason))
                }
            }
            return .later
        }
    }
}

/// A message that lacks a required field (proto2) travels as nothing, which no reader takes for it.
private func encoded(_ message: some Message) -> [UInt8] {
    (try? message.serializedBytes()) ?? []
}
