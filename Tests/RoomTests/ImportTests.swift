import Foundation
import Testing

/// No target imports upwards or knows what its room must not know.
@Suite struct ImportTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    private static func targets() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted()
    }

    /// The modules that the Swift files of a target import, each with one file that does.
    private static func imports(of target: String) throws -> [String: String] {
        let folder = sources.appending(path: target)
        var found: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        where path.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            for module in importedModules(in: text) { found[module] = "\(target)/\(path)" }
        }
        return found
    }

    static func importedModules(in text: String) -> [String] {
        let declaration =
            /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)?import\s+(?:(?:struct|class|enum|func|protocol|typealias|var|let)\s+)?([\w-]+)/
        return text.split(separator: "\n").compactMap { line in
            line.firstMatch(of: declaration).map { String($0.output.1) }
        }
    }

    @Test func everyTargetIsARoom() throws {
        let rooms = Set(Rooms.analyser + Rooms.runtime)
        for target in try Self.targets() {
            #expect(rooms.contains(target), "\(target) is in no list of Rooms.swift")
        }
    }

    @Test func everyRoomSaysWhatItIsFor() throws {
        for target in try Self.targets() where target.hasPrefix("Midas") || target == "midas" {
            let file = Self.sources.appending(path: target).appending(path: "Room.swift")
            #expect(
                (try? String(contentsOf: file, encoding: .utf8))?.hasPrefix("//") == true,
                "\(file.path)")
        }
    }

    @Test(arguments: [Rooms.analyser, Rooms.runtime])
    func nothingImportsUpwards(rooms: [String]) throws {
        let all = Set(Rooms.analyser + Rooms.runtime)
        for (position, target) in rooms.enumerated()
        where FileManager.default.fileExists(atPath: Self.sources.appending(path: target).path) {
            let allowed = Set(rooms[..<position]).subtracting(Rooms.forbidden[target] ?? [])
            for (module, file) in try Self.imports(of: target).sorted(by: { $0.key < $1.key })
            where all.contains(module) {
                #expect(allowed.contains(module), "\(file) imports \(module)")
            }
        }
    }

    @Test func roomsOfValuesKnowNoSystem() throws {
        for target in try Self.targets() where Rooms.withoutFoundation.contains(target) {
            for (module, file) in try Self.imports(of: target) {
                #expect(!Rooms.systemModules.contains(module), "\(file) imports \(module)")
            }
        }
    }

    @Test func onlyTheFrontEndImportsLibclang() throws {
        for target in try Self.targets() where target != Rooms.libclangUser {
            let file = try Self.imports(of: target)["CLibClang"]
            #expect(file == nil, "\(file ?? "") imports CLibClang")
        }
    }

    @Test(arguments: [
        ("import MidasBase", "MidasBase"), ("public import MidasIR", "MidasIR"),
        ("@preconcurrency import Foundation", "Foundation"),
        ("  internal import struct Foundation.URL", "Foundation"),
        ("@_spi(Testing) public import CLibClang // why", "CLibClang"),
    ])
    func importsAreRead(line: String, module: String) {
        #expect(
            Self.importedModules(in: "// import Nothing\n\(line)\nlet important = 1") == [module])
    }
}
