import MidasBase
import MidasDriver
import Testing

@Suite struct ConfigurationTests {
    private func message(_ yaml: String) -> String? {
        do {
            _ = try Configuration(yaml: yaml, file: ".midas.yml")
            return nil
        } catch {
            return error.description
        }
    }

    @Test func everyKeyIsRead() throws {
        let configuration = try Configuration(
            yaml: """
                profile: strict
                faults: [io, memory]
                exclude:
                  - tests
                  - "**/*_bench.cc"
                flags: -DX
                programs:
                  server: [src/main.c, src/net/**]
                  tool: tools/dump.c
                logging: [log_message]
                entries: [on_request]
                dictionary: [own.yml]
                """, file: ".midas.yml")
        #expect(configuration.profile == .strict)
        #expect(configuration.faults == [.io, .memory])
        #expect(configuration.excludes.map(\.pattern) == ["tests", "**/*_bench.cc"])
        #expect(configuration.flags == ["-DX"])
        #expect(configuration.programs.map(\.name) == ["server", "tool"])
        #expect(configuration.programs[0].files.map(\.pattern) == ["src/main.c", "src/net/**"])
        #expect(configuration.logging == ["log_message"])
        #expect(configuration.entries == ["on_request"])
        #expect(configuration.dictionaries == ["own.yml"])
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "{}"])
    func anEmptyFileIsTheDefault(yaml: String) throws {
        #expect(try Configuration(yaml: yaml, file: "f") == Configuration())
    }

    @Test(arguments: [
        ("profle: strict", "1:1: error: unknown key 'profle'; did you mean 'profile'?"),
        (
            "exclude: []\nzzzzzz: 1",
            "2:1: error: unknown key 'zzzzzz'; valid are dictionary, entries, exclude, faults, flags, "
                + "logging, profile, programs, tiers"
        ),
        ("profile: stict", "1:10: error: unknown profile 'stict'; did you mean 'strict'?"),
        ("faults: [oi]", "1:9: error: unknown fault 'oi'; did you mean 'io'?"),
        ("- a", "1:1: error: the configuration must be a mapping"),
        ("flags: {a: 1}", "1:8: error: flags must be a list of texts"),
        ("flags: [[x]]", "1:9: error: flags must be a list of texts"),
        ("programs: {server: []}", "1:12: error: a program needs a name and at least one file"),
    ])
    func mistakesAreNamed(yaml: String, expected: String) {
        #expect(message(yaml) == ".midas.yml:" + expected)
    }

    @Test(arguments: [
        "a: [", "\"", "a: b: c", "\u{1}", "x: &a [*a, *b]", "profile: strict\nprofile: strict",
    ])
    func brokenYAMLIsAnError(yaml: String) {
        #expect(message(yaml)?.hasPrefix(".midas.yml:") == true)
    }
}
