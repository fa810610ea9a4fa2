import Foundation
import MidasBuildDatabase
import MidasDriver
import MidasFindings
import TestSupport
import Testing

@Suite struct UnitPlanTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func plan(
        _ paths: [String] = ["."], configuration: Configuration = Configuration(),
        change: (inout AnalysisRequest) -> Void = { _ in }
    ) throws -> UnitPlan {
        var request = AnalysisRequest()
        request.paths = paths
        change(&request)
        return try UnitPlanner.plan(
            request, configuration: configuration, root: folder.path, folder: folder.path)
    }

    private func names(_ plan: UnitPlan) -> [String] {
        plan.units.map { Paths.relative($0.file, to: folder.path) ?? $0.file }
    }

    private func writeDatabase(_ path: String, _ commands: [(file: String, command: String)]) throws
    {
        let entries = commands.map {
            #"{"directory": "\#(folder.path)", "file": "\#($0.file)", "command": "\#($0.command)"}"#
        }
        try folder.write("[" + entries.joined(separator: ",\n") + "]", to: path)
    }

    @Test func aDatabaseInABuildFolderIsUsed() throws {
        for name in ["b.c", "a.c", "unlisted.c"] { try folder.write("int x;", to: name) }
        try writeDatabase(
            "build/compile_commands.json",
            [("b.c", "cc -c b.c"), ("a.c", "cc -DONE -c a.c"), ("a.c", "cc -DTWO -c a.c")])
        let plan = try plan()
        #expect(names(plan) == ["a.c", "a.c", "b.c"])
        #expect(plan.units.map(\.arguments) == [["-DONE"], ["-DTWO"], []])
    }

    @Test func aDatabaseOfAnotherTreeIsPassedOver() throws {
        try folder.write("int x;", to: "a.c")
        try folder.write(
            #"[{"directory": "/elsewhere", "file": "x.c", "command": "cc -c x.c"}]"#,
            to: "compile_commands.json")
        #expect(try names(plan()) == ["a.c"])
    }

    @Test func theNamedDatabaseMustBeThere() throws {
        try folder.write("int x;", to: "a.c")
        #expect(throws: UsageError.self) { try plan { $0.databaseFolder = "nowhere" } }
    }

    @Test func flagsAfterTheDashesCountForEveryFile() throws {
        try folder.write("int x;", to: "a.c")
        try folder.write("int x;", to: "b.cc")
        try writeDatabase("compile_commands.json", [("a.c", "cc -DDATABASE -c a.c")])
        let plan = try plan { $0.flags = ["-DMINE"] }
        #expect(
            plan.units.map(\.arguments) == [["-DMINE", "-std=gnu11"], ["-DMINE", "-std=gnu++17"]])
    }

    @Test func vanishedAndBinaryFilesOfADatabaseAreNamed() throws {
        try folder.write("int x;", to: "a.c")
        try folder.write("\u{0}\u{1}", to: "b.c")
        try writeDatabase(
            "compile_commands.json",
            [
                ("a.c", "cc -c a.c"), ("b.c", "cc -c b.c"), ("b.c", "cc -DX -c b.c"),
                ("g.c", "cc -c g.c"),
            ])
        let plan = try plan()
        #expect(names(plan) == ["a.c"])
        #expect(plan.failedFiles == 2)
        #expect(
            plan.diagnostics.map { "\($0.location?.file ?? ""): \($0.message)" }
                == ["b.c: is a binary file", "g.c: no such file or folder"])
    }

    @Test func aMalformedDatabaseIsNamedAndPassedOver() throws {
        try folder.write("int x;", to: "a.c")
        try folder.write("[\n{\"file\": \"a.c\",,}]", to: "compile_commands.json")
        let plan = try plan()
        #expect(names(plan) == ["a.c"])
        #expect(plan.diagnostics.first?.location?.line == 2)
    }

    @Test func includeFoldersAreFoundOnDemand() throws {
        try folder.write("#include \"deep/x.h\"\n#include \"config.h\"\n", to: "src/a.c")
        try folder.write("int x;", to: "include/deep/x.h")
        let plan = try plan()
        let unit = try #require(plan.units.first)
        #expect(unit.arguments.contains("-idirafter"))
        #expect(unit.arguments.contains(folder.path + "/include"))
        #expect(unit.virtualFiles.map(\.path) == [folder.path + "/config.h"])
        #expect(plan.diagnostics.map(\.severity) == [.note])
    }

    /// Up to where a build begins, through the headers that are reached.
    @Test func headersOfTheEnclosingProjectAreFound() throws {
        try folder.write("#include <lib.h>\n", to: "app/src/a.c")
        try folder.write("#include \"deep.h\"\n", to: "app/deps/lib/lib.h")
        try folder.write("", to: "app/deps/deep/deep.h")
        try folder.write("", to: "app/deps/unused/unused.h")
        try folder.write("#include <unused.h>\n", to: "app/deps/other.h")
        try folder.write("", to: "outside/lib.h")
        func arguments() throws -> [String] {
            var request = AnalysisRequest()
            request.paths = ["app/src"]
            let plan = try UnitPlanner.plan(
                request, configuration: Configuration(), root: folder.path + "/app/src",
                folder: folder.path)
            return plan.units[0].arguments
        }
        #expect(try !arguments().contains("-idirafter"))
        try folder.write("all:\n", to: "app/Makefile")
        let folders = try arguments().filter { $0.hasPrefix("/") }
        #expect(folders == [folder.path + "/app/deps/deep", folder.path + "/app/deps/lib"])
        try folder.write("", to: "app/src/.git")
        #expect(try !arguments().contains("-idirafter"))
    }

    @Test func configuredFlagsAndExcludesCount() throws {
        try folder.write("int x;", to: "a.c")
        try folder.write("int x;", to: "tests/t.c")
        var configuration = Configuration()
        configuration.flags = ["-DCONFIGURED", "-fplugin=evil.so"]
        configuration.excludes = [Glob("tests")]
        let plan = try plan(configuration: configuration)
        #expect(names(plan) == ["a.c"])
        #expect(plan.units[0].arguments.last == "-DCONFIGURED")
    }

    @Test func aPathThatIsNotThereIsNamed() throws {
        try folder.write("int x;", to: "a.c")
        let plan = try plan(["a.c", "gone.c"])
        #expect(names(plan) == ["a.c"])
        #expect(plan.diagnostics.map(\.message) == ["no such file or folder"])
    }
}
