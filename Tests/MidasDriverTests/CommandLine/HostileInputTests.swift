import Foundation
import Glibc
import TestSupport
import Testing

/// Databases, caches, disks and signals that mean no good.
@Suite struct HostileInputTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            "#include <stdlib.h>\nint g;\nint main(void) { g = rand(); }\n", to: "a.c")
    }

    private let analyze = ["analyze", ".", "--format", "json", "-q"]

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.path + "/" + name)
    }

    @Test func nothingThatADatabaseNamesIsExecuted() throws {
        let marker = folder.path + "/executed"
        let script = try folder.write("#!/bin/sh\ntouch \(marker)\n", to: "cc")
        try #require(chmod(script.path, 0o700) == 0)
        let commands = [
            "\(script.path) -c a.c", "touch \(marker); cc -c a.c",
            "cc -fplugin=\(script.path) -wrapper \(script.path) -B\(folder.path) -c a.c -o \(marker)",
            "cc -Xclang -load -Xclang \(script.path) @\(script.path) -MD -MF \(marker) -c a.c",
        ]
        let entries = commands.map {
            #"{"directory": "\#(folder.path)", "file": "a.c", "command": "\#($0)"}"#
        }
        try folder.write("[\(entries.joined(separator: ","))]", to: "compile_commands.json")
        guard let result = try MidasTool.run(analyze + ["--no-cache"], in: folder) else { return }
        #expect(result.status == 0)
        #expect(!exists("executed"))
    }

    @Test func compilersAreAskedForTheirHeadersOnDemandOnly() throws {
        let headers = try folder.write("#define ANSWER 42\n", to: "sdk/answer.h")
        let script = try folder.write(
            """
            #!/bin/sh
            echo 'ignoring nonexistent directory "/x"' >&2
            echo '#include <...> search starts here:' >&2
            echo ' /usr/lib/gcc/none/include' >&2
            echo ' \(headers.deletingLastPathComponent().path)' >&2
            echo 'End of search list.' >&2
            """, to: "odd-cc")
        try #require(chmod(script.path, 0o700) == 0)
        try folder.write("#include <answer.h>\nint a = ANSWER;\n", to: "a.c")
        try folder.write(
            #"[{"directory": ".", "file": "a.c", "command": "\#(script.path) -c a.c"}]"#,
            to: "compile_commands.json")
        guard let without = try MidasTool.run(analyze + ["--no-cache"], in: folder) else { return }
        #expect(
            try MidasTool.Report(without.output).diagnostics.contains {
                $0.message.contains("'answer.h' file not found")
            })
        let with = try #require(
            try MidasTool.run(analyze + ["--no-cache", "--probe-drivers"], in: folder))
        #expect(try MidasTool.Report(with.output).diagnostics.isEmpty)
    }

    @Test func aCompilerThatDoesNotAnswerIsNamed() throws {
        try folder.write(
            #"[{"directory": ".", "file": "a.c", "command": "/nonexistent/cc -c a.c"}]"#,
            to: "compile_commands.json")
        let arguments = analyze + ["--no-cache", "--probe-drivers"]
        guard let result = try MidasTool.run(arguments, in: folder) else { return }
        #expect(
            try MidasTool.Report(result.output).diagnostics.map(\.message) == [
                "'/nonexistent/cc' did not say where it looks for headers"
            ])
    }

    @Test func aDamagedCacheChangesNothing() throws {
        let cached = analyze + ["--cache-dir", "cache"]
        guard let cold = try MidasTool.run(cached, in: folder) else { return }
        let base = folder.url.appending(path: "cache")
        let files = try FileManager.default.subpathsOfDirectory(atPath: base.path)
            .map { base.appending(path: $0) }
            .filter { (try? FileManager.default.contentsOfDirectory(atPath: $0.path)) == nil }
        #expect(files.count == 2)
        for (index, file) in files.enumerated() {
            var bytes = try Data(contentsOf: file)
            if index == 0 { bytes.removeLast(bytes.count / 2) } else { bytes[bytes.count - 9] ^= 4 }
            try bytes.write(to: file)
        }
        let again = try #require(try MidasTool.run(cached, in: folder))
        #expect(again.output == cold.output)
        #expect(again.status == 0)
    }

    @Test func aFullDiskIsSaidInOneLine() throws {
        guard let result = try MidasTool.run(analyze + ["-o", "/dev/full"], in: folder) else {
            return
        }
        #expect(result.status == 2)
        #expect(result.errors == "midas: /dev/full: no space left on the device\n")
        let blocked = try #require(
            try MidasTool.run(analyze + ["--cache-dir", "/proc/none"], in: folder))
        #expect(blocked.status == 0)
    }

    @Test func anInterruptionLeavesNoPartOfAFile() throws {
        guard let tool = MidasTool.path else { return print("skipped: no midas tool") }
        let slow = (0..<1500).map { "int f\($0)(int a) { return a * \($0); }" }
            .joined(separator: "\n")
        for index in 0..<12 { try folder.write(slow, to: "many/u\(index).c") }
        let process = Process()
        process.executableURL = URL(filePath: tool)
        process.arguments = analyze + ["-j", "1", "-o", "report.json", "--cache-dir", "cache"]
        process.currentDirectoryURL = folder.url
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Once the first unit is in the cache the run is under way.
        for _ in 0..<3000 where !exists("cache") { usleep(10_000) }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == SIGINT)
        #expect(!exists("report.json"))
        let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        #expect(!left.contains { $0.hasSuffix(".tmp") })
    }
}
