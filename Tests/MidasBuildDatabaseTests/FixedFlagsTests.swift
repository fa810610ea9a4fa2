import MidasBuildDatabase
import Testing

@Suite struct FixedFlagsTests {
    @Test func flagsFileHasOneArgumentALine() {
        let flags = FixedFlags(
            flagsFile: Array("-I\n  my dir\r\n\n-DX=1\n-fplugin=evil.so\n".utf8),
            file: "/p/compile_flags.txt")
        #expect(flags.arguments == ["-I", "my dir", "-DX=1"])
        #expect(flags.directory == "/p")
    }

    @Test func dialectIsAddedWhereNoneIsNamed() {
        let defaults = FixedFlags.defaults(directory: "/p")
        #expect(defaults.unit(for: "/p/a.c")?.arguments == ["-D_GNU_SOURCE", "-std=gnu11"])
        #expect(defaults.unit(for: "/p/a.cc")?.arguments == ["-D_GNU_SOURCE", "-std=gnu++17"])
        #expect(defaults.unit(for: "/p/a.h") == nil)
        let named = FixedFlags(words: ["-std=c99"], directory: "/p")
        #expect(named.unit(for: "/p/a.c")?.arguments == ["-std=c99"])
    }

    @Test func languageFlagCountsForEveryFile() {
        let flags = FixedFlags(words: ["-x", "c++", "-std=c++20"], directory: "/p")
        #expect(flags.unit(for: "/p/a.inc")?.language == .cxx)
    }
}
