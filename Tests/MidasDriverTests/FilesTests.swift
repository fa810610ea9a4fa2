import Foundation
import Glibc
import MidasDriver
import TestSupport
import Testing

@Suite struct FilesTests {
    @Test func contentsAreReadWhole() throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let file = folder.url.appending(path: "f")
        try Data(bytes).write(to: file)
        #expect(try FileContents.read(file.path) == bytes)
        try Data().write(to: file)
        #expect(try FileContents.read(file.path) == [])
    }

    @Test func readingNeverWaits() throws {
        let folder = try TemporaryFolder()
        try #require(mkfifo(folder.path + "/pipe", 0o600) == 0)
        #expect(throws: FileError(reason: "is a FIFO, not a file")) {
            try FileContents.read(folder.path + "/pipe")
        }
        #expect(throws: FileError(reason: "is a device, not a file")) {
            try FileContents.read("/dev/zero")
        }
        #expect(throws: FileError(reason: "is a folder")) { try FileContents.read(folder.path) }
        #expect(throws: FileError(reason: "no such file or folder")) {
            try FileContents.read(folder.path + "/gone")
        }
    }

    @Test func hugeFilesAreRefusedWithoutReading() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("", to: "huge.c")
        try #require(truncate(file.path, 1 << 40) == 0)
        #expect(throws: FileError(reason: "is larger than 256 MB")) {
            try FileContents.read(file.path)
        }
        #expect(SourceCheck.objection(to: file.path) == "is larger than 64 MB")
    }

    @Test func binaryFilesAreNoSources() throws {
        let folder = try TemporaryFolder()
        let binary = try folder.write("int x;\u{0}", to: "b.c")
        let text = try folder.write("int x;\u{FF}", to: "t.c")
        #expect(SourceCheck.objection(to: binary.path) == "is a binary file")
        #expect(SourceCheck.objection(to: text.path) == nil)
    }

    @Test func outputReplacesTheWholeFileOrNothing() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("old", to: "out.json")
        try OutputFile.write(Array("new".utf8), to: file.path)
        #expect(try String(contentsOf: file, encoding: .utf8) == "new")
        #expect(throws: FileError.self) {
            try OutputFile.write([1], to: folder.path + "/gone/out.json")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.json"])
    }

    @Test func aFullDiskLosesNothing() throws {
        #expect(throws: FileError(reason: "no space left on the device")) {
            try OutputFile.write([1, 2, 3], to: "/dev/full")
        }
    }
}
