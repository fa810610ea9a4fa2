import MidasBuildDatabase
import Testing

@Suite struct GeneratedHeaderTests {
    private let script = """
        page_attribute=const
        empty=""
        found="$somewhere"
        AC_DEFINE([FLAG_GCC_ATOMICS], [1], [What it is for.])
        AC_DEFINE([BIT_SCAN], [__builtin_ffsl])
        AC_DEFINE([BIT_SCAN], [ffsl])
        AC_DEFINE([TLS_MODEL], [__attribute__((tls_model("initial-exec")))])
        AC_DEFINE_UNQUOTED([SIZE_CONST], [$page_attribute])
        AC_DEFINE_UNQUOTED([OPTIONS], ["$found"])
        AC_DEFINE_UNQUOTED([PAUSE], [$empty])
        AC_DEFINE_UNQUOTED([QUANTUM], [$found])
        AC_DEFINE(
        """

    @Test func valuesComeFromTheConfigureScript() {
        let names = [
            "FLAG_GCC_ATOMICS", "BIT_SCAN", "TLS_MODEL", "SIZE_CONST", "OPTIONS", "PAUSE",
            "QUANTUM",
            "LG_SIZEOF_INT", "LG_PAGE", "UNHEARD_OF",
        ]
        let text = VirtualConfig.contents(
            template: names.map { "#undef \($0)" }.joined(separator: "\n"), script: script)
        for line in [
            "FLAG_GCC_ATOMICS 1", "BIT_SCAN __builtin_ffsl",
            "TLS_MODEL __attribute__((tls_model(\"initial-exec\")))", "SIZE_CONST const",
            "OPTIONS \"\"", "PAUSE ", "LG_PAGE 12",
        ] {
            #expect(text.contains("#define \(line)\n"), "\(line)")
        }
        #expect(text.contains("#define LG_SIZEOF_INT"))
        #expect(!text.contains("UNHEARD_OF") && !text.contains("QUANTUM"))
    }

    @Test func whatIsSubstitutedIsReadable() {
        let text = VirtualConfig.contents(
            template: """
                #define MAJOR @major@
                #define NAME "x-@version@"
                #define PREFIX(n) @space@##n
                void *@je_@take(int n); /* a@b */
                #include "part@suffix@.h"
                #define ROOT "${root}"
                #define MINE 1
                #undef MINE
                #cmakedefine01 UNHEARD_OF
                """, script: script)
        for line in [
            "#define MAJOR 1", "#define NAME \"x-\"", "#define PREFIX(n) space##n",
            "void *je_take(int n); /* a@b */", "#include \"part.h\"", "#define ROOT \"\"",
            "#define MINE 1", "#undef MINE", "#define UNHEARD_OF 0",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    private func folders(_ directives: [IncludeDirective]) -> IncludeFolders {
        let texts = [
            "/t/inner/pre.h.in": "#include \"../all.h\"\n#include \"names.h\"\n",
            "/t/all_a.h.in": "#define A @a@\n", "/t/all_b.h.in": "#define B @b@\n",
            "/t/configure.ac": "a=7\n",
        ]
        return IncludeFolders(
            root: "/t", files: [("/t/inner/x.c", directives)], headers: [],
            templates: texts.keys.filter { $0.hasSuffix(".in") }, isSystemHeader: { _ in false },
            readText: { texts[$0] })
    }

    @Test func partsAndWhatGeneratedHeadersIncludeAreStoodInFor() {
        let result = folders([IncludeDirective(name: "pre.h", isAngled: false)])
        #expect(
            result.virtualFiles.map(\.path)
                == ["/t/inner/pre.h", "/t/inner/../all.h", "/t/inner/names.h"])
        #expect(result.virtualFiles[1].contents.contains("#define A 7\n"))
        #expect(result.virtualFiles[1].contents.contains("#define B 1\n"))
    }

    @Test func whatNobodyGeneratesStaysMissing() {
        let result = folders([IncludeDirective(name: "../gone.h", isAngled: false)])
        #expect(result.virtualFiles.isEmpty)
    }
}
