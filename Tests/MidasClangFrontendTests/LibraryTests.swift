import MidasClangFrontend
import Testing

@Suite struct LibraryTests {
    @Test func theOverrideIsTheOnlyCandidate() {
        let paths = LibraryCandidates.paths(override: "/x/libclang.so", swiftLibraryFolders: ["/s"])
        #expect(paths == ["/x/libclang.so"])
    }

    @Test func theToolchainsLibraryStandsAfter21AndBefore20() throws {
        let paths = LibraryCandidates.paths(override: nil, swiftLibraryFolders: ["/s/lib"])
        let swift = try #require(paths.firstIndex(of: "/s/lib/libclang.so"))
        let newer = try #require(paths.lastIndex(of: "/usr/lib/llvm-21/lib/libclang.so"))
        let older = try #require(paths.firstIndex(of: "libclang-20.so.1"))
        #expect(newer < swift && swift < older)
    }

    @Test func whatIsFoundHasAVersionAndItsHeaders() {
        guard let library = installedLibrary else { return }
        #expect(library.version >= 14)
        #expect(library.path.hasPrefix("/"))
        #expect(library.resourceFolder != nil)
    }

    @Test func aMissingLibraryIsNamed() {
        let error = LibClang.LoadError.unusable(path: "/x/libclang.so", reason: "no such file")
        #expect("\(error)" == "/x/libclang.so is no usable libclang: no such file")
    }
}
