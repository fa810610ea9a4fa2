import MidasBase
import MidasDriver
import MidasFindings
import Testing

@Suite struct LabelTests {
    @Test(arguments: [
        ("pure", [Label.state(name: nil, .pure)]),
        ("a=pure, b=deterministic", [.state(name: "a", .pure), .state(name: "b", .deterministic)]),
        ("source floating-point superficial", [.source(.floatingPoint, .superficial)]),
        ("no-source", [.noSource]), ("output contaminated", [.output(.contaminated)]),
        ("race", [.race(true)]), ("no-race", [.race(false)]),
    ])
    func labelsAreRead(text: String, labels: [Label]) {
        #expect(Label.read(text) == labels)
    }

    @Test(arguments: [
        "", "purr", "source clock", "source tick effective", "source clock sometimes", "output",
        "a=", "=pure", "a=b=pure", "race now", "pure contaminated",
    ])
    func otherWordsAreNone(text: String) {
        #expect(Label.read(text) == nil)
    }

    @Test func linesAndDirectivesAreRead() {
        let source = LabelledSource(
            """
            // midas-profile: strict
            // midas-faults: io, memory
            // midas-flags: -std=c11 "-DX=a b"
            // midas-with: other.c more.c
            // midas-gap: needs shapes
            int a; // midas: pure; no-source
            int b; /* midas: deterministic */ /* more */
            char *s = "// midas: not"; // a comment // midas: contaminated
            int c; // midas: purr
            """)
        #expect(source.profile == .strict)
        #expect(source.faults == [.io, .memory])
        #expect(source.flags == ["-std=c11", "-DX=a b"])
        #expect(source.companions == ["other.c", "more.c"])
        #expect(source.gap == "needs shapes")
        #expect(
            source.labels.map { "\($0.number) \($0.label)" } == [
                "6 pure", "6 no-source", "7 deterministic", "8 contaminated",
            ])
        #expect(source.mistakes.map(\.line) == [9])
    }

    @Test(arguments: ["// midas-profile: odd", "// midas-faults: io, odd", "// midas-flag: -DX"])
    func wrongDirectivesAreMistakes(line: String) {
        #expect(LabelledSource(line).mistakes.map(\.line) == [1])
    }
}
