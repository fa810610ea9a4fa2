import MidasBuildDatabase
import Testing

@Suite struct CompilationDatabaseTests {
    private func database(_ text: String, files: [String: String] = [:]) -> CompilationDatabase {
        CompilationDatabase(Array(text.utf8), file: "/p/compile_commands.json") { path in
            files[path].map { Array($0.utf8) }
        }
    }

    /// The arguments of the one unit of a database with that one command.
    private func arguments(_ command: String, files: [String: String] = [:]) throws -> [String] {
        let result = database(
            #"[{"directory": "/p", "file": "a.c", "command": "\#(command)"}]"#, files: files)
        return try #require(result.units.first).arguments
    }

    @Test func bothFormsGiveTheSameUnit() throws {
        let units = [
            #"[{"directory":"/p/sub","file":"../a.c","command":"cc -DX=\"a b\" -I inc -c ../a.c -o a.o"}]"#,
            #"[{"directory":"sub","file":"../a.c","arguments":["cc","-DX=a b","-I","inc","-c","../a.c","-o","a.o"]}]"#,
        ].map { database($0.replacing(#"\""#, with: #"\""#)).units }
        #expect(units[0] == units[1])
        let unit = try #require(units[0].first)
        #expect(unit.file == "/p/a.c")
        #expect(unit.directory == "/p/sub")
        #expect(unit.language == .c)
        #expect(unit.arguments == ["-DX=a b", "-I", "inc"])
        #expect(unit.output == "/p/sub/a.o")
    }

    @Test func equalEntriesAreOneUnitAndOtherFlagsAnother() {
        let result = database(
            """
            [{"directory": "/p", "file": "a.c", "command": "cc -O2 -c a.c -o x.o"},
             {"directory": "/p", "file": "./a.c", "command": "cc -O2 -Wall -c a.c -o y.o"},
             {"directory": "/p", "file": "a.c", "command": "cc -O2 -DTEST -c a.c"},
            ]
            """)
        #expect(result.problems.isEmpty)
        #expect(result.units.map(\.arguments) == [["-O2"], ["-O2", "-DTEST"]])
    }

    @Test func aBrokenEntryIsNamedAndTheRestIsRead() {
        let result = database(
            """
            [{"directory": "/p", "file": "a.c", "command": "cc -c a.c"},
             {"directory": "/p", "file": "b.c"},
             17,
             {"directory": "/p", "arguments": ["cc"]},
             {"directory": "/p", "file": "c.c", "arguments": ["cc", 3]},
             {"directory": "/p", "file": "d.c", "arguments": []},
             {"file": "e.cc", "command": "c++ -c e.cc", "extra": {"x": [null, true, -1.5e3]}}]
            """)
        #expect(result.units.map(\.file) == ["/p/a.c", "/p/e.cc"])
        #expect(result.problems.map(\.line) == [2, 3, 4, 5, 6])
    }

    @Test(arguments: [
        ("", "the document ends too early"), ("{}", "expected an array of commands"),
        ("[", "the document ends too early"), ("[] x", "text after the document"),
        ("[{\"a\" 1}]", "expected ':'"), ("[\"abc", "a string has no end"),
        ("[nope]", "expected a value"),
        ("[\"\\u12\"]", "\\u needs four hexadecimal digits"), ("[1 2]", "expected ',' or ']'"),
    ])
    func brokenDocumentsAreNamed(text: String, message: String) {
        let result = database(text)
        #expect(result.units.isEmpty)
        #expect(result.problems.map(\.message) == [message])
    }

    @Test func deepNestingIsRefused() {
        let result = database(String(repeating: "[", count: 1_000_000))
        #expect(result.problems.map(\.message) == ["nested too deeply"])
    }

    @Test func binaryInputIsRefused() {
        let result = CompilationDatabase([0, 255, 128, 10, 34], file: "/p/db.json") { _ in nil }
        #expect(result.problems.map(\.message) == ["expected a value"])
    }

    @Test func escapesInStringsAreDecoded() {
        let result = database(
            #"[{"directory": "/p", "file": "\u00fc\ud83d\ude00\ud83d \t\"x.c", "arguments": ["cc"]}]"#
        )
        #expect(result.units.map(\.file) == ["/p/ü😀\u{FFFD} \t\"x.c"])
    }

    @Test func filesOfOtherLanguagesAreLeftOut() {
        let result = database(
            """
            [{"directory": "/p", "file": "a.S", "command": "cc -c a.S"},
             {"directory": "/p", "file": "b.f90", "command": "gfortran -c b.f90"},
             {"directory": "/p", "file": "c.inc", "command": "cc -x c++ -c c.inc"}]
            """)
        #expect(result.units.map(\.file) == ["/p/c.inc"])
        #expect(result.units.first?.language == .cxx)
    }

    @Test func responseFilesAreReadRelativeToTheDirectory() throws {
        let files = ["/p/args.rsp": "-DA -I 'my dir' @more.rsp", "/p/more.rsp": "-DB\n-DC"]
        #expect(
            try arguments("cc @args.rsp -c a.c", files: files)
                == ["-DA", "-I", "my dir", "-DB", "-DC"])
    }

    @Test func responseFilesThatLoopEnd() throws {
        let result = database(
            #"[{"directory": "/p", "file": "a.c", "command": "cc @a.rsp @gone -c a.c"}]"#,
            files: ["/p/a.rsp": "-DA @a.rsp"])
        #expect(result.units.count == 1)
        #expect(
            result.problems.map(\.message) == [
                "response files name each other too deeply", "response file cannot be read",
            ])
    }

    @Test func nothingThatLoadsCodeOrWritesFilesPasses() throws {
        let hostile =
            "cc -fplugin=evil.so -Xclang -load -Xclang evil.so -fpass-plugin=evil.so -wrapper evil "
            + "-specs=evil -MF out -MMD -save-temps -ftime-trace -fmodules-cache-path=/x "
            + "-mllvm -load=evil.so --config evil.cfg -include-pch evil.pch -B /evil -oout -cc1 "
            + "-emit-obj -c a.c"
        #expect(try arguments(hostile) == [])
    }

    @Test func flagsOfGCCAloneAreLeftOut() throws {
        let gcc =
            "gcc -fno-tree-vectorize --param max-inline-insns=9 -mpreferred-stack-boundary=4 "
            + "-fconserve-stack -flto=auto -fsigned-char -fno-exceptions -Og -Wp,-MD,x.d,-DP -ggdb "
            + "-c a.c"
        #expect(try arguments(gcc) == ["-fsigned-char", "-fno-exceptions", "-O2", "-DP"])
    }

    @Test(arguments: [
        ("ccache gcc", []), ("env LANG=C nice -n 5 ccache /usr/bin/gcc-12", []),
        ("CCACHE_DIR=/x ccache cc", []), ("libtool --mode=compile gcc", []),
        ("arm-linux-gnueabihf-gcc-12", ["--target=arm-linux-gnueabihf"]),
        ("/opt/x/bin/aarch64-linux-gnu-g++", ["--target=aarch64-linux-gnu"]),
        ("clang --target=riscv64-linux-gnu", ["--target=riscv64-linux-gnu"]),
        ("clang -target riscv64-linux-gnu", ["--target=riscv64-linux-gnu"]), ("clang-19", []),
    ])
    func launchersAndCrossCompilersAreRead(compiler: String, target: [String]) throws {
        #expect(try arguments("\(compiler) -DX -c a.c") == target + ["-DX"])
    }

    @Test func theCompilersNameDecidesTheLanguage() {
        let result = database(
            """
            [{"directory": "/p", "file": "a.c", "command": "g++ -c a.c"},
             {"directory": "/p", "file": "b.cc", "command": "gcc -c b.cc"},
             {"directory": "/p", "file": "c.cc", "command": "g++ -x c -c c.cc"}]
            """)
        #expect(result.units.map(\.language) == [.cxx, .cxx, .c])
    }
}
