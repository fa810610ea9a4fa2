import Foundation
import MidasDictionary
import Testing

/// What is compiled into the tool is what the files say.
@Suite struct CompiledFormTests {
    /// With `MIDAS_RECORD=1` the packs are written instead; then the package is built again.
    @Test(arguments: DictionarySource.packs)
    func packsEqualAFreshCompile(folder: String, name: String) throws {
        let source = try Repository.source.get()
        let fresh = source.compiledPack(folder: "Dictionary/\(folder)/", name: name)
        let file = Repository.root.appending(
            path:
                "Sources/MidasDictionary/Compiled/\(name.prefix(1).uppercased())\(name.dropFirst()).swift"
        )
        if ProcessInfo.processInfo.environment["MIDAS_RECORD"] == "1" {
            try fresh.write(to: file, atomically: true, encoding: .utf8)
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        #expect(
            recorded == fresh,
            "run: MIDAS_RECORD=1 swift test --filter CompiledFormTests")
    }

    @Test func everyEntryIsReadBackAsItWas() throws {
        let source = try Repository.source.get()
        let read = NondeterminismDictionary(source)
        let compiled = try NondeterminismDictionary(compiling: source)
        #expect(compiled.entries().count == source.entries.count)
        for entry in source.entries {
            for name in entry.names {
                let copy = try #require(compiled.entry(name), "\(name)")
                let same = copy.statements(compiled).elementsEqual(entry.statements(read), by: ==)
                #expect(
                    same && copy.name == entry.name
                        && copy.signature == entry.signature && copy.evidence == entry.evidence
                        && copy.note == entry.note && copy.threadSafety == entry.threadSafety
                        && copy.number == entry.number && copy.siblings == entry.siblings,
                    "\(name)")
            }
        }
    }

    @Test func theBuiltInDictionaryKnowsWhatTheFilesKnow() throws {
        let builtIn = NondeterminismDictionary.builtIn()
        #expect(
            builtIn.entries().map(\.name) == (try Repository.source.get()).entries.map(\.name))
        let time = try #require(builtIn.function("time"))
        #expect(time.outputs.first?.cause == .refinement(.clockWall))
    }

    @Test func damagedPacksAreRefused() throws {
        let source = try Repository.source.get()
        let bytes = NondeterminismDictionary.compactForm(of: source)
        #expect(throws: (any Error).self) {
            try NondeterminismDictionary(compact: Array(bytes.prefix(20)))
        }
        #expect(throws: (any Error).self) { try NondeterminismDictionary(compact: []) }
        // Records cut short are not found rather than trapped on.
        for cut in stride(from: bytes.count / 2, to: bytes.count, by: bytes.count / 7) {
            if let damaged = try? NondeterminismDictionary(compact: Array(bytes.prefix(cut))) {
                _ = damaged.function("time")
            }
        }
    }
}
