import MidasBuildDatabase
import Testing

@Suite struct VirtualConfigTests {
    @Test func templateDecidesWhatIsDefined() {
        let text = VirtualConfig.contents(
            template: """
                /* Define to 1 if you have the <sys/epoll.h> header. */
                #undef HAVE_SYS_EPOLL_H
                # undef HAVE_FORK
                #cmakedefine HAVE_FDATASYNC @X@
                #undef HAVE_KQUEUE
                #undef SIZEOF_LONG
                #undef const
                #define KEPT 1
                """)
        #expect(text.contains("#if __has_include(<sys/epoll.h>) || __has_include(<sys_epoll.h>)\n"))
        #expect(text.contains("#define HAVE_FORK 1\n"))
        #expect(text.contains("#define HAVE_FDATASYNC 1\n"))
        #expect(text.contains("#define SIZEOF_LONG __SIZEOF_LONG__\n"))
        #expect(!text.contains("KQUEUE") && !text.contains("const"))
        #expect(text.contains("#define KEPT 1\n"))
    }

    @Test func configIsStoodInForWithoutATemplate() {
        #expect(VirtualConfig.isConventional("config.h"))
        #expect(VirtualConfig.isConventional("lib/config.h"))
        #expect(!VirtualConfig.isConventional("opcodes.h"))
        #expect(VirtualConfig.contents(template: "").contains("#include <stdint.h>\n"))
    }
}
