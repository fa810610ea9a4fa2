import Foundation
import Testing

@testable import MidasInstrumentation

@Suite struct CallTextTests {
    @Test(arguments: [
        ("time(NULL)", "time", ["NULL"]),
        ("time()", "time", []),
        ("f( a , g(b, c) , \"x,)\" )", "f", ["a", "g(b, c)", "\"x,)\""]),
        ("std::chrono::steady_clock::now()", "now", []),
        ("(*table[i])(x /* , y */, ')')", "i", ["x /* , y */", "')'"]),
        ("read(fd,\n  // one, two\n  buffer, n)", "read", ["fd", "// one, two\n  buffer", "n"]),
    ])
    func callsAreCutIntoArguments(text: String, name: String, arguments: [String]) throws {
        let call = try #require(CallText(Array(text.utf8)))
        #expect(call.calleeName == name)
        #expect(
            call.arguments.indices.map {
                String(decoding: call.argument($0) ?? [], as: UTF8.self)
            } == arguments)
    }

    @Test(arguments: ["time", "f(", "a[1]", "(x", "f(a]", "", "time, 0)"])
    func otherTextIsNoCall(text: String) {
        #expect(CallText(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        "&tv", "buffer", "&s->started", "p[i]", "&table[i].value", "a + 1", "*out", "sizeof key",
        "sizeof(key)", "(&tv)", "buffer + used", "&ns::wall", "4", "a - -b",
    ])
    func whatIsOnlyNamedMayBeWrittenTwice(text: String) {
        #expect(TokenScanner.isRepeatable(Array(text.utf8)), "\(text)")
    }

    @Test(arguments: [
        "next()", "p++", "--p", "a = b", "x, y", "p[i++]", "(f)(x)", "a ? b : c", "\"s\"[0], 1",
        "table[at(i)]", "!p",
    ])
    func whatDoesSomethingMayNot(text: String) {
        #expect(!TokenScanner.isRepeatable(Array(text.utf8)), "\(text)")
    }
}

@Suite struct MacroBodyTests {
    private func body(_ text: String, around word: String) -> MacroBody? {
        guard let range = text.range(of: word, options: .backwards) else { return nil }
        let offset = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        return MacroBody(in: Array(text.utf8), around: offset)
    }

    @Test(arguments: [
        ("int a;\n#define NOW() time(0)\n", "NOW", "time(0)"),
        ("#define NOW ((time(0)))", "NOW", "time(0)"),
        ("# define  BOTH(a, b) (x) + (time(0))", "BOTH", "(x) + (time(0))"),
        ("#define LONG \\\n  time(0)\nint b;", "LONG", "time(0)"),
    ])
    func definitionsAreFound(text: String, name: String, expected: String) throws {
        let found = try #require(body(text, around: "time"))
        #expect(found.name == name)
        #expect(String(decoding: found.text, as: UTF8.self) == expected)
    }

    @Test func codeIsNoDefinition() {
        #expect(body("x = time(0);", around: "time") == nil)
        #expect(body("#if time", around: "time") == nil)
    }
}

@Suite struct RecordedCallTests {
    private func site(_ text: String) -> UInt32? {
        guard let range = text.range(of: "time", options: .backwards) else { return nil }
        let offset = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        return RecordedCalls.site(at: offset, in: Array(text.utf8))
    }

    @Test(arguments: [
        "x = MIDAS_RECORD(0x0000002au, time(0));",
        "MIDAS_RECORD_CALL(0x0000002au, &tv[f(1, 2)], sizeof *(&tv), time(&tv, 0));",
        "g(MIDAS_RECORD(0x0000002au, time(0)))",
        "MIDAS_RECORD_MEMORY(0x00000001u, p, 4, MIDAS_RECORD(0x0000002au, time(0)))",
    ])
    func recordedCallsAreKnown(text: String) { #expect(site(text) == 42) }

    @Test(arguments: [
        "x = time(0);",
        "MIDAS_RECORD(0x0000002au, random()) + time(0)",
        "MIDAS_RECORD(0x0000002au, f(time(0)))",
        "MIDAS_RECORD(0x0000002au, a + time(0))",
        "MIDAS_RECORD_OBJECT(site, time)",
    ])
    func othersAreNot(text: String) { #expect(site(text) == nil) }
}
