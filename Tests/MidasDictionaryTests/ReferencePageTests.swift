import Foundation
import MidasDictionary
import Testing

/// The reference page in the tree is the one that the entries give.
@Suite struct ReferencePageTests {
    /// With `MIDAS_RECORD=1` the page is written instead.
    @Test func thePageIsCurrent() throws {
        let page = ReferencePage.text(NondeterminismDictionary(try Repository.source.get()))
        let file = Repository.root.appending(path: "Documentation/dictionary.md")
        if ProcessInfo.processInfo.environment["MIDAS_RECORD"] == "1" {
            try page.write(to: file, atomically: true, encoding: .utf8)
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        #expect(
            recorded == page, "run: MIDAS_RECORD=1 swift test --filter ReferencePageTests")
    }

    @Test func sourcesAreTabledAndOthersListed() throws {
        let text = """
            library: test
            header: a.h
            entries:
              clock: {out: {ret: clock.cpu}, evidence: man}
              copy: {flows: "0 -> ret", evidence: man}
              pick: {out: {ret: clock.wall when 0 == 1}, also: [choose], evidence: man}
            """
        let source = try DictionarySource(files: [DictionaryFile(name: "t.yml", text: text)])
        let page = ReferencePage.text(NondeterminismDictionary(source))
        #expect(page.contains("## test\n\n### a.h\n\n"))
        #expect(page.contains("| `clock` | `clock.cpu` |\n"))
        #expect(page.contains("| `pick` and 1 more | `clock.wall` on a condition |\n"))
        #expect(page.contains("\nDeterministic: `copy`\n"))
        #expect(page.contains("| `clock.cpu` | certain |  | 1 |\n"))
    }
}
