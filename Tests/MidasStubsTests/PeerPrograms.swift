import Foundation
import TestSupport

/// The same shop and the same customer in C, C++ and Swift: built once, from what the plug-in writes.
final class PeerPrograms: Sendable {
    private let folder: TemporaryFolder
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "StubPeers").path
    private static let headers = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/CMidasRPC/include").path
    /// Where the package's products lie.
    static let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path

    static let languages = ["c", "cpp", "swift"]

    /// Nil, with a line that says so, where packages lack.
    static let shared: PeerPrograms? = {
        for tool in ["protoc", "protoc-c", "gcc", "g++"]
        where (try? runProcess([tool, "--version"]).status) != 0 {
            print("skipped: \(tool) is not installed")
            return nil
        }
        do {
            return try PeerPrograms()
        } catch {
            print("skipped: protobuf's libraries are not installed")
            print("\(error)")
            return nil
        }
    }()

    static var isUsable: Bool { shared != nil }

    private init() throws {
        folder = try TemporaryFolder()
        for language in ["c", "cpp", "swift"] { _ = try PeerPrograms.stubs(language, in: folder) }
        try run("protoc", "--c_out=\(folder.path)", "--cpp_out=\(folder.path)", "shop.proto")
        let options = [
            "-Wall", "-Wextra", "-Werror", "-I", PeerPrograms.headers, "-I", folder.path,
        ]
        let library = [
            "-L", PeerPrograms.products, "-lmidas-rpc", "-Wl,-rpath,\(PeerPrograms.products)",
        ]
        let c = ["shop.midas.c", "shop.pb-c.c"].map { "\(folder.path)/\($0)" }
        try run(
            ["gcc", "-std=c99"] + options + ["-o", program("c"), "C/peer.c"] + c + library
                + ["-lprotobuf-c"])
        try run(
            ["g++", "-std=c++17", "-w", "-I", folder.path, "-c", "-o", "\(folder.path)/pb.o"]
                + ["\(folder.path)/shop.pb.cc"])
        try run(
            ["g++", "-std=c++17"] + options + ["-o", program("cpp"), "Cpp/peer.cpp"]
                + ["\(folder.path)/pb.o"] + library + ["-lprotobuf"])
    }

    /// Runs the plug-in.
    /// - Returns: what it says where it refuses the file, empty otherwise.
    static func stubs(
        _ language: String, of file: String = "shop.proto", in folder: TemporaryFolder
    ) throws -> String {
        let source =
            file.hasPrefix("/") ? URL(filePath: file).deletingLastPathComponent().path : "."
        let result = try runProcess(
            [
                "protoc", "--plugin=protoc-gen-midas=\(products)/protoc-gen-midas", "-I", source,
                "--midas_out=lang=\(language):\(folder.path)", file,
            ], in: URL(filePath: sources))
        return result.errors
    }

    func program(_ language: String) -> String {
        language == "swift"
            ? PeerPrograms.products + "/SwiftPeer" : "\(folder.path)/peer-\(language)"
    }

    /// A file that the plug-in wrote.
    func stub(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
    }

    static func source(_ name: String) throws -> String {
        try String(contentsOfFile: "\(sources)/\(name)", encoding: .utf8)
    }

    private func run(_ arguments: String...) throws { try run(arguments) }

    private func run(_ arguments: [String]) throws {
        let result = try runProcess(arguments, in: URL(filePath: PeerPrograms.sources))
        guard result.status == 0 else { throw BuildError(text: result.errors) }
    }

    private struct BuildError: Error {
        let text: String
    }
}

/// A server program that runs.
final class PeerServer {
    let path: String
    private let process = Process()

    init(_ program: String, mode: String = "server") throws {
        path = "/tmp/midas-peer-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = [mode, path]
        process.standardOutput = output
        try process.run()
        // It says "ready" once it can be called.
        _ = output.fileHandleForReading.availableData
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        unlink(path)
    }
}
