import MidasBuildDatabase
import Testing

@Suite struct DatabaseLocatorTests {
    private let files: Set<String> = [
        "/compile_flags.txt", "/p/compile_commands.json", "/p/build-release/compile_commands.json",
        "/p/build/compile_commands.json", "/p/src/compile_flags.txt",
        "/p/src/build/compile_commands.json", "/p/out/compile_commands.json",
    ]

    private func candidates(_ folder: String) -> [DatabaseLocator.Candidate] {
        DatabaseLocator.candidates(
            from: folder,
            subfolders: { folder in
                Set(
                    files.compactMap { Paths.relative($0, to: folder)?.split(separator: "/").first }
                )
                .map(String.init)
            },
            exists: files.contains)
    }

    @Test func theNearestFolderCountsFirst() {
        #expect(
            candidates("/p/src/deep") == [
                .commands("/p/src/build/compile_commands.json"), .flags("/p/src/compile_flags.txt"),
                .commands("/p/compile_commands.json"), .commands("/p/build/compile_commands.json"),
                .commands("/p/build-release/compile_commands.json"), .flags("/compile_flags.txt"),
            ])
    }

    @Test func theRootIsAFolderToo() {
        #expect(candidates("/") == [.flags("/compile_flags.txt")])
    }
}
