import Foundation
import TestSupport
import Testing

/// Generated compensation: replicas that drew different values are byte-equal after it.
@Suite struct CompensationTests {
    private static let fixtures = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func fixture(_ path: String) throws -> String {
        try String(contentsOf: Self.fixtures.appending(path: path), encoding: .utf8)
    }

    /// Instruments a server; nil where the tool was not built.
    private func instrument(
        _ server: String, _ configuration: String = "tiers: {front: {handlers: handle}}",
        file: String = "server.c"
    ) throws -> ProcessResult? {
        try folder.write(server, to: "tree/\(file)")
        try folder.write(configuration, to: "tree/.midas.yml")
        return try MidasTool.run(
            ["instrument", "tree", "--out", "new", "--compensate", "--no-cache"], in: folder)
    }

    /// How the harness ends, for each technique.
    private func outcomes(_ requests: Int, compiler: String = "gcc") throws -> [String: Int32] {
        try folder.write(fixture("compensate/harness.c"), to: "harness.c")
        let built = try runProcess(
            [
                compiler, "-Wall", "-Wextra", "-Werror", "-Wno-int-in-bool-context",
                "-Wno-implicit-fallthrough", "-Wno-unused-function", "-O1", "-Inew",
                "new/server.c",
                "harness.c", "-lm", "-o", "harness",
            ], in: folder.url)
        #expect(built.status == 0, "\(built.errors)")
        var outcomes: [String: Int32] = [:]
        for technique in ["copy", "again"] {
            let run = try runProcess(
                ["timeout", "20", "./harness", technique, "\(requests)"], in: folder.url)
            outcomes[technique] = run.status
        }
        return outcomes
    }

    @Test(arguments: ["gcc", "clang"])
    func aServerIsMadeEqualByBothTechniques(compiler: String) throws {
        guard (try? runProcess([compiler, "--version"]))?.status == 0 else { return }
        guard let result = try instrument(fixture("compensate/server.c")) else { return }
        #expect(result.status == 0, "\(result.errors)")
        #expect(try outcomes(60, compiler: compiler) == ["copy": 0, "again": 0])
    }

    /// 9: nothing was generated that runs again, which midas has said.
    @Test(arguments: 1...12)
    func generatedHandlersAreMadeEqual(seed: Int) throws {
        var generator = HandlerGenerator(seed: UInt64(seed))
        let program = generator.program()
        guard let result = try instrument(program) else { return }
        let found = try outcomes(18)
        #expect(found["copy"] == 0, "seed \(seed): \(program)")
        let isRefused = result.errors.contains("segment 0: run again whole")
        #expect(found["again"] == (isRefused ? 9 : 0), "seed \(seed): \(result.errors)\(program)")
    }

    @Test func theSlicesOfTheThreeTiers() throws {
        for name in ["middle.c", "leaf.c", "bar.h", ".midas.yml"] {
            try folder.write(fixture("projects/three-tiers/\(name)"), to: "tree/\(name)")
        }
        let result = try MidasTool.run(
            ["instrument", "tree", "--out", "new", "--compensate", "--no-cache", "-q"], in: folder)
        guard let result else { return }
        #expect(result.status == 0, "\(result.errors)")
        let text = try String(
            contentsOf: folder.url.appending(path: "new/midas_compensation_middle_c.h"),
            encoding: .utf8)
        try expectGolden(text, "three-tiers-middle.h")
        let built = try runProcess(
            ["gcc", "-c", "-Wall", "-Wextra", "-Werror", "middle.c", "leaf.c"],
            in: folder.url.appending(path: "new"))
        #expect(built.status == 0, "\(built.errors)")
    }

    @Test(arguments: [
        ("__thread int g; int handle(int n) { g = rand(); return n; }", "one variable a thread"),
        (
            """
            struct shop { int sold; }; static struct shop *open;
            int handle(int n) { open->sold = rand(); return n; }
            int main(void) { struct shop own = {0}; open = &own; for (;;) handle(getchar()); }
            """, "may lie on the stack of main"
        ),
        ("int g; int *handle(int n) { g = rand() + n; return &g; }", "gives back a pointer"),
        ("int g; int handle(int **n) { g = rand() + **n; return 0; }", "takes pointers"),
    ])
    func whatNothingTracksIsRefused(code: String, reason: String) throws {
        let head = "#include <stdio.h>\n#include <stdlib.h>\n"
        guard let result = try instrument("\(head)\(code)\n") else { return }
        #expect(result.status == 1)
        #expect(result.errors.contains("warning: no compensation: server.c:"))
        #expect(result.errors.contains(": front.handle: "))
        #expect(result.errors.contains(reason), "\(result.errors)")
    }

    @Test(arguments: [
        ("char *g; int handle(int n) { g = (char *)malloc(1) + rand() % 2; return n; }", "pointer"),
        (
            "int handle(int n) { static int g; g = rand(); return n; }",
            "static variable of a function"
        ),
        (
            "int g, *p = &g; int handle(int n) { *p = rand(); return n; }",
            "writes through a pointer"
        ),
        (
            "int g; void *kept; int handle(int n) { g = rand(); kept = malloc(9); return n; }",
            "keeps memory on the heap"
        ),
    ])
    func stateWithoutANameIsTrackedWithAllMemory(code: String, reason: String) throws {
        guard let result = try instrument("#include <stdlib.h>\n\(code)\n") else { return }
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("front.handle: all memory is tracked: it "))
        #expect(result.errors.contains(reason), "\(result.errors)")
        let written = try FileManager.default.contentsOfDirectory(
            atPath: folder.url.appending(path: "new").path)
        #expect(written.contains("midas_memory.c") && written.contains("midas_link_options"))
    }

    @Test(arguments: [
        (
            "int g; int outside(void); int handle(int n) { g = rand() + outside(); return n; }",
            "copied: it calls outside, which is not known to do the same again"
        ),
        (
            """
            int g; int odd(int n);
            int even(int n) { g++; return n == 0 ? 1 : odd(n - 1); }
            int odd(int n) { return n == 0 ? 0 : even(n - 1); }
            int handle(int n) { g += rand() % 2 + odd(n & 7); return n; }
            """, "run again whole: it calls itself by way of others"
        ),
        (
            "int g, *p = &g; int handle(int n) { __asm__(\"\"); *p = rand(); return n; }",
            "segment 0: run again whole"
        ),
    ])
    func codeWithoutASliceIsRunAgainOrCopied(code: String, way: String) throws {
        guard let result = try instrument("#include <stdlib.h>\n\(code)\n") else { return }
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("note: server.c:"))
        #expect(result.errors.contains(way), "\(result.errors)")
    }

    /// Replicas may part ways at a nested call, and then what they did is done again.
    @Test func effectsThatNothingUndoesAreRefusedWhereReplicasPartWays() throws {
        let server = """
            #include <stdio.h>
            #include <stdlib.h>
            int g;
            void ask(int);
            int handle(int n) {
                g = rand();
                puts("once");
                if (g % 2) ask(g);
                return n;
            }
            """
        let configuration =
            "tiers: {front: {handlers: handle, calls: [{function: ask, tier: front, "
            + "handler: handle}]}}"
        guard let result = try instrument(server, configuration) else { return }
        #expect(result.status == 1)
        #expect(result.errors.contains("calls puts, whose effect cannot be undone"))
    }

    @Test func whatAnEarlierSegmentLeftInALocalIsNotGuessed() throws {
        let server = """
            #include <stdlib.h>
            int g, h;
            void ask(int);
            int handle(int n) {
                int kept = n + 1;
                g = rand();
                ask(g);
                h = rand() + kept;
                return 0;
            }
            """
        let configuration =
            "tiers: {front: {handlers: handle, calls: [{function: ask, tier: front, "
            + "handler: handle}]}}"
        guard let result = try instrument(server, configuration) else { return }
        #expect(
            result.errors.contains("segment 1: run again whole: it needs what an earlier"))
        #expect(!result.errors.contains("segment 0"))
    }

    @Test func handlersOfOtherLanguagesAreRunAgainWhole() throws {
        let code = "#include <cstdlib>\nint g;\nint handle(int n) { g = rand(); return n; }\n"
        guard let result = try instrument(code, file: "server.cc") else { return }
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("all memory is tracked: it is written in C++"))
        let built = try runProcess(
            ["g++", "-c", "-Wall", "-Wextra", "-Werror", "server.cc"],
            in: folder.url.appending(path: "new"))
        #expect(built.status == 0, "\(built.errors)")
    }
}
