import MidasDictionary
import Testing

/// What people are shown.
@Suite struct ReportTests {
    private func dictionary() throws -> NondeterminismDictionary {
        let text = """
            library: test
            entries:
              clock: {signature: long (void), out: {ret: clock.cpu}, evidence: ["probe:clock"]}
              strlen: {flows: "*0[text] ~> ret", traits: pure, evidence: man, threads: safe}
            """
        let file = DictionaryFile(name: "f.yml", text: text)
        return NondeterminismDictionary(try DictionarySource(files: [file]))
    }

    @Test func anEntryIsShownAsItIsWritten() throws {
        let dictionary = try dictionary()
        #expect(
            dictionary.entry("strlen")?.report(dictionary) == """
                strlen: function of test
                  traits:
                    pure
                  flows:
                    *0[text] ~> ret
                  threads: safe

                """)
    }

    @Test func anExplanationSaysWhatItRestsOn() throws {
        let dictionary = try dictionary()
        #expect(
            dictionary.entry("clock")?.explanation(dictionary) == """
                clock: function of test
                  signature: long (void)
                  ret may differ: clock.cpu, certain
                  defined in f.yml
                  rests on an experiment: it differed when only clock was varied

                """)
    }

    @Test func entriesAreListedByCategoryOrRefinement() throws {
        let dictionary = try dictionary()
        #expect(dictionary.listing(category: "clock") == "clock\tfunction\tclock.cpu\n")
        #expect(dictionary.listing(category: "clock.wall") == "")
        #expect(dictionary.listing().split(separator: "\n").count == 2)
        #expect(NondeterminismDictionary.isCategory("floating-point"))
        #expect(!NondeterminismDictionary.isCategory("time"))
    }

    @Test func coverageCountsFunctionsAndCalls() throws {
        let uses = [
            ExternalUse(name: "strlen", calls: 3),
            ExternalUse(name: "mine", calls: 2, places: ["a.c:1"], signature: "int (\"x\")"),
            ExternalUse(name: "yours", calls: 9),
        ]
        let coverage = DictionaryCoverage(uses, try dictionary())
        #expect(
            coverage.report == """
                functions\t1 of 3 known
                calls\t3 of 14 to known functions
                unknown\tyours\t9
                unknown\tmine\t2

                """)
        #expect(
            coverage.template.hasPrefix(
                """
                entries:
                  "mine":
                    # 2 calls: a.c:1
                    signature: "int (\\"x\\")"
                """))
    }

    @Test func theTemplateForUnknownFunctionsIsADictionary() throws {
        let uses = [ExternalUse(name: "ns::f", calls: 1, signature: "void (\"\\\\\")")]
        let template = DictionaryCoverage(uses, try dictionary()).template
        let source = try DictionarySource(files: [DictionaryFile(name: "t.yml", text: template)])
        #expect(source.entries.map(\.name) == ["ns::f"])
    }
}
