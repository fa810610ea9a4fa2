import Foundation
import TestSupport
import Testing

/// Whole runs of the tool: what the configuration, the dictionary, the database and the cache do.
@Suite struct RunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func report(_ arguments: [String] = []) throws -> MidasTool.Report? {
        let all = ["analyze", ".", "--format", "json", "-q", "--no-cache", "--all"] + arguments
        guard let result = try MidasTool.run(all, in: folder) else { return nil }
        #expect(result.status == 0, "\(result.errors)")
        return try MidasTool.Report(result.output)
    }

    @Test func aDictionaryOnTheCommandLineNamesSources() throws {
        try folder.write(
            "int read_sensor(void);\nint g;\nint main(void) { g = read_sensor(); }\n", to: "a.c")
        try folder.write(
            """
            library: sensors
            header: sensors.h
            entries:
              read_sensor:
                signature: int (void)
                out:
                  ret: input.service
                evidence: [documentation]
            """, to: "sensors.yml")
        guard let without = try report() else { return }
        #expect(without.sources.isEmpty)
        let with = try #require(try report(["--dictionary", "sensors.yml"]))
        #expect(with.sources.map(\.category) == ["input"])
        #expect(with.states.first { $0.name == "g" }?.classification == "pure")
    }

    @Test func loggingFunctionsOfTheConfigurationWriteLogOutput() throws {
        try folder.write(
            """
            #include <stdio.h>
            #include <time.h>
            static void put(long n) { printf("%ld\\n", n); }
            void trace(long n) { put(n); }
            int main(void) { trace(time(0)); }
            """, to: "a.c")
        guard let without = try report() else { return }
        #expect(without.states.filter { $0.kind == "output" }.map(\.channel) == ["data"])
        try folder.write("logging: [trace]\n", to: ".midas.yml")
        let with = try #require(try report())
        #expect(with.states.filter { $0.kind == "output" }.map(\.channel) == ["log"])
    }

    @Test func entriesOfTheConfigurationAreCalledFromOutside() throws {
        try folder.write(
            """
            #include <time.h>
            long stamp;
            void on_event(void) { stamp = time(0); }
            int main(void) { return 0; }
            """, to: "a.c")
        guard let without = try report() else { return }
        #expect(without.states.first { $0.name == "stamp" }?.classification != "pure")
        try folder.write("entries: on_event\n", to: ".midas.yml")
        let with = try #require(try report())
        #expect(with.states.first { $0.name == "stamp" }?.classification == "pure")
    }

    @Test func linkCommandsSayWhichUnitsFormAProgram() throws {
        for name in ["server", "client"] {
            try folder.write(
                "int shared(void);\nint main(void) { return shared(); }\n", to: "\(name).c")
        }
        try folder.write("int shared(void) { return 1; }\n", to: "one.c")
        try folder.write("int shared(void) { return 2; }\n", to: "two.c")
        let compiled = ["server", "client", "one", "two"].map {
            #"{"directory": ".", "file": "\#($0).c", "command": "cc -c \#($0).c -o \#($0).o"}"#
        }
        let linked = [
            #"{"directory": ".", "file": "one.o", "command": "ar rcs lib.a one.o"}"#,
            #"{"directory": ".", "file": "server.o", "command": "cc -o server server.o lib.a -lm"}"#,
            #"{"directory": ".", "file": "client.o", "command": "cc client.o two.o -o client"}"#,
        ]
        try folder.write(
            "[" + (compiled + linked).joined(separator: ",") + "]", to: "compile_commands.json")
        guard let result = try MidasTool.run(["ir", ".", "--programs", "--no-cache"], in: folder)
        else { return }
        let rows = result.output.split(separator: "\n").map {
            $0.split(separator: "\t").prefix(3).joined(separator: " ")
        }
        #expect(rows == ["program units functions", "server 2 2", "client 2 2"])
    }

    @Test func aWarmRunGivesTheBytesOfAColdOne() throws {
        try folder.write("#include \"n.h\"\nint g = N;\nint main(void) { return g; }\n", to: "a.c")
        try folder.write("#define N 1\n", to: "n.h")
        func run(_ more: [String] = []) throws -> ProcessResult? {
            try MidasTool.run(
                ["analyze", ".", "--format", "json", "--all", "-q", "--cache-dir", "cache"] + more,
                in: folder)
        }
        guard let cold = try run() else { return }
        #expect(try run()?.output == cold.output)
        let strict = try #require(try run(["--profile", "strict"]))
        #expect(strict.output != cold.output)
        let failing = try #require(try run(["--fail-on", "incomplete"]))
        #expect(failing.status == 0)
        try folder.write("#define N nonsense\n", to: "n.h")
        let broken = try #require(try run(["--fail-on", "incomplete"]))
        #expect(broken.status == 1)
        #expect(broken.output != cold.output)
        #expect(try run(["--fail-on", "incomplete"])?.status == 1)
        try folder.write("#define N 1\n", to: "n.h")
        #expect(try run()?.output == cold.output)
    }
}
