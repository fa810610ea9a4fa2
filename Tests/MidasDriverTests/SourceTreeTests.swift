import Foundation
import Glibc
import MidasDriver
import MidasFindings
import TestSupport
import Testing

@Suite struct SourceTreeTests {
    private func tree(_ folder: TemporaryFolder, excludes: [String] = []) -> SourceTree {
        var tree = SourceTree()
        tree.walk(folder.path, root: folder.path, excludes: excludes.map(Glob.init))
        tree.sort()
        return tree
    }

    private func names(_ paths: [String], in folder: TemporaryFolder) -> [String] {
        paths.map { String($0.dropFirst(folder.path.count + 1)) }
    }

    @Test func filesAreSortedByKind() throws {
        let folder = try TemporaryFolder()
        for path in [
            "b.c", "a.cc", "sub/x.h", "sub/y.cpp", "config.h.in", "notes.txt", ".git/z.c",
            "Makefile",
        ] {
            try folder.write("x", to: path)
        }
        let tree = tree(folder)
        #expect(names(tree.sources, in: folder) == ["a.cc", "b.c", "sub/y.cpp"])
        #expect(names(tree.headers, in: folder) == ["sub/x.h"])
        #expect(names(tree.templates, in: folder) == ["config.h.in"])
        #expect(tree.problems.isEmpty)
    }

    @Test func excludedFilesAndFoldersAreLeftOut() throws {
        let folder = try TemporaryFolder()
        for path in ["src/a.c", "tests/b.c", "src/c_test.c"] { try folder.write("x", to: path) }
        let tree = tree(folder, excludes: ["tests", "*_test.c"])
        #expect(names(tree.sources, in: folder) == ["src/a.c"])
    }

    @Test func oddNamesAreFound() throws {
        let folder = try TemporaryFolder()
        let odd = ["a b.c", "quote\"'.c", "line\nfeed.c", "-flag.c", "ü.c", "$(x).c", "@f.c"]
        for name in odd { try folder.write("x", to: name) }
        #expect(Set(names(tree(folder).sources, in: folder)) == Set(odd))
    }

    @Test func aNameThatIsNotUTF8IsReported() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "good.c")
        let path = Array(folder.path.utf8CString.dropLast()) + [47, -1, 46, 99, 0]
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
        let tree = tree(folder)
        #expect(names(tree.sources, in: folder) == ["good.c"])
        #expect(tree.problems.map(\.message) == ["has a name that is not valid UTF-8"])
    }

    @Test func linksInACircleEndAndLinksToFilesCount() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "src/real.c")
        let manager = FileManager.default
        try manager.createSymbolicLink(
            atPath: folder.path + "/src/up", withDestinationPath: folder.path)
        try manager.createSymbolicLink(
            atPath: folder.path + "/src/alias.c", withDestinationPath: "real.c")
        try manager.createSymbolicLink(
            atPath: folder.path + "/src/loop.c", withDestinationPath: "loop.c")
        try manager.createSymbolicLink(
            atPath: folder.path + "/src/gone.c", withDestinationPath: "nowhere.c")
        let tree = tree(folder)
        #expect(names(tree.sources, in: folder) == ["src/alias.c", "src/real.c"])
        #expect(
            Set(tree.problems.map(\.message))
                == ["symbolic links lead in a circle", "no such file or folder"])
    }

    @Test func fifosAndDevicesAreNoSources() throws {
        let folder = try TemporaryFolder()
        try #require(mkfifo(folder.path + "/pipe.c", 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/null.c", withDestinationPath: "/dev/null")
        let tree = tree(folder)
        #expect(tree.sources.isEmpty)
        #expect(
            tree.problems.map(\.message).sorted()
                == ["is a FIFO, not a file", "is a device, not a file"])
    }

    @Test func aFolderThatMayNotBeListedIsReported() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "secret/a.c")
        try #require(chmod(folder.path + "/secret", 0) == 0)
        defer { chmod(folder.path + "/secret", 0o700) }
        guard geteuid() != 0 else {
            print("skipped: permissions do not bind the superuser")
            return
        }
        #expect(tree(folder).problems.map(\.message) == ["cannot be listed: permission denied"])
    }

    @Test func veryDeepFoldersEnd() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: String(repeating: "d/", count: 130) + "a.c")
        let tree = tree(folder)
        #expect(tree.sources.isEmpty)
        #expect(tree.problems.count == 1)
    }
}
