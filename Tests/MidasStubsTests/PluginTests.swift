import Foundation
import TestSupport
import Testing

/// What the plug-in writes, and what it refuses.
@Suite(.enabled(if: PeerPrograms.isUsable)) struct PluginTests {
    @Test(arguments: ["shop.midas.h", "shop.midas.c", "shop.midas.hpp"])
    func stubsAreAsRecorded(name: String) throws {
        let programs = try #require(PeerPrograms.shared)
        try expectGolden(programs.stub(name), name + ".txt")
    }

    /// The Swift program is built from what is committed.
    @Test func theSwiftPeerIsBuiltFromWhatThePlugInWrites() throws {
        let programs = try #require(PeerPrograms.shared)
        #expect(
            try programs.stub("shop.midas.swift") == PeerPrograms.source("Swift/shop.midas.swift"))
    }

    private func refusal(_ text: String, _ language: String = "swift") throws -> String {
        let folder = try TemporaryFolder()
        let file = try folder.write("syntax = \"proto3\"; message M {} \(text)", to: "s.proto")
        return try PeerPrograms.stubs(language, of: file.path, in: folder)
    }

    @Test func streamsAreRefused() throws {
        #expect(
            try refusal("service S { rpc R(stream M) returns (M); }")
                .contains("S/R: streams are not supported"))
        #expect(
            try refusal("service S { rpc R(M) returns (stream M); }")
                .contains("S/R: streams are not supported"))
    }

    @Test func optionsAreChecked() throws {
        #expect(try refusal("service S { rpc R(M) returns (M); }", "ada").contains("say lang="))
        #expect(
            try refusal("service S { rpc R(M) returns (M); }", "c,speed=high")
                .contains("unknown option: speed=high"))
    }

    /// A file without a package, methods with awkward names, a service that defines no error, types of
    /// other files: all of it compiles.
    @Test func awkwardNamesCompile() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            """
            syntax = "proto3";
            import "google/protobuf/empty.proto";
            message In_put { message Inner {} }
            service default_Service {
              rpc GetHTTPPage(In_put) returns (In_put.Inner);
              rpc delete(In_put.Inner) returns (google.protobuf.Empty);
              rpc Class(google.protobuf.Empty) returns (In_put);
            }
            """, to: "odd.proto")
        for language in ["c", "cpp", "swift"] {
            #expect(try PeerPrograms.stubs(language, of: file.path, in: folder) == "")
        }
        let headers = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/CMidasRPC/include").path
        for command in [
            ["protoc", "-I", ".", "--c_out=.", "google/protobuf/empty.proto"],
            ["protoc", "--c_out=.", "--cpp_out=.", "odd.proto"],
            ["gcc", "-std=c99", "-Wall", "-Werror", "-I", headers, "-I", ".", "-c", "odd.midas.c"],
            ["g++", "-std=c++17", "-I", headers, "-fsyntax-only", "-x", "c++", "odd.midas.hpp"],
        ] {
            let result = try runProcess(command, in: folder.url)
            #expect(result.status == 0, "\(result.errors)")
        }
        let swift = try String(contentsOfFile: "\(folder.path)/odd.midas.swift", encoding: .utf8)
        #expect(swift.contains("func `class`("))
        #expect(swift.contains("Google_Protobuf_Empty"))
    }
}
