import CLibClang
import Foundation
import MidasClangFrontend
import Testing

/// Our declarations of libclang's ABI against the header of an installed `libclang-dev`.
@Suite struct DeclarationsTests {
    /// Our headers, read by the library that they declare.
    private func ours() throws -> Declarations {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/CLibClang/include").standardized.path
        return try Declarations(parsing: "#include \"\(folder)/CLibClang.h\"\n", arguments: [])
    }

    private func installed() throws -> [(path: String, Declarations)] {
        try (14...30).map { "/usr/lib/llvm-\($0)/include" }
            .filter { FileManager.default.fileExists(atPath: $0 + "/clang-c/Index.h") }
            .map { path in
                let text = "#include <clang-c/Index.h>\n"
                return (path, try Declarations(parsing: text, arguments: ["-I" + path]))
            }
    }

    @Test func declarationsAreThoseOfTheInstalledHeader() throws {
        guard installedLibrary != nil else { return }
        let ours = try ours()
        #expect(ours.functions.count > 130)
        #expect(ours.records.count >= 7)
        #expect(ours.enumerators.count > 280)
        let headers = try installed()
        if headers.isEmpty { print("skipped: no libclang-*-dev is installed") }
        for (path, theirs) in headers {
            for difference in ours.differences(from: theirs) {
                Issue.record("\(difference) in \(path)")
            }
        }
    }

    @Test func aDifferenceIsFound() throws {
        guard installedLibrary != nil else { return }
        let one = try Declarations(
            parsing: """
                enum E { A = 1, B = 3 }; typedef struct { int a; long b; } S; int cx_f(S s, int n);
                """, arguments: [])
        let other = try Declarations(
            parsing: """
                enum E { A = 1, B = 4 }; typedef struct { int a; int b; } S; int clang_f(S s, long n);
                """, arguments: [])
        let found = one.differences(from: other)
        #expect(found.contains { $0.hasPrefix("B: ") })
        #expect(found.contains { $0.hasPrefix("S: ") })
        #expect(found.contains { $0.hasPrefix("clang_f: ") })
        #expect(found.count == 3)
    }
}

/// What a header declares of the ABI, for a comparison.
private struct Declarations {
    /// `clang_` functions, or our `cx_` wrappers under that name, to their canonical types.
    var functions: [String: String] = [:]
    /// Sizes, and offset and type of each field.
    var records: [String: String] = [:]
    var enumerators: [String: Int64] = [:]

    struct ParseFailure: Error {}

    init(parsing text: String, arguments: [String]) throws {
        let library = try #require(installedLibrary)
        var arguments = arguments + ["-xc", "-std=c11"]
        if let folder = library.resourceFolder { arguments += ["-resource-dir", folder] }
        let index = cx_createIndex(0, 0)
        defer { cx_disposeIndex(index) }
        let unit = try text.withCString { contents in
            try Self.parse(contents, length: text.utf8.count, arguments, index)
        }
        defer { cx_disposeTranslationUnit(unit) }
        let errors = (0..<cx_getNumDiagnostics(unit)).count {
            cx_getDiagnosticSeverity(cx_getDiagnostic(unit, $0)).rawValue >= 3
        }
        guard errors == 0 else { throw ParseFailure() }
        for cursor in children(of: cx_getTranslationUnitCursor(unit)) { add(cursor) }
    }

    private static func parse(
        _ contents: UnsafePointer<CChar>, length: Int, _ arguments: [String], _ index: CXIndex?
    ) throws -> CXTranslationUnit {
        let copies = arguments.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var unit: CXTranslationUnit?
        try "probe.c".withCString { name in
            var file = CXUnsavedFile(
                Filename: name, Contents: contents, Length: UInt(length))
            let code = copies.map { UnsafePointer($0) }.withUnsafeBufferPointer {
                cx_parseTranslationUnit2(
                    index, name, $0.baseAddress, Int32($0.count), &file, 1, 0, &unit)
            }
            guard code == .success else { throw ParseFailure() }
        }
        return try #require(unit)
    }

    private mutating func add(_ cursor: CXCursor) {
        let name = text(cx_getCursorSpelling(cursor))
        let type = cx_getCanonicalType(cx_getCursorType(cursor))
        switch cursor.kind {
        case .functionDecl where name.hasPrefix("cx_"):
            functions["clang_" + name.dropFirst(3)] = text(cx_getTypeSpelling(type))
        case .functionDecl: functions[name] = text(cx_getTypeSpelling(type))
        case .enumDecl:
            for child in children(of: cursor) where child.kind == .enumConstantDecl {
                enumerators[text(cx_getCursorSpelling(child))] = cx_getEnumConstantDeclValue(child)
            }
        case .typedefDecl where type.kind == .record, .structDecl:
            let fields = children(of: cx_getTypeDeclaration(type)).filter { $0.kind == .fieldDecl }
            guard !fields.isEmpty else { return }
            let layout = fields.map { field in
                let type = cx_getCanonicalType(cx_getCursorType(field))
                return "\(cx_Cursor_getOffsetOfField(field)):\(text(cx_getTypeSpelling(type)))"
            }
            records[name] = "\(cx_Type_getSizeOf(type)) \(layout)"
        default: break
        }
    }

    /// What is ours and is not the same there. What is newer than `other` is no difference, nor is
    /// a wrapper's question whether a function is there.
    func differences(from other: Declarations) -> [String] {
        var all: [String] = []
        for (name, type) in functions {
            if let known = other.functions[name], known != type {
                all.append("\(name): \(type), not \(known)")
            }
        }
        for (name, layout) in records {
            if let known = other.records[name], known != layout {
                all.append("\(name): \(layout), not \(known)")
            }
        }
        for (name, value) in enumerators {
            if let known = other.enumerators[name], known != value {
                all.append("\(name): \(value), not \(known)")
            }
        }
        return all.sorted()
    }

    private func text(_ string: CXString) -> String {
        defer { cx_disposeString(string) }
        return cx_getCString(string).map { String(cString: $0) } ?? ""
    }

    private func children(of cursor: CXCursor) -> [CXCursor] {
        final class Box { var cursors: [CXCursor] = [] }
        let box = Box()
        _ = cx_visitChildren(
            cursor,
            { cursor, _, data in
                Unmanaged<Box>.fromOpaque(data!).takeUnretainedValue().cursors.append(cursor)
                return .continue
            }, Unmanaged.passUnretained(box).toOpaque())
        return box.cursors
    }
}
