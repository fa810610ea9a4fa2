import Foundation
import MidasRPC
import MidasWire

/// A worker as the job's owner sees it: a process, a folder, and a client of its calls.
final class WorkerProcess {
    let folder: String
    private let process: Process
    private let client: RPCClient

    /// Starts a worker.
    /// - Parameters:
    ///   - executable: the tool, which runs a worker when it is called with `worker`.
    ///   - name: differs from those of all other workers and of their earlier runs.
    init(executable: String, folder: String, name: String) throws {
        self.folder = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: self.folder, withIntermediateDirectories: true)
        let socket = "\(self.folder)/s"
        process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = ["worker", socket, self.folder]
        try process.run()
        client = RPCClient(path: socket, client: 1)
    }

    var isRunning: Bool { process.isRunning }

    /// Starts an order.
    func start(_ order: WorkOrder) throws -> RemoteCall {
        try client.start(Worker.run, order.bytes)
    }

    /// Reads replies that have come.
    func process(milliseconds: Int32) { client.process(milliseconds: milliseconds) }

    /// Ends the process at once, whatever it is doing.
    func kill() { Glibc.kill(process.processIdentifier, SIGKILL) }

    /// Waits for the process to end, and removes what it kept: a lost machine loses its disk.
    func remove() {
        process.waitUntilExit()
        client.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The files that a call has made.
    static func files(_ reply: [UInt8]) throws -> [String] {
        try WireReader.decode(reply) { reader throws(WireError) in try reader.readPaths() }
    }
}
