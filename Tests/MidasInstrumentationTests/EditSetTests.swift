import Testing

@testable import MidasInstrumentation

@Suite struct EditSetTests {
    private func wrap(_ begin: Int, _ end: Int, _ name: String) -> Wrapping {
        Wrapping(begin: begin, end: end, prefix: "\(name)<", suffix: ">")
    }

    private func applied(_ edits: EditSet, to text: String, header: String = "") -> String {
        String(
            decoding: edits.apply(to: Array(text.utf8), of: "a.c", header: header), as: UTF8.self)
    }

    @Test func wrappingsNestAndFollowEachOther() {
        var edits = EditSet()
        let added1 = edits.add(wrap(4, 5, "c"), to: "a.c")
        #expect(added1)
        let added2 = edits.add(wrap(2, 6, "b"), to: "a.c")
        #expect(added2)
        let added3 = edits.add(wrap(2, 7, "a"), to: "a.c")
        #expect(added3)
        let added4 = edits.add(wrap(7, 9, "d"), to: "a.c")
        #expect(added4)
        #expect(applied(edits, to: "0123456789") == "01a<b<23c<4>5>6>d<78>9")
    }

    @Test func oneEditMayBeAddedOftenAndIsMadeOnce() {
        var edits = EditSet()
        let added5 = edits.add(wrap(0, 1, "a"), to: "a.c")
        #expect(added5)
        let added6 = edits.add(wrap(0, 1, "a"), to: "a.c")
        #expect(added6)
        #expect(applied(edits, to: "xy", header: "h\n") == "h\na<x>y")
        #expect(edits.files == ["a.c"])
    }

    @Test func overlapsAndOtherEditsOfOneTextAreRefused() {
        var edits = EditSet()
        let added7 = edits.add(wrap(2, 5, "a"), to: "a.c")
        #expect(added7)
        let added8 = edits.add(wrap(4, 7, "b"), to: "a.c")
        #expect(!added8)
        let added9 = edits.add(wrap(2, 5, "b"), to: "a.c")
        #expect(!added9)
        let added10 = edits.add(wrap(4, 7, "b"), to: "b.c")
        #expect(added10)
        #expect(applied(edits, to: "0123456789") == "01a<234>56789")
    }

    @Test func aByteOrderMarkStaysFirst() {
        var edits = EditSet()
        let added11 = edits.add(wrap(3, 4, "a"), to: "a.c")
        #expect(added11)
        #expect(applied(edits, to: "\u{FEFF}xy", header: "h\n") == "\u{FEFF}h\na<x>y")
    }

    @Test func filesWithoutEditsStayAsTheyAre() {
        #expect(applied(EditSet(), to: "xy", header: "h\n") == "xy")
    }
}

@Suite struct SiteNumberTests {
    @Test func numbersDoNotDependOnLinesAndDifferWithinATree() {
        var first = SiteNumbers()
        var second = SiteNumbers()
        let a = first.number(file: "a.c", function: "f", what: "time")
        let b = first.number(file: "a.c", function: "f", what: "time")
        let c = first.number(file: "a.c", function: "g", what: "time")
        #expect(Set([a, b, c, 0]).count == 4)
        let again12 = second.number(file: "a.c", function: "f", what: "time")
        #expect(again12 == a)
        let again13 = second.number(file: "a.c", function: "g", what: "time")
        #expect(again13 == c)
        let again14 = second.number(file: "a.c", function: "f", what: "time")
        #expect(again14 == b)
    }
}
