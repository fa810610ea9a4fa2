import MidasDriver
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("tests", "tests/a.c"), ("tests", "src/tests/deep/a.c"), ("*.c", "src/a.c"),
        ("src/*.c", "src/a.c"), ("./src/*.c", "src/a.c"), ("src/**", "src/a/b.c"),
        ("**/gen/*.cc", "a/gen/x.cc"), ("**/gen/*.cc", "gen/x.cc"), ("src/**/x?.c", "src/a/b/x1.c"),
        ("**", "anything"), ("a*b*c.c", "aXXbYYbZc.c"), ("src/net", "src/net/deep/a.c"),
    ])
    func matches(pattern: String, path: String) {
        #expect(Glob(pattern).matches(path))
    }

    @Test(arguments: [
        ("src/*.c", "src/a/b.c"), ("src/*.c", "lib/src/a.c"), ("tests", "mytests/a.c"),
        ("x?.c", "x.c"), ("a*b", "abc"), ("src/**/x.c", "lib/x.c"), ("*.c", "a.cc"),
    ])
    func doesNotMatch(pattern: String, path: String) {
        #expect(!Glob(pattern).matches(path))
    }

    @Test func manyStarsDoNotTakeForever() {
        let pattern = String(repeating: "*a", count: 40) + "b"
        #expect(!Glob(pattern).matches(String(repeating: "a", count: 200)))
    }
}
