import MidasBuildDatabase
import Testing

@Suite struct IncludeFoldersTests {
    @Test func directivesAreReadFromLines() {
        let source = """
            #include <stdio.h>
              # include "a/b.h" // why
            #include_next <x.h>\r
            #include MACRO
            // #include "commented.h"
            #includeq "no.h"
            #include "unclosed.h
            #include ""
            #import "objc.h"
            """
        #expect(
            includeDirectives(in: Array(source.utf8)) == [
                IncludeDirective(name: "stdio.h", isAngled: true),
                IncludeDirective(name: "a/b.h", isAngled: false),
                IncludeDirective(name: "x.h", isAngled: true),
                IncludeDirective(name: "objc.h", isAngled: false),
            ])
    }

    private func quoted(_ names: String...) -> [IncludeDirective] {
        names.map { IncludeDirective(name: $0, isAngled: false) }
    }

    private func folders(
        _ files: [(path: String, directives: [IncludeDirective])], templates: [String] = []
    ) -> IncludeFolders {
        IncludeFolders(
            root: "/t", files: files,
            headers: ["/t/include/net/ev.h", "/t/lib/a/util.h", "/t/lib/b/util.h", "/t/src/own.h"],
            templates: templates, isSystemHeader: { $0 == "event.h" },
            readText: { _ in "#undef HAVE_FORK\n" })
    }

    private func arguments(_ file: String, _ folders: IncludeFolders) -> [String] {
        let unit = FixedFlags(words: [], directory: "/t").unit(for: file)
        return unit.map { folders.complete($0).arguments } ?? []
    }

    @Test func onlyFoldersThatAreNeededAreAddedNearestFirst() {
        let result = folders([
            ("/t/src/x.c", quoted("own.h", "net/ev.h", "event.h", "gone.h")),
            ("/t/lib/b/y.c", quoted("util.h")), ("/t/lib/a/deep/z.c", quoted("util.h")),
        ])
        #expect(
            arguments("/t/lib/a/deep/z.c", result)
                == ["-std=gnu11", "-idirafter", "/t/lib/a", "-idirafter", "/t/include"])
        #expect(result.virtualFiles.isEmpty)
    }

    @Test func generatedHeadersAreStoodInFor() {
        let files = [("/t/src/x.c", quoted("config.h", "port/auto.h", "opcodes.h"))]
        let result = folders(files, templates: ["/t/src/port/auto.h.in"])
        #expect(result.virtualFiles.map(\.path) == ["/t/config.h", "/t/src/port/auto.h"])
        #expect(result.virtualFiles[1].contents.contains("#define HAVE_FORK 1"))
        #expect(!result.virtualFiles[0].contents.contains("HAVE_FORK"))
        #expect(
            arguments("/t/src/x.c", result)
                == ["-std=gnu11", "-idirafter", "/t/src", "-idirafter", "/t"])
    }
}
