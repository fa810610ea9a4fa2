import Foundation
import MidasDictionary
import MidasDriver
import Testing

/// What a tree calls, and how much of it is known.
@Suite struct SourceUsesTests {
    /// A tree of two files: one calls the other, known functions, and two that nobody knows.
    private func uses() throws -> [ExternalUse] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "midas-uses-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let files = [
            "main.c": """
            #include <stdlib.h>
            #include <time.h>
            #include "vendor.h"
            long stamp(void);
            int main(void) {
                vendor_begin(3);
                vendor_sample();
                vendor_sample();
                return (int)stamp() + abs(rand());
            }
            """,
            "stamp.c": """
            #include <time.h>
            static long wrapped(void) { return time(0); }
            long stamp(void) { return wrapped(); }
            """,
            "vendor.h": "void vendor_begin(int mode);\ndouble vendor_sample(void);\n",
        ]
        for (name, text) in files {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        var request = AnalysisRequest()
        request.paths = [folder.path]
        request.isQuiet = true
        return try SourceUses.read(request, place: .here(UnitParser()))
    }

    @Test func coverageCountsKnownAndUnknownFunctions() throws {
        let coverage = DictionaryCoverage(try uses(), .builtIn())
        #expect(coverage.known.map(\.name) == ["abs", "rand", "time"])
        #expect(coverage.unknown.map(\.name) == ["vendor_begin", "vendor_sample"])
        #expect(
            coverage.report == """
                functions\t3 of 5 known
                calls\t3 of 6 to known functions
                unknown\tvendor_sample\t2
                unknown\tvendor_begin\t1

                """)
    }

    /// What the tree defines, and what only wraps known functions, is no additional source.
    @Test func theUnknownAreEntriesToFillIn() throws {
        let template = DictionaryCoverage(try uses(), .builtIn()).template
        let source = try DictionarySource(
            files: [DictionaryFile(name: "mine.yml", text: template)])
        #expect(source.entries.map(\.name) == ["vendor_begin", "vendor_sample"])
        #expect(source.entries.map(\.signature) == ["void (int)", "double (void)"])
        #expect(!template.contains("wrapped"))
        #expect(!template.contains("stamp"))
        var dictionary = NondeterminismDictionary.builtIn()
        dictionary.add(source)
        #expect(DictionaryCoverage(try uses(), dictionary).unknown.isEmpty)
    }
}
