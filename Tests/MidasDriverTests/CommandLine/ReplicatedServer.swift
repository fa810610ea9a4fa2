import Foundation
import Glibc
import TestSupport

/// A server that midas has instrumented, built with the runtime, as several processes.
final class ReplicatedServer {
    /// Where the repository lies.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    enum Technique: Int, CaseIterable, Sendable {
        case automatic, reexecute, checkpoint, wholeState, vanilla
    }

    /// What a replica left.
    struct Replica {
        /// All state after every request.
        var trace: Data
        /// What it did how often, by the names in `replica.c`.
        var figures: [String: Int]
    }

    /// One program: the sources of a tier.
    struct Tier {
        var name: String
        var sources: [String]
        var replicas = 3
    }

    let folder: TemporaryFolder
    private let tiers: [Tier]
    private let handlers: [String]
    /// What midas has said.
    let notes: String
    /// Where programs and libraries of the build lie.
    private static let products = URL(filePath: CommandLine.arguments[0])
        .deletingLastPathComponent().path

    /// Instruments the tree at `tree` in a folder and builds its tiers. Nil where the tool or the
    /// library was not built.
    ///
    /// - Parameter handlers: what the client asks in the first tier, one after another.
    init?(
        _ folder: TemporaryFolder, _ tiers: [Tier], handlers: [String], options: [String] = []
    ) throws {
        self.handlers = handlers.map(Self.number)
        self.folder = folder
        self.tiers = tiers
        let library = "\(Self.products)/libmidas-runtime.so"
        guard FileManager.default.fileExists(atPath: library) else {
            print("skipped: libmidas-runtime is not beside the tests")
            return nil
        }
        let tool = try MidasTool.run(
            ["instrument", "tree", "--out", "new", "--compensate", "--no-cache"] + options,
            in: folder)
        guard let tool else { return nil }
        notes = tool.errors
        try require(tool)
        for tier in tiers { try build(tier) }
    }

    /// FNV-1a, as midas gives handlers their numbers.
    private static func number(_ name: String) -> String {
        let hash = name.utf8.reduce(0x811c_9dc5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        return "\(hash)"
    }

    struct Failure: Error, CustomStringConvertible { var description: String }

    private func require(_ result: ProcessResult) throws {
        guard result.status == 0 else { throw Failure(description: result.errors) }
    }

    private func build(_ tier: Tier) throws {
        let fixture = Self.root.appending(path: "Fixtures/compensate/replica.c").path
        let warnings = ["-Wall", "-Wextra", "-Werror", "-O1", "-Inew"]
        let defines = ["-DREGISTER=midas_register_\(tier.name)"]
        let include = Self.root.appending(path: "Sources/CMidas/include").path
        try run(
            ["gcc"] + warnings + ["-I", include] + defines + ["-c", fixture, "-o", "replica.o"])
        var linked: [String] = []
        let memory = folder.url.appending(path: "new/midas_memory.c")
        if FileManager.default.fileExists(atPath: memory.path) {
            try run(["gcc"] + warnings + ["-c", "new/midas_memory.c", "-o", "memory.o"])
            linked = ["memory.o", "@new/midas_link_options"]
        }
        let isC = tier.sources.allSatisfy { $0.hasSuffix(".c") }
        try run(
            [isC ? "gcc" : "g++"] + warnings + [
                "-Wno-int-in-bool-context", "-Wno-implicit-fallthrough",
            ]
                + tier.sources.map { "new/\($0)" } + ["replica.o"] + linked
                + [
                    "-lm", "-L", Self.products, "-lmidas-runtime",
                    "-Wl,-rpath,\(Self.products)", "-o", tier.name,
                ])
    }

    private func run(_ command: [String]) throws {
        try require(try runProcess(command, in: folder.url))
    }

    // MARK: Running

    /// Runs all replicas, asks `requests` times, stops them, and returns what each left, by tier.
    ///
    /// - Parameter environment: besides the own one, for the replicas.
    func serve(
        _ technique: Technique, requests: Int, patience: Int = 60,
        environment: [String: String] = [:]
    ) throws -> [[Replica]] {
        let ring = try TemporaryFolder()
        var started: [(process: Process, output: URL, trace: URL)] = []
        defer {
            for replica in started where replica.process.isRunning {
                kill(replica.process.processIdentifier, SIGKILL)
            }
        }
        let all = tiers.reduce(0) { $0 + $1.replicas }
        for (tier, known) in tiers.enumerated() {
            for _ in 0..<known.replicas {
                let number = started.count
                let trace = ring.url.appending(path: "trace.\(number)")
                let output = try ring.write("", to: "output.\(number)")
                started.append(
                    (
                        try start(
                            known.name,
                            [
                                "serve", ring.path, "\(tierNumber(tier))", "\(number)", "\(all)",
                                "\(technique.rawValue)", trace.path,
                            ], output, environment), output, trace
                    ))
            }
        }
        let asked = try runProcess(
            [
                "timeout", "\(patience)", "./\(tiers[0].name)", "ask", ring.path,
                "\(tierNumber(0))",
                "\(requests)",
            ] + handlers, in: folder.url)
        guard asked.status == 0 else {
            let said = started.map { (try? String(contentsOf: $0.output, encoding: .utf8)) ?? "" }
            throw Failure(description: asked.errors + said.joined())
        }
        usleep(200_000)
        var left: [Replica] = []
        for replica in started { left.append(try stop(replica)) }
        var rest = left[...]
        return tiers.map { tier in
            defer { rest = rest.dropFirst(tier.replicas) }
            return Array(rest.prefix(tier.replicas))
        }
    }

    /// Tiers are numbered by their names' order.
    private func tierNumber(_ index: Int) -> Int {
        tiers.map(\.name).sorted().firstIndex(of: tiers[index].name)!
    }

    private func start(
        _ program: String, _ words: [String], _ output: URL,
        _ environment: [String: String]
    ) throws -> Process {
        let process = Process()
        process.executableURL = folder.url.appending(path: program)
        process.arguments = words
        process.currentDirectoryURL = folder.url
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try process.run()
        return process
    }

    private func stop(
        _ replica: (process: Process, output: URL, trace: URL)
    ) throws -> Replica {
        kill(replica.process.processIdentifier, SIGTERM)
        for _ in 0..<1000 where replica.process.isRunning { usleep(10_000) }
        guard !replica.process.isRunning, replica.process.terminationStatus == 0 else {
            let said = try String(contentsOf: replica.output, encoding: .utf8)
            throw Failure(description: "a replica did not end well: \(said.prefix(2000))")
        }
        let words = try String(contentsOf: replica.output, encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).map(String.init)
        var figures: [String: Int] = [:]
        for index in stride(from: 0, to: words.count - 1, by: 2) {
            figures[words[index]] = Int(words[index + 1])
        }
        return Replica(trace: try Data(contentsOf: replica.trace), figures: figures)
    }
}
