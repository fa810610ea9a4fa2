import Foundation
import Glibc
import MidasBuildDatabase
import MidasDriver
import MidasFindings
import TestSupport
import Testing

/// What is wrong with one file costs that file: it is named with a reason, and the rest is analysed.
@Suite struct BadInputTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("int good(void) { return 1; }\n", to: "good.c")
    }

    private func report(change: (inout AnalysisRequest) -> Void = { _ in }) throws -> Report {
        var request = AnalysisRequest()
        request.paths = ["."]
        request.usesCache = false
        request.isQuiet = true
        request.jobs = 1
        change(&request)
        return try Analyzer.run(request, folder: folder.path, place: .here(UnitParser())).report
    }

    private func messages(_ report: Report, about file: String) -> [String] {
        report.diagnostics.filter { $0.location?.file == file }.map(\.message)
    }

    @Test func binaryFIFOAndLoopedFilesCostThemselvesOnly() throws {
        try folder.write("\u{0}ELF", to: "binary.c")
        try #require(mkfifo(folder.path + "/fifo.c", 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/loop.c", withDestinationPath: "loop.c")
        let report = try report()
        #expect(report.summary.translationUnits == 1)
        #expect(report.summary.failedTranslationUnits == 3)
        #expect(report.summary.status == .incomplete)
        #expect(messages(report, about: "binary.c") == ["is a binary file"])
        #expect(messages(report, about: "fifo.c") == ["is a FIFO, not a file"])
        #expect(messages(report, about: "loop.c") == ["symbolic links lead in a circle"])
    }

    @Test func hugeUnreadableAndVanishedFilesCostThemselvesOnly() throws {
        let huge = try folder.write("", to: "huge.c")
        let handle = try FileHandle(forWritingTo: huge)
        try handle.truncate(atOffset: 65 << 20)
        try handle.close()
        // Even the superuser cannot read the first page of a process.
        for (name, target) in [("unreadable.c", "/proc/self/mem"), ("vanished.c", "nowhere.c")] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/" + name, withDestinationPath: target)
        }
        let report = try report()
        #expect(report.summary.translationUnits == 1)
        #expect(report.summary.failedTranslationUnits == 3)
        #expect(messages(report, about: "huge.c") == ["is larger than 64 MB"])
        #expect(messages(report, about: "unreadable.c") == ["input/output error"])
        #expect(messages(report, about: "vanished.c") == ["no such file or folder"])
    }

    /// Sources that others include are no units where they do not stand alone.
    @Test func partsOfOtherSourcesAreSeenWhereTheyAreIncluded() throws {
        try folder.write(
            "typedef int word;\n#include \"part.c\"\n#include \"alone.c\"\n", to: "whole.c")
        try folder.write("word part(word a) { return a; }\n", to: "part.c")
        try folder.write("static int alone(void) { return 3; }\n", to: "alone.c")
        let report = try report()
        #expect(report.summary.translationUnits == 3)
        #expect(report.summary.failedTranslationUnits == 0)
        #expect(report.summary.status == .complete)
        #expect(
            messages(report, about: "part.c") == [
                "is included by other sources and is no unit of its own"
            ])
    }

    @Test(arguments: ["", "\n", "// nothing", "\u{FEFF}int x;\n"])
    func filesWithNextToNothingAreUnits(text: String) throws {
        try folder.write(text, to: "empty.c")
        let report = try report()
        #expect(report.summary.translationUnits == 2)
        #expect(report.summary.failedTranslationUnits == 0)
    }

    @Test func syntaxErrorsAreNamedAndTheRestOfTheFileIsAnalysed() throws {
        try folder.write("int f(void) { return ; ) }\nint g(void) { return 2; }\n", to: "bad.c")
        let report = try report()
        #expect(report.summary.translationUnits == 2)
        #expect(report.summary.status == .incomplete)
        #expect(report.diagnostics.contains { $0.severity == .error && $0.location?.line == 1 })
    }

    @Test func missingHeadersAreNamedWithWhatHelps() throws {
        try folder.write("#include \"gone.h\"\nint f(void) { return 1; }\n", to: "bad.c")
        let found = try messages(report(), about: "bad.c")
        #expect(
            found.contains { $0.contains("'gone.h' file not found") && $0.contains("-I FOLDER") })
    }

    @Test func includesInACircleEnd() throws {
        try folder.write("#include \"loop.h\"\nint f(void);\n", to: "loop.h")
        try folder.write("#include \"loop.h\"\n", to: "bad.c")
        let report = try report()
        #expect(report.summary.translationUnits == 2)
        #expect(report.diagnostics.contains { $0.message.contains("nested too deeply") })
    }

    @Test func oddNamesAreAnalysed() throws {
        for name in ["a b.c", "q'\".c", "new\nline.c", "-x.c"] {
            try folder.write("int v;\n", to: name)
        }
        let report = try report()
        #expect(report.summary.translationUnits == 5)
        #expect(report.summary.failedTranslationUnits == 0)
    }

    @Test func aParserThatCannotBeStartedIsReported() {
        let process = ParserProcess(program: "/nonexistent")
        let unit = FixedUnit.of(folder.path + "/good.c")
        #expect(process.parse(unit) == .failure("the parser could not be started"))
    }

    @Test func aParserThatDiesIsReplacedOnceAndReported() {
        let process = ParserProcess(program: "/bin/false")
        let unit = FixedUnit.of(folder.path + "/good.c")
        #expect(process.parse(unit) == .failure("the parser ended without an answer"))
    }

    @Test func aParserThatHangsIsEnded() throws {
        let script = try folder.write("#!/bin/sh\nexec sleep 1000\n", to: "hang")
        try #require(chmod(script.path, 0o700) == 0)
        let process = ParserProcess(program: script.path, patience: 100)
        let unit = FixedUnit.of(folder.path + "/good.c")
        #expect(process.parse(unit) == .failure("the parser gave no answer for 0 s"))
    }

    @Test func noPathIsWrongUsage() {
        #expect(throws: UsageError.self) { try report { $0.paths = [] } }
    }
}

/// A request for one file without flags.
private enum FixedUnit {
    static func of(_ file: String) -> ParserRequest {
        ParserRequest(
            unit: CompileUnit(file: file, directory: "/", language: .c, arguments: []), root: "/")
    }
}
