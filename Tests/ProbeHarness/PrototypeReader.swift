import CLibClang
import Foundation
import MidasClangFrontend
import PlatformFacts

/// Reads the functions that headers declare, through libclang.
enum PrototypeReader {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The functions that a file declares, directly or by what it includes, each once.
    static func read(file: String) throws -> [Prototype] {
        let library = try LibClang.load(
            candidates: LibraryCandidates.paths(
                override: ProcessInfo.processInfo.environment["MIDAS_LIBCLANG"],
                swiftLibraryFolders: ["/opt/swift/usr/lib", "/usr/lib"]))
        var arguments = ["-x", "c", "-w", "-ferror-limit=0"]
        if let folder = library.resourceFolder { arguments += ["-resource-dir", folder] }
        let index = cx_createIndex(0, 0)
        defer { cx_disposeIndex(index) }
        let strings = arguments.map { strdup($0) }
        defer { strings.forEach { free($0) } }
        var unit: CXTranslationUnit?
        let code = strings.map { UnsafePointer($0) }.withUnsafeBufferPointer { pointers in
            cx_parseTranslationUnit2(
                index, file, pointers.baseAddress, Int32(pointers.count), nil, 0, 0, &unit)
        }
        guard let unit, code == .success else { throw Failure(description: "no parse of \(file)") }
        defer { cx_disposeTranslationUnit(unit) }
        let collector = Collector()
        _ = cx_visitChildren(
            cx_getTranslationUnitCursor(unit),
            { cursor, _, data in
                if cursor.kind == .functionDecl {
                    Unmanaged<Collector>.fromOpaque(data!).takeUnretainedValue().add(cursor)
                }
                return CXChildVisitResult.continue
            }, Unmanaged.passUnretained(collector).toOpaque())
        return collector.byName.values.sorted { $0.name < $1.name }
    }

    private final class Collector {
        var byName: [String: Prototype] = [:]

        func add(_ cursor: CXCursor) {
            let name = text(cx_getCursorSpelling(cursor))
            guard byName[name] == nil else { return }
            let type = cx_getCursorType(cursor)
            let count = max(0, cx_Cursor_getNumArguments(cursor))
            let parameters = (0..<UInt32(count)).map { index in
                let argument = cx_Cursor_getArgument(cursor, index)
                return (
                    name: text(cx_getCursorSpelling(argument)),
                    type: Self.shape(cx_getArgType(type, index))
                )
            }
            byName[name] = Prototype(
                name: name, header: Self.header(of: cursor),
                result: Self.shape(cx_getResultType(type)), parameters: parameters,
                isVariadic: cx_isFunctionTypeVariadic(type) != 0)
        }

        private func text(_ string: CXString) -> String { Collector.text(string) }

        private static func text(_ string: CXString) -> String {
            defer { cx_disposeString(string) }
            return cx_getCString(string).map { String(cString: $0) } ?? ""
        }

        private static func header(of cursor: CXCursor) -> String {
            var file: CXFile?
            cx_getFileLocation(cx_getCursorLocation(cursor), &file, nil, nil, nil)
            guard let file else { return "" }
            return text(cx_getFileName(file)).replacingOccurrences(of: "/usr/include/", with: "")
                .replacingOccurrences(of: "x86_64-linux-gnu/", with: "")
        }

        private static func shape(_ type: CXType) -> ProbedType {
            let canonical = cx_getCanonicalType(type)
            let plain = cx_has_getUnqualifiedType() != 0 ? cx_getUnqualifiedType(type) : type
            var result = ProbedType(
                spelling: text(cx_getTypeSpelling(plain)),
                canonical: text(cx_getTypeSpelling(canonical)), shape: kind(canonical))
            if result.canonical.contains("__va_list_tag") {
                result.shape = .list
            } else if result.shape == .array {
                // A parameter that is written as an array is a pointer.
                let element = cx_getArrayElementType(canonical)
                result.shape = .pointer
                result.pointee = ProbedType.Pointee(
                    spelling: text(cx_getTypeSpelling(element)),
                    canonical: text(cx_getTypeSpelling(element)), shape: kind(element),
                    isConst: cx_isConstQualifiedType(element) != 0,
                    size: max(0, Int(cx_Type_getSizeOf(element))))
            } else if result.shape == .pointer {
                let target = cx_getPointeeType(canonical)
                result.pointee = ProbedType.Pointee(
                    spelling: text(cx_getTypeSpelling(cx_getPointeeType(type))),
                    canonical: text(cx_getTypeSpelling(target)), shape: kind(target),
                    isConst: cx_isConstQualifiedType(target) != 0,
                    size: max(0, Int(cx_Type_getSizeOf(target))))
            }
            return result
        }

        private static func kind(_ type: CXType) -> ProbedType.Shape {
            switch type.kind {
            case .void: .void
            case .float, .double, .longDouble, .float128: .floating
            case .complex: .complex
            case .constantArray, .incompleteArray, .variableArray: .array
            case .record: .record
            case .pointer: .pointer
            case .functionProto, .functionNoProto: .function
            case .bool, .char_U, .uChar, .char16, .char32, .uShort, .uInt, .uLong, .uLongLong,
                .char_S, .sChar, .wChar, .short, .int, .long, .longLong, .enum:
                .integer
            default: .other
            }
        }
    }
}
