import MidasDictionary
import Testing

/// Each malformed file is refused with the place, the key and the nearest valid word.
@Suite struct MalformedFileTests {
    static let cases: [(text: String, expected: String)] = [
        (
            "entries:\n  f:\n    out: {ret: clock.wal}\n",
            "f.yml:3:16: entries.f.out.ret: unknown cause 'clock.wal'; did you mean 'clock.wall'?"
        ),
        (
            "entries:\n  f:\n    flow: [0 -> ret]\n",
            "f.yml:3:11: entries.f.flow: unknown key 'flow'; did you mean 'flows'?"
        ),
        (
            "entries:\n  f:\n    flows: [0 => ret]\n",
            "f.yml:3:13: entries.f.flows: unknown arrow '=>'; did you mean '->'?"
        ),
        (
            "entries:\n  f:\n    flows: [rte -> ret]\n",
            "f.yml:3:13: entries.f.flows: 'rte' begins no path in 'rte'; valid are ret, an argument "
                + "number, args, this, vararg, errno, value, g:STATE, with * before and [..] behind"
        ),
        (
            "states: {rand: {}}\nentries:\n  f:\n    flows: [g:rnd -> ret]\n",
            "f.yml:4:13: entries.f.flows: unknown hidden state 'rnd'; did you mean 'rand'?"
        ),
        (
            "entries:\n  f:\n    synchronises: lokc 0\n",
            "f.yml:3:19: entries.f.synchronises: unknown synchronisation role 'lokc'; did you mean "
                + "'lock'?"
        ),
        (
            "constants: {O_CREAT: 64}\nentries:\n  f:\n    waits: receive when 1 has O_CRAET\n",
            "f.yml:4:12: entries.f.waits: unknown constant 'O_CRAET'; did you mean 'O_CREAT'?"
        ),
        (
            "entries:\n  f: {traits: [purr]}\n",
            "f.yml:2:16: entries.f.traits: unknown trait 'purr'; did you mean 'pure'?"
        ),
        (
            "entries:\n  f: {also: [g]}\n  g: {}\n",
            "f.yml:3:6: g: the name 'g' belongs to the entry 'f' already"
        ),
        (
            "entries:\n  f: {frees: [0\n",
            "f.yml:3:1: no YAML: did not find expected ',' or ']'"
        ),
        (
            "entries:\n  f: {}\n  f: {}\n",
            "f.yml:2:3: 'f' appears twice in the mapping that begins here"
        ),
        (
            "entries:\n  f: {like: reed}\n  read: {}\n",
            "f.yml:2:13: entries.f.like: unknown entry 'reed'; did you mean 'read'?"
        ),
        ("entires: {}\n", "f.yml:1:10: entires: unknown key 'entires'; did you mean 'entries'?"),
        ("", "f.yml: the file is empty"),
    ]

    @Test(arguments: cases)
    func isRefusedPrecisely(text: String, expected: String) throws {
        let error = try #require(throws: DictionaryProblems.self) {
            try DictionarySource(files: [DictionaryFile(name: "f.yml", text: text)])
        }
        #expect(error.description == expected)
    }

    @Test func allProblemsAreReportedAtOnce() throws {
        let text = "entries:\n  f: {frees: [x], out: {ret: nothing}, waits: never}\n"
        let error = try #require(throws: DictionaryProblems.self) {
            try DictionarySource(files: [DictionaryFile(name: "f.yml", text: text)])
        }
        #expect(
            error.problems.map(\.key) == [
                "entries.f.frees", "entries.f.out.ret", "entries.f.waits",
            ])
    }
}
