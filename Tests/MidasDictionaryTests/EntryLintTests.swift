import MidasDictionary
import Testing

/// Entries that contradict themselves are named.
@Suite struct EntryLintTests {
    private func problems(_ text: String) throws -> [String] {
        let file = DictionaryFile(name: "f.yml", text: text)
        return EntryLint.problems(try DictionarySource(files: [file])).map(\.description)
    }

    @Test func theDictionaryItselfHasNoProblem() throws {
        let problems = EntryLint.problems(try Repository.source.get())
        #expect(problems.isEmpty, "\(problems.prefix(5))")
    }

    @Test func anArgumentBeyondTheSignature() throws {
        #expect(
            try problems(
                """
                entries:
                  f: {signature: "int (void *, int (*)(int, int))", out: {"*2": clock.wall}, evidence: man}
                """) == ["f.yml:2:6: f: argument 2 is named, but the signature has 2"])
    }

    @Test func pureFunctionsDoNotWrite() throws {
        #expect(
            try problems(
                "entries:\n  f: {traits: pure, flows: 0 -> *1, evidence: man}\n")
                == ["f.yml:2:6: f: it is pure, and yet writes"])
    }

    @Test func constFunctionsReadNoMemory() throws {
        #expect(
            try problems(
                "entries:\n  f: {traits: const, flows: \"*0 ~> ret\", evidence: man}\n")
                == ["f.yml:2:6: f: it is const, and yet reads memory"])
    }

    @Test func whatNeverReturnsHasNoResult() throws {
        #expect(
            try problems(
                "entries:\n  f: {traits: never-returns, flows: 0 -> ret, evidence: man}\n")
                == ["f.yml:2:6: f: it never returns, and yet has a result"])
    }

    @Test func everyEntryNamesItsEvidence() throws {
        #expect(
            try problems("entries:\n  f: {}\n") == ["f.yml:2:6: f: the entry names no evidence"])
    }

    @Test func entriesAreSorted() throws {
        #expect(
            try problems("entries:\n  g: {evidence: man}\n  f: {evidence: man}\n")
                == ["f.yml:2:6: g: out of order: it belongs behind 'f'"])
    }
}
