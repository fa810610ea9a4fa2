import Foundation
import MidasBuildDatabase
import MidasDriver
import TestSupport
import Testing

@Suite struct UnitCacheTests {
    private let folder: TemporaryFolder
    private let source: String
    private let header: String
    private let unit: CompileUnit

    init() throws {
        folder = try TemporaryFolder()
        source = try folder.write("int x;", to: "a.c").path
        header = try folder.write("int y;", to: "a.h").path
        unit = CompileUnit(file: source, directory: folder.path, language: .c, arguments: ["-DX"])
    }

    /// Every run has digests of its own.
    private func cache(salt: String = "1") -> UnitCache {
        UnitCache(
            folder: folder.path + "/cache/deep", salt: Digest(Array(salt.utf8)),
            digests: FileDigests())
    }

    private func entries() throws -> [URL] {
        let base = folder.url.appending(path: "cache")
        return try FileManager.default.subpathsOfDirectory(atPath: base.path)
            .map { base.appending(path: $0) }.filter { !$0.hasDirectoryPath }
            .filter { (try? FileManager.default.contentsOfDirectory(atPath: $0.path)) == nil }
    }

    @Test func whatWasStoredIsFound() {
        #expect(cache().find(unit) == nil)
        cache().store([1, 2, 3], for: unit, inputs: [source, header])
        #expect(cache().find(unit) == [1, 2, 3])
    }

    @Test func anyInputThatChangesMakesItStale() throws {
        cache().store([1], for: unit, inputs: [source, header])
        try folder.write("int z;", to: "a.h")
        #expect(cache().find(unit) == nil)
        try folder.write("int y;", to: "a.h")
        #expect(cache().find(unit) == [1])
        try FileManager.default.removeItem(atPath: header)
        #expect(cache().find(unit) == nil)
    }

    @Test func flagsPlaceLanguageVersionsAndVirtualFilesCount() {
        cache().store([1], for: unit, inputs: [source])
        var others = Array(repeating: unit, count: 4)
        others[0].arguments = ["-DY"]
        others[1].directory = "/"
        others[2].language = .cxx
        others[3].virtualFiles = [VirtualFile(path: "/config.h", contents: "")]
        for other in others { #expect(cache().find(other) == nil) }
        #expect(cache(salt: "2").find(unit) == nil)
    }

    @Test func everyByteCountsInADigest() {
        for length in [1, 7, 8, 15, 16, 17, 33, 100] {
            let bytes = (0..<length).map { UInt8($0 + 1) }
            var digests: Set<Digest> = [Digest(bytes), Digest(bytes + [0]), Digest([0] + bytes)]
            for index in bytes.indices {
                for bit in 0..<8 {
                    var changed = bytes
                    changed[index] ^= 1 << bit
                    digests.insert(Digest(changed))
                }
            }
            #expect(digests.count == 3 + 8 * length)
        }
    }

    @Test func damagedEntriesAreAbsent() throws {
        cache().store(Array(repeating: 7, count: 1000), for: unit, inputs: [source])
        let file = try #require(try entries().first)
        let whole = try Data(contentsOf: file)
        for damage in [Data(), whole.prefix(10), whole.prefix(whole.count - 1), whole + [0]] {
            try damage.write(to: file)
            #expect(cache().find(unit) == nil)
        }
        for position in stride(from: 0, to: whole.count, by: 13) {
            var flipped = whole
            flipped[position] ^= 0x10
            try flipped.write(to: file)
            #expect(cache().find(unit) == nil)
        }
        try whole.write(to: file)
        #expect(cache().find(unit) != nil)
    }

    @Test func aCacheThatCannotBeWrittenCostsNothing() throws {
        let blocked = UnitCache(
            folder: source, salt: Digest([]), digests: FileDigests())
        blocked.store([1], for: unit, inputs: [source])
        #expect(blocked.find(unit) == nil)
        #expect(try String(contentsOfFile: source, encoding: .utf8) == "int x;")
    }

    @Test func manyWritersLeaveOneWholeEntry() throws {
        let cache = cache()
        let payload = [UInt8](repeating: 9, count: 200_000)
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            cache.store(payload, for: unit, inputs: [source])
        }
        #expect(cache.find(unit) == payload)
        #expect(try entries().count == 1)
    }
}
