import Foundation

/// Programs of the machine that say what is installed on it.
package enum InstalledTool {
    /// What a program prints; nothing where it is not installed. Its exit code is left aside: clang
    /// dumps what it understood of headers that contradict each other.
    package static func run(_ arguments: [String], input: String = "") throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "midas-platform-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.appending(path: "output")
        try Data().write(to: output)
        try Data(input.utf8).write(to: folder.appending(path: "input"))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = try FileHandle(
            forReadingFrom: folder.appending(path: "input"))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
}
