import MidasRPC
import MidasWire

/// A server that is fed whatever bytes a fuzzer likes, and checked for staying within its bounds.
public enum FuzzedServer {
    private static let limits: ServerLimits = {
        var limits = ServerLimits()
        limits.maximumPayload = 4096
        limits.window = 8
        limits.sessions = 4
        limits.deferredCalls = 16
        limits.outputBytes = 8192
        return limits
    }()

    private static let service: Service = {
        var service = Service()
        service.add(1, .atMostOnce) { request, reply in
            reply.write(request.payload)
            return .done
        }
        service.add(2, .atLeastOnce) { request, reply in
            reply.write(request.payload)
            return request.payload.count > 100 ? .malformed : .failed
        }
        service.add(3, .atMostOnce) { _, _ in .later }
        return service
    }()

    /// Feeds the bytes, in pieces of a size that the first byte chooses. A connection that is cut off
    /// is followed by another, so that later bytes meet a server with a past.
    public static func take(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return }
        var server = ServerCore(service: service, incarnation: 1, limits: limits)
        var connection = 1
        server.connect(connection)
        var rest = bytes.dropFirst()
        while !rest.isEmpty {
            let piece = rest.prefix(max(1 + Int(first) * 4, bytes.count / 16))
            rest = rest.dropFirst(piece.count)
            let isRead =
                (try? server.receive(UnsafeRawBufferPointer(rebasing: piece), on: connection))
                != nil
            check(server.rememberedCallCount <= limits.window * limits.sessions, "calls")
            check(
                server.outputCount(connection)
                    <= limits.outputBytes + RPCHeader.size + limits.maximumPayload, "output")
            // Some pieces meet a client that does not read.
            if isRead && piece.count % 3 == 2 { continue }
            if !isRead || !drain(&server, connection) {
                server.disconnect(connection)
                connection += 1
                server.connect(connection)
            }
        }
    }

    private static func drain(_ server: inout ServerCore, _ connection: Int) -> Bool {
        while server.outputCount(connection) > 0 {
            server.flush(connection) { ($0.count + 1) / 2 }
            guard (try? server.resume(connection)) != nil else { return false }
        }
        return true
    }
}

/// A client that is fed whatever bytes a fuzzer likes.
public enum FuzzedClient {
    /// Feeds the bytes to a client with calls under way, in pieces of a size that the first byte
    /// chooses.
    public static func take(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return }
        var client = ClientCore(client: 1, epoch: 1, generator: JitterGenerator(seed: 1))
        let calls = (0..<4).compactMap { number in
            try? client.start(1, [number], number % 2 == 0 ? .atMostOnce : .atLeastOnce, at: 0)
        }
        client.connected()
        var rest = bytes.dropFirst()
        var now: UInt64 = 0
        while !rest.isEmpty {
            let piece = rest.prefix(max(1 + Int(first) * 4, bytes.count / 16))
            rest = rest.dropFirst(piece.count)
            now += 50_000_000
            if (try? client.receive(UnsafeRawBufferPointer(rebasing: piece), at: now)) == nil {
                client.disconnected()
                client.connected()
            }
            client.tick(at: now)
            client.flush { $0.count }
            check(client.outstandingCount <= calls.count, "calls")
        }
        for call in calls where client.isComplete(call) {
            check(client.take(call) != nil && client.take(call) == nil, "an outcome is given once")
        }
    }
}

func check(_ condition: Bool, _ what: String) {
    precondition(condition, "a bound was broken: \(what)")
}
