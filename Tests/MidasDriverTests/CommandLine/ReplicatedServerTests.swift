import Foundation
import TestSupport
import Testing

/// Instrumented servers as replicas that draw different values, over the real transport.
@Suite(.serialized) struct ReplicatedServerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func copy(_ path: String, to target: String) throws {
        let file = ReplicatedServer.root.appending(path: "Fixtures/\(path)")
        try folder.write(String(contentsOf: file, encoding: .utf8), to: target)
    }

    private func server(
        _ file: String, _ text: String
    ) throws -> ReplicatedServer? {
        try folder.write(text, to: "tree/\(file)")
        try folder.write("tiers: {front: {handlers: handle}}", to: "tree/.midas.yml")
        return try ReplicatedServer(
            folder, [.init(name: "front", sources: [file])], handlers: ["handle"])
    }

    /// Every technique but vanilla leaves the same state after every request, vanilla does not.
    private func expectEqual(
        _ server: ReplicatedServer, requests: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [ReplicatedServer.Technique: [ReplicatedServer.Replica]] {
        var found: [ReplicatedServer.Technique: [ReplicatedServer.Replica]] = [:]
        for technique in ReplicatedServer.Technique.allCases {
            let tiers = try server.serve(technique, requests: requests)
            for replicas in tiers {
                let traces = Set(replicas.map(\.trace))
                #expect(replicas[0].trace.count > 0)
                #expect(
                    technique == .vanilla ? traces.count > 1 : traces.count == 1, "\(technique)",
                    sourceLocation: sourceLocation)
            }
            found[technique] = tiers.flatMap { $0 }
        }
        return found
    }

    private func sum(_ replicas: [ReplicatedServer.Replica], _ figure: String) -> Int {
        replicas.reduce(0) { $0 + ($1.figures[figure] ?? 0) }
    }

    @Test func aServerWithNamedState() throws {
        let file = ReplicatedServer.root.appending(path: "Fixtures/compensate/server.c")
        let text = try String(contentsOf: file, encoding: .utf8)
        guard let server = try server("server.c", text) else { return }
        let found = try expectEqual(server, requests: 45)
        #expect(sum(found[.reexecute]!, "computed") > 0)
        #expect(sum(found[.reexecute]!, "copied") == 0)
        #expect(sum(found[.reexecute]!, "state") == 0)
        #expect(sum(found[.checkpoint]!, "copied") > 0)
        #expect(sum(found[.checkpoint]!, "computed") == 0)
        #expect(sum(found[.wholeState]!, "state") > sum(found[.checkpoint]!, "state"))
    }

    /// Blocks, strings and pointers on the heap; containers, objects and strings of C++. What was done
    /// is undone and run again, or copied; addresses are the same in all replicas.
    @Test(arguments: ["heap.c", "containers.cc"])
    func aServerWithAHeap(file: String) throws {
        if file.hasSuffix(".cc"), (try? runProcess(["g++", "--version"]))?.status != 0 { return }
        let path = ReplicatedServer.root.appending(path: "Fixtures/compensate/\(file)")
        guard let server = try server(file, try String(contentsOf: path, encoding: .utf8)) else {
            return
        }
        let found = try expectEqual(server, requests: 45)
        #expect(sum(found[.reexecute]!, "rerun") + sum(found[.reexecute]!, "injected") > 0)
        #expect(sum(found[.reexecute]!, "state") == 0)
        #expect(sum(found[.checkpoint]!, "copied") > 0)
    }

    /// An address that means nothing elsewhere is never handed on.
    @Test func stateThatHoldsAddressesOfLibrariesIsNotCopied() throws {
        let text = """
            #include <stddef.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            FILE *file;
            int g, *p = &g;
            int handle(int n) { *p = rand(); file = *p % 4 ? stdout : NULL; return n; }
            size_t state(unsigned char *bytes) {
                memcpy(bytes, &g, sizeof g);
                return sizeof g + (file != NULL) * 0;
            }
            """
        guard let server = try server("server.c", text) else { return }
        _ = try server.serve(.reexecute, requests: 9)
        for technique in [ReplicatedServer.Technique.checkpoint, .wholeState] {
            #expect(throws: ReplicatedServer.Failure.self, "\(technique)") {
                _ = try server.serve(technique, requests: 9, patience: 2)
            }
        }
    }

    /// Handlers of all statement kinds in one server; the seeds are their numbers.
    @Test func generatedHandlers() throws {
        let seeds = 1...120
        let names = seeds.map { "handle\($0)" }
        let handlers = seeds.map { seed in
            var generator = HandlerGenerator(seed: UInt64(seed))
            return "/* seed \(seed) */\n" + generator.handler("handle\(seed)")
        }
        try folder.write(HandlerGenerator.server(handlers), to: "tree/server.c")
        try folder.write(
            "tiers: {front: {handlers: [\(names.joined(separator: ", "))]}}", to: "tree/.midas.yml")
        let server = try ReplicatedServer(
            folder, [.init(name: "front", sources: ["server.c"])], handlers: names)
        guard let server else { return }
        #expect(!server.notes.contains("all memory is tracked"), "\(server.notes)")
        let requests = seeds.count * 3
        for technique in ReplicatedServer.Technique.allCases where technique != .vanilla {
            let replicas = try server.serve(technique, requests: requests)[0]
            #expect(
                Self.firstDifference(replicas.map(\.trace), requests) == nil, "\(technique): seed")
            if technique == .reexecute {
                // Who was ahead of whom decides between the first two.
                let equal = sum(replicas, "computed") + sum(replicas, "injected")
                #expect(equal + sum(replicas, "own") == replicas.count * requests * 2)
                #expect(sum(replicas, "computed") > 0 && sum(replicas, "rerun") == 0)
                for replica in replicas { expectSmallRecords(replica) }
            }
        }
        let replicas = try server.serve(.vanilla, requests: requests)[0]
        #expect(Self.firstDifference(replicas.map(\.trace), requests) == 1)
    }

    /// The seed of the first request after which states differ; nil where all are equal.
    private static func firstDifference(_ traces: [Data], _ requests: Int) -> Int? {
        guard let first = traces.first, traces.allSatisfy({ $0.count == first.count }) else {
            return 0
        }
        let size = first.count / (requests + 1)
        for request in 0...requests {
            let range = request * size..<(request + 1) * size
            if Set(traces.map { $0[range] }).count > 1 { return request % 120 + 1 }
        }
        return nil
    }

    /// First-hand bytes, 32 a record, and 2 a value.
    private func expectSmallRecords(_ replica: ReplicatedServer.Replica) {
        let figures = replica.figures
        let values = figures["values"] ?? 0
        let limit = values + 32 * (figures["records"] ?? 0) + 2 * (figures["draws"] ?? 0)
        #expect(figures["bytes"]! > values / 2)
        #expect(figures["bytes"]! <= limit, "\(figures)")
    }

    /// Replicas that compare their states find nothing; where one is changed behind the runtime's
    /// back, that is named.
    @Test func divergencesAreReportedByName() throws {
        let text = """
            #include <stddef.h>
            #include <stdlib.h>
            #include <string.h>
            int fine, broken;
            int meddles(void);
            int handle(int n) {
                fine = rand();
                broken += n;
                return n;
            }
            size_t state(unsigned char *bytes) {
                memcpy(bytes, &fine, sizeof fine);
                /* What no analysis sees: the harness changes it in one replica alone. */
                if (meddles()) broken += 1;
                return sizeof fine;
            }
            """
        guard let server = try server("server.c", text) else { return }
        let whole = try server.serve(
            .reexecute, requests: 20, environment: ["MIDAS_VERIFY": "1"])[0]
        #expect(Set(whole.map(\.trace)).count == 1)
        let failure = #expect(throws: ReplicatedServer.Failure.self) {
            _ = try server.serve(
                .reexecute, requests: 20, patience: 3,
                environment: ["MIDAS_VERIFY": "1", "MIDAS_MEDDLE": "1"])
        }
        #expect(failure?.description.contains("server.c:broken (unpredicted)") ?? false)
    }

    @Test func theThreeTiers() throws {
        for name in ["middle.c", "leaf.c", "bar.h", ".midas.yml"] {
            try copy("projects/three-tiers/\(name)", to: "tree/\(name)")
        }
        // What the harness asks for: all state of each tier.
        for (file, names) in [("middle.c", "a b c d requests"), ("leaf.c", "e f")] {
            let path = folder.url.appending(path: "tree/\(file)")
            var text = try String(contentsOf: path, encoding: .utf8)
            text += "\n#include <string.h>\nsize_t state(unsigned char *bytes);\n"
            text += "size_t state(unsigned char *bytes) {\n    unsigned char *next = bytes;\n"
            for name in names.split(separator: " ") {
                text += "    memcpy(next, &\(name), sizeof \(name)); next += sizeof \(name);\n"
            }
            try folder.write(text + "    return (size_t)(next - bytes);\n}\n", to: "tree/\(file)")
        }
        let server = try ReplicatedServer(
            folder,
            [
                .init(name: "middle", sources: ["middle.c"]),
                .init(name: "leaf", sources: ["leaf.c"]),
            ],
            handlers: ["foo"])
        guard let server else { return }
        for technique in ReplicatedServer.Technique.allCases {
            let tiers = try server.serve(technique, requests: 20)
            for replicas in tiers {
                #expect(
                    (Set(replicas.map(\.trace)).count == 1) == (technique != .vanilla),
                    "\(technique)")
            }
            if technique != .vanilla {
                #expect(sum(tiers[0], "own") >= 40)
            }
        }
    }
}
