import MidasBase
import MidasIR
import Testing

@Suite struct TextFormTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func printedUnitsParseBack(seed: UInt64) throws {
        let unit = RandomUnit.make(seed: seed)
        let text = UnitPrinter.print(unit)
        let parsed = try UnitParser.parse(text)
        #expect(parsed == unit)
        #expect(UnitPrinter.print(parsed) == text)
    }

    @Test func theEmptyUnitParsesBack() throws {
        let unit = Unit(path: "", language: .c)
        #expect(try UnitParser.parse(UnitPrinter.print(unit)) == unit)
    }

    @Test func functionsShowNamesAndPositions() throws {
        let unit = SampleUnit.counter
        let text = UnitPrinter.print(FunctionID(UInt32(0)), of: unit)
        #expect(text.contains("v1 load t1'i32' at p1'self->count'"))
        #expect(text.contains("v2 binary add t1'i32' v1 c0'1'"))
        #expect(text.contains("; counter.c:3:5"))
        #expect(!text.contains("place"))
        #expect(try UnitParser.parse(UnitPrinter.print(unit)) == unit)
    }

    /// Every mistake is told with its line.
    @Test(arguments: [
        ("", 0, "the first line is not 'midas-ir 1'"),
        ("midas-ir 1\n\nunit pascal \"\" lines 0", 3, "'pascal' is no language"),
        ("midas-ir 1\nunit c \"a.c\" lines 0\n", 2, "the path is not among the strings"),
        ("midas-ir 1\nunit c \"\" lines 0\nstring \"a", 3, "a string has no end"),
        ("midas-ir 1\nunit c \"\" lines 0\nstring \"\\q\"", 3, "a string holds an unknown escape"),
        ("midas-ir 1\nunit c \"\" lines 0\ntype int", 3, "'int' is no kind of type"),
        ("midas-ir 1\nunit c \"\" lines 0\nv0 load t0", 3, "'v0' starts no line"),
        (
            "midas-ir 1\nunit c \"\" lines 4294967296", 2,
            "'4294967296' is no number that fits here"
        ),
    ])
    func mistakesAreToldWithTheirLine(text: String, line: Int, message: String) {
        #expect(throws: TextFormError(line: line, message: message)) {
            try UnitParser.parse(text)
        }
    }

    @Test func idsThatNameNothingAreRefused() {
        let text = "midas-ir 1\nunit c \"\" lines 0\ntype pointer t7 size 8 align 8\n"
        #expect(throws: VerifierError(message: "an id names a type that is not there")) {
            try UnitParser.parse(text)
        }
    }

    /// Whichever line is missing: the rest parses, or an error is thrown.
    @Test func textsWithoutALineNeverCrash() {
        let lines = UnitPrinter.print(RandomUnit.make(seed: 7)).split(separator: "\n")
        for missing in stride(from: 0, to: lines.count, by: 5) {
            var rest = lines
            rest.remove(at: missing)
            _ = try? UnitParser.parse(rest.joined(separator: "\n"))
        }
    }
}
