import MidasRPC
import MidasRPCStore

/// A log that is fed requests, beside a model that says what it has to answer.
public final class FuzzedStore {
    private let log: ExactlyOnceLog
    /// By client: the mark and the replies that are kept.
    private var model: [UInt64: (mark: UInt64, replies: [UInt64: [UInt8]])] = [:]
    private var executions: UInt8 = 0

    nonisolated(unsafe) private static let shared = FuzzedStore()

    private init() {
        guard let database = try? Database(path: ":memory:", durability: .processCrash),
            let log = try? ExactlyOnceLog(database)
        else { preconditionFailure("no database") }
        self.log = log
    }

    /// Feeds the bytes as requests, each behind a byte that says how long it is.
    public static func take(_ bytes: UnsafeRawBufferPointer) { shared.take(bytes) }

    private func take(_ bytes: UnsafeRawBufferPointer) {
        executions = 0
        var rest = bytes[...]
        while let length = rest.popFirst() {
            let request = rest.prefix(Int(length))
            rest = rest.dropFirst(request.count)
            take(request: UnsafeRawBufferPointer(rebasing: request))
        }
        clear()
    }

    private func take(request: UnsafeRawBufferPointer) {
        let before = executions
        var reply = ReplyWriter()
        let outcome = log.handle(request, &reply) { _, payload in
            executions &+= 1
            return [executions] + payload
        }
        guard let name = CallName(request) else {
            guard case .malformed = outcome, executions == before
            else { return check(false, "a request without a name") }
            return
        }
        let expected = expectation(name, Array(request.dropFirst(CallName.size)), before)
        if case .done = outcome {
            check(reply.written.elementsEqual(expected ?? []), "the reply of the first execution")
        } else {
            check(expected == nil, "a late copy alone is refused")
        }
        check(executions == before || expected?.first == executions, "executions")
    }

    /// What the log has to answer; nil for a late copy.
    private func expectation(_ name: CallName, _ payload: [UInt8], _ before: UInt8) -> [UInt8]? {
        var client = model[name.client] ?? (0, [:])
        defer { model[name.client] = client }
        if name.seenBelow > client.mark {
            client.mark = name.seenBelow
            client.replies = client.replies.filter { $0.key >= name.seenBelow }
        }
        if name.number < client.mark { return nil }
        if let known = client.replies[name.number] { return known }
        client.replies[name.number] = [before &+ 1] + payload
        return client.replies[name.number]
    }

    private func clear() {
        for (client, known) in model {
            check(
                (try? log.replyCount(client: client)) == known.replies.count,
                "replies that are kept")
        }
        guard !model.isEmpty else { return }
        model = [:]
        try? log.withDatabase { database in
            try database.run("DELETE FROM midas_clients")
            try database.run("DELETE FROM midas_replies")
        }
    }
}
