import Foundation
import PlatformFacts
import Synchronization

/// Generates, compiles and runs the calls.
package struct ProbeRun: Sendable {
    /// The folder of the sandbox's sources and the recipes.
    let sources: URL
    /// Where the program and its output go.
    let folder: URL
    /// How many passes run at a time.
    let jobs: Int
    private let report: @Sendable (String) -> Void

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package init(folder: URL, jobs: Int, report: @escaping @Sendable (String) -> Void) {
        self.jobs = max(1, jobs)
        sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "C")
        self.folder = folder
        self.report = report
    }

    /// Probes the public functions of the installed C library.
    ///
    /// - Parameters:
    ///   - names: Only these; nil for all.
    ///   - axes: What to vary.
    ///   - skipping: Functions that are not called, with reasons, besides those of the recipes.
    package func observe(names: Set<String>?, axes: [String]) throws -> [Observation] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let headers = try HeaderFunctions.headers() ?? []
        guard !headers.isEmpty else { throw Failure(description: "no headers are installed") }
        let umbrella = folder.appending(path: "all.c")
        try ("#define _GNU_SOURCE\n" + headers.map { "#include <\($0)>\n" }.joined())
            .write(to: umbrella, atomically: true, encoding: .utf8)
        let prototypes = try PrototypeReader.read(file: umbrella.path)
            .filter { PlatformChecks.isPublic($0.name) && names?.contains($0.name) != false }
            .filter { !Self.isSizedFloat($0.name) }
        let recipes = HandRecipes(
            recipes: try text("recipes.c.txt"), uncalled: try text("uncalled.tsv"))
        let writer = CallWriter(
            rules: ArgumentRules(table: try text("arguments.tsv")), recipes: recipes)
        let callable = prototypes.filter { recipes.uncalled[$0.name] == nil }
        let compiled = try compile(writer, headers, callable)
        let ends = try run(compiled.calls.map(\.name), axes)
        return prototypes.map { prototype in
            let name = prototype.name
            var seen = ends[name] ?? Observation(name: name, outcome: "not called")
            seen.reason = recipes.uncalled[name] ?? compiled.problems[name] ?? ""
            return seen
        }
    }

    /// `cosf128` and its like are `cos` in another width.
    package static func isSizedFloat(_ name: String) -> Bool {
        name.firstMatch(of: /(f16|f32|f64|f128|f32x|f64x|f128x)$/) != nil
            && !["qecvtf64"].contains(name)
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: sources.appending(path: name), encoding: .utf8)
    }

    // MARK: - Compiling

    /// Compiles all calls, leaving out those with errors.
    private func compile(
        _ writer: CallWriter, _ headers: [String], _ prototypes: [Prototype]
    ) throws -> (calls: [Prototype], problems: [String: String]) {
        var calls = prototypes
        var problems: [String: String] = [:]
        let excluded = ["gnu/lib-names-64.h", "sys/elf.h", "sys/vm86.h"]
        let included = headers.filter { !excluded.contains($0) }
        for _ in 0..<6 {
            let file = folder.appending(path: "calls.c")
            try writer.program(headers: included, calls)
                .write(to: file, atomically: true, encoding: .utf8)
            let messages = try compiler(file)
            if messages.isEmpty { return (calls, problems) }
            let before = calls.count
            for line in messages.split(separator: "\n") where line.contains(" error: ") {
                let name = String(line.prefix { $0 != ":" })
                if problems[name] == nil {
                    problems[name] =
                        "does not compile: "
                        + (line.components(separatedBy: " error: ").last ?? "")
                }
            }
            calls.removeAll { problems[$0.name] != nil }
            if calls.count == before { throw Failure(description: messages) }
        }
        throw Failure(description: "the calls do not compile")
    }

    /// The compiler's messages; empty where the program is there.
    private func compiler(_ calls: URL) throws -> String {
        let program = folder.appending(path: "probe")
        try? FileManager.default.removeItem(at: program)
        let parts = ["sandbox.c", "kernel.c", "fixture.c", "values.c"].map {
            sources.appending(path: $0).path
        }
        let command =
            ["clang", "-w", "-O0", "-ferror-limit=0", "-fno-builtin", "-Wno-everything", "-o"]
            + [program.path, "-I", sources.path, calls.path] + parts
            + [
                "-lm", "-lresolv", "-lcrypt", "-lthread_db", "-lanl", "-ldl", "-lrt", "-lutil",
                "-Wl,--allow-shlib-undefined",
            ]
        let quoted = command.map { "'\($0)'" }.joined(separator: " ")
        let messages = try InstalledTool.run(["sh", "-c", quoted + " 2>&1"])
        if FileManager.default.isExecutableFile(atPath: program.path) { return "" }
        return messages.isEmpty ? "clang is not installed" : messages
    }

    // MARK: - Running

    private func run(_ names: [String], _ axes: [String]) throws -> [String: Observation] {
        try makeLocale()
        try "".write(to: skipped, atomically: true, encoding: .utf8)
        var baseline = [try one(Axes.baseline, 0)]
        // What did not return once is not waited for again.
        let lost = baseline[0].outcomes.filter { $0.value != "returned" }.keys.sorted()
        try lost.map { $0 + "\n" }.joined().write(to: skipped, atomically: true, encoding: .utf8)
        report("\(names.count - lost.count) of \(names.count) calls return")
        let passes =
            [(Axes.baseline, 1), (Axes.baseline, 2)] + axes.flatMap { [($0, 0), ($0, 1)] }
        var records = try together(passes)
        baseline += records.removeValue(forKey: Axes.baseline) ?? []
        let seen = Comparison.observations(names, baseline: baseline, axes: records)
        return Dictionary(uniqueKeysWithValues: seen.map { ($0.name, $0) })
    }

    /// Runs passes side by side: each has namespaces of its own.
    private func together(_ passes: [(axis: String, round: Int)]) throws -> [String: [RunRecord]] {
        let results = Mutex<[Int: Result<RunRecord, any Error>]>([:])
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: jobs) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < passes.count else { return }
                let record = Result { try one(passes[index].axis, passes[index].round) }
                results.withLock { $0[index] = record }
            }
        }
        var records: [String: [RunRecord]] = [:]
        for (index, pass) in passes.enumerated() {
            guard let result = results.withLock({ $0[index] }) else { continue }
            records[pass.axis, default: []].append(try result.get())
        }
        return records
    }

    private var skipped: URL { folder.appending(path: "skipped") }

    private func one(_ axis: String, _ round: Int) throws -> RunRecord {
        report("probing: \(axis), pass \(round + 1)")
        let output = folder.appending(path: "\(axis).\(round)")
        let messages = try InstalledTool.run([
            "sh", "-c",
            "'\(folder.path)/probe' \(axis) '\(output.path)' '\(folder.path)/locales' "
                + "'\(skipped.path)' 2>&1 "
                + "|| echo failed",
        ])
        guard let bytes = try? Data(contentsOf: output), !messages.contains("failed") else {
            throw Failure(description: "the sandbox does not run: \(messages)")
        }
        return RunRecord(text: String(decoding: bytes, as: UTF8.self))
    }

    /// A second locale, where the definitions are installed; without them the axis shows nothing.
    private func makeLocale() throws {
        let locales = folder.appending(path: "locales")
        try FileManager.default.createDirectory(at: locales, withIntermediateDirectories: true)
        _ = try InstalledTool.run([
            "sh", "-c",
            "localedef -c -i de_DE -f UTF-8 '\(locales.path)/de_DE.UTF-8' 2>&1",
        ])
    }
}
