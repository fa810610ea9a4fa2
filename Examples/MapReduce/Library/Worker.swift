import MidasRPC
import MidasThreads
import MidasWire

/// A worker process: carries out orders that come by remote calls, one at a time.
public enum Worker {
    static let run = Service.number(of: "mapreduce.Worker/Run")

    /// Serves at a socket until the process ends.
    /// - Parameter folder: where the worker keeps what it makes.
    /// - Throws: where the socket cannot be made.
    public static func serve(at path: String, folder: String) throws {
        let hands = WorkerGroup(threadCount: 1)
        let completions = Completions()
        var service = Service()
        service.add(run) { request, reply in
            guard let order = try? WorkOrder(request.payload) else { return .malformed }
            let ticket = request.ticket
            hands.run { completions.complete(ticket, Result { try order.carryOut(in: folder) }) }
            return .later
        }
        let server = RPCServer(path: path, service: service)
        completions.server = server
        try server.run()
    }

    /// Hands results to the server, which is made after the service.
    private final class Completions: @unchecked Sendable {
        // Set once, before the server runs and so before any call can come.
        var server: RPCServer?

        func complete(_ ticket: Ticket, _ result: Result<[String], any Error>) {
            switch result {
            case .success(let files):
                var writer = WireWriter()
                writer.write(paths: files)
                server?.complete(ticket, .success, writer.bytes)
            case .failure(let error):
                server?.complete(ticket, .failed, Array("\(error)".utf8))
            }
        }
    }
}
