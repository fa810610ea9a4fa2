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
            folder, [.init(name: "front", sources: [file])], handler: "handle")
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
            handler: "foo")
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
