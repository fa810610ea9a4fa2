import Foundation
import TestSupport
import Testing

/// Instrumented programs: they compile as before, do the same, and keep their lines.
@Suite struct InstrumentTests {
    private static let fixtures = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/instrument")

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.fixtures.path) {
            let text = try String(contentsOf: Self.fixtures.appending(path: name), encoding: .utf8)
            try folder.write(text, to: "tree/\(name)")
        }
    }

    private func instrument(_ arguments: [String]) throws -> ProcessResult? {
        try MidasTool.run(["instrument", "--no-cache", "-q"] + arguments, in: folder)
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
    }

    private static let warnings = [
        "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wsign-conversion",
        "-Wcast-qual", "-Wunused", "-Werror", "-O1",
    ]

    /// What a compiled program prints; nil where the compiler is not installed.
    private func output(_ compiler: String, _ standard: String, _ file: String) throws -> String? {
        guard let known = try? runProcess([compiler, "--version"]), known.status == 0 else {
            print("skipped: \(compiler) is not installed")
            return nil
        }
        let built = try runProcess(
            [compiler, "-std=\(standard)", file, "-o", "program"] + Self.warnings, in: folder.url)
        #expect(built.status == 0, "\(compiler) \(standard): \(built.errors)")
        let run = try runProcess(["./program"], in: folder.url)
        #expect(run.status == 0)
        return run.output
    }

    @Test(arguments: [
        ("shapes.c", "gcc", "gnu99"), ("shapes.c", "gcc", "c17"), ("shapes.c", "clang", "gnu99"),
        ("shapes.c", "clang", "c17"), ("shapes.cc", "g++", "c++11"), ("shapes.cc", "g++", "c++20"),
        ("shapes.cc", "clang++", "c++11"), ("shapes.cc", "clang++", "c++20"),
    ])
    func theSameIsPrintedWithoutNewWarnings(file: String, compiler: String, standard: String)
        throws
    {
        guard let result = try instrument(["tree/\(file)", "--out", "new"]) else { return }
        #expect(result.status == 0, "\(result.errors)")
        guard let before = try output(compiler, standard, "tree/\(file)") else { return }
        let after = try output(compiler, standard, "new/\(file)")
        #expect(after == before)
        #expect(!before.isEmpty)
    }

    @Test func everyShapeIsRecordedAsItShould() throws {
        guard try instrument(["tree/shapes.c", "--out", "new"]) != nil else { return }
        let text = try text("new/shapes.c")
        for expected in [
            "u, seed, 1, read(file, seed, sizeof seed));",
            "u, &s->started, sizeof *(&s->started), clock_gettime(CLOCK_MONOTONIC, &s->started));",
            "u, NOW());", "u, CLOCK);", "u, host, (sizeof host), gethostname(host, sizeof host));",
        ] {
            #expect(text.contains(expected), "\(expected)")
        }
        #expect(text.contains("u, random()), // one\n"))
        let superficial = text.split(separator: "\n").filter { $0.contains("NULL, superficial") }
        #expect(superficial.isEmpty)
    }

    @Test func aSecondTimeChangesNothing() throws {
        guard try instrument(["tree/shapes.c", "tree/shapes.cc", "--in-place"]) != nil else {
            return
        }
        let first = try text("tree/shapes.c")
        #expect(first.hasPrefix("#include \"midas_record.h\"\n#line 1\n// Calls"))
        let again = try #require(
            try instrument(["tree/shapes.c", "tree/shapes.cc", "--in-place"]))
        #expect(again.status == 0, "\(again.errors)")
        #expect(try text("tree/shapes.c") == first)
        let diff = try #require(try instrument(["tree/shapes.c", "--diff"]))
        #expect(diff.output == "")
    }

    @Test func numbersOfSitesStayWhileLinesMove() throws {
        func ids() throws -> [Int]? {
            guard
                let result = try MidasTool.run(
                    ["sites", "--no-cache", "-q", "tree/shapes.c"], in: folder)
            else { return nil }
            struct Table: Decodable {
                struct Site: Decodable { var id: Int }
                var sites: [Site]
            }
            return try JSONDecoder().decode(Table.self, from: Data(result.output.utf8))
                .sites.map(\.id)
        }
        guard let before = try ids() else { return }
        try folder.write("\n\n" + text("tree/shapes.c"), to: "tree/shapes.c")
        #expect(try ids() == before)
        #expect(before.count == Set(before).count)
        #expect(before.count > 10)
    }

    @Test func aHeaderOfTwoProgramsIsChangedOnce() throws {
        try folder.write(
            "#include \"../tree/draw.h\"\nunsigned k;\nint main(void) { k = inline_draw(); }\n",
            to: "more/a.c")
        guard
            let result = try instrument(["tree/other.c", "tree/shapes.cc", "more/a.c", "--diff"])
        else { return }
        #expect(result.status == 0, "\(result.errors)")
        let changes = result.output.split(separator: "\n").filter {
            $0.hasPrefix("+") && $0.contains("MIDAS_RECORD(") && $0.contains("random()) % 2")
        }
        #expect(changes.count == 1)
        #expect(result.output.contains("+++ b/tree/draw.h"))
        #expect(result.output.contains("+#include \"../midas_record.h\"\n+#line 1\n"))
    }

    private func link(_ path: String, to target: String) throws {
        let link = folder.url.appending(path: path)
        try FileManager.default.createDirectory(
            at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: link.path, withDestinationPath: target)
    }

    private func include(_ header: String) -> String {
        "#include \"\(header)\"\nunsigned k;\nint main(void) { k = inline_draw(); return 0; }\n"
    }

    @Test func aHeaderOfTwoNamesIsOneFile() throws {
        try link("tree/alias.h", to: "draw.h")
        try folder.write(include("alias.h"), to: "tree/linked.c")
        let paths = ["tree/linked.c", "tree/other.c"]
        guard let result = try instrument(paths + ["--in-place"]) else { return }
        #expect(result.status == 0, "\(result.errors)")
        #expect(try text("tree/draw.h").components(separatedBy: "MIDAS_RECORD").count == 2)
        _ = try output("gcc", "gnu11", "tree/linked.c")
    }

    /// A compiler looks beside the name that it was given, not where a link leads.
    @Test func aHeaderBehindALinkInAnotherFolderIsRefused() throws {
        try link("tree/links/draw.h", to: "../draw.h")
        try folder.write(include("links/draw.h"), to: "tree/linked.c")
        guard let result = try instrument(["tree/linked.c", "--in-place"]) else { return }
        #expect(result.status == 1)
        #expect(result.errors.contains("symbolic link"))
        #expect(!(try text("tree/draw.h").contains("MIDAS_RECORD")))
    }

    @Test func aFileThatIsIncludedInAFunctionIsLeftAlone() throws {
        try folder.write("    kept = rand();\n", to: "tree/part.inc")
        try folder.write(
            "#include <stdlib.h>\nint kept;\nint main(void) {\n#include \"part.inc\"\n}\n",
            to: "tree/whole.c")
        guard let result = try instrument(["tree/whole.c", "--in-place"]) else { return }
        #expect(result.status == 1)
        #expect(result.errors.contains("included in the middle of others"))
        #expect(try text("tree/part.inc") == "    kept = rand();\n")
    }

    @Test func whatCannotBeRecordedIsRefusedWithItsPlaceAndLeftAsItIs() throws {
        let before = try text("tree/refused.c")
        guard let result = try instrument(["tree/refused.c", "--in-place"]) else { return }
        #expect(result.status == 1)
        for (line, part) in [
            ("refused.c:19:5", "body of the macro 'KEEP'"), ("refused.c:20:22", "preprocessor"),
            ("refused.c:21:12", "points into memory of the library"),
            ("refused.c:22:5", "argument 1 would have to be evaluated twice"),
            ("refused.c:23:14", "makes an address a number"),
        ] {
            let complaint = result.errors.split(separator: "\n").first { $0.hasPrefix(line) }
            #expect(complaint?.contains(part) == true, "\(line)")
        }
        #expect(try text("tree/refused.c") == before)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/tree/midas_record.h"))
    }

    @Test func aCopyHoldsTheWholeTree() throws {
        try folder.write("all:\n", to: "tree/sub/Makefile")
        guard let result = try instrument(["tree", "--out", "tree/copy"]) else { return }
        #expect(result.status == 1)
        #expect(try text("tree/copy/sub/Makefile") == "all:\n")
        #expect(try text("tree/copy/shapes.c").contains("MIDAS_RECORD"))
        #expect(!(try text("tree/shapes.c").contains("MIDAS_RECORD")))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/tree/copy/copy"))
        let again = try #require(try instrument(["tree", "--out", "tree/copy"]))
        #expect(again.status == 2)
        #expect(again.errors.contains("exists already"))
    }

    @Test func aTableOfSitesCompiles() throws {
        let table = try MidasTool.run(
            ["sites", "--no-cache", "-q", "tree/shapes.c", "--format", "c", "-o", "sites.c"],
            in: folder)
        guard table?.status == 0 else { return }
        let headers = Self.fixtures.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/CMidas/include").path
        let built = try runProcess(
            ["gcc", "-c", "-Wall", "-Wextra", "-Werror", "-I", headers, "sites.c"], in: folder.url)
        #expect(built.status == 0, "\(built.errors)")
    }

    @Test(arguments: [[], ["--diff", "--in-place"]])
    func oneWayOfWritingIsAskedFor(arguments: [String]) throws {
        guard let result = try instrument(["tree"] + arguments) else { return }
        #expect(result.status == 2)
        #expect(result.errors.contains("give one of --diff, --out and --in-place"))
    }
}
