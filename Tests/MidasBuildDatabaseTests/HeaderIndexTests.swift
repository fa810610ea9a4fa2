import MidasBuildDatabase
import Testing

@Suite struct HeaderIndexTests {
    private let index = HeaderIndex(headers: [
        "/t/include/net/ev.h", "/t/deps/a/include/net/ev.h", "/t/deps/a/util.h", "/t/deps/b/util.h",
        "/t/src/util.h", "/t/top.h",
    ])

    @Test(arguments: [
        ("net/ev.h", "/t/src/x.c", "/t/include"),
        ("net/ev.h", "/t/deps/a/src/x.c", "/t/deps/a/include"),
        ("util.h", "/t/src/x.c", "/t/src"), ("util.h", "/t/deps/b/x.c", "/t/deps/b"),
        ("util.h", "/elsewhere/x.c", "/t/src"), ("./top.h", "/t/src/x.c", "/t"),
        ("t/top.h", "/t/src/x.c", "/"),
    ])
    func theNearestHeaderWins(name: String, includer: String, folder: String) {
        #expect(index.folder(for: name, includedFrom: includer) == folder)
    }

    @Test(arguments: ["gone.h", "ev.c", "../util.h", "", "v.h"])
    func otherNamesHaveNone(name: String) {
        #expect(index.folder(for: name, includedFrom: "/t/src/x.c") == nil)
    }
}
