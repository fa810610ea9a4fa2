import CLibClang
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The libclang that this process has loaded.
public struct LibClang: Sendable, Equatable {
    /// The file it was loaded from.
    public let path: String
    /// As it names itself: `Debian clang version 19.1.7 (3)`.
    public let versionText: String
    /// The major version, or 0 where the text has none.
    public let version: Int
    /// The folder of the compiler's own headers, with `include/stddef.h` in it; nil if none of the
    /// usual places has one. Without it most C files do not parse.
    public let resourceFolder: String?

    /// Whether it tells binary and unary operators apart (17 and later).
    public var hasOperatorKinds: Bool { cx_has_getCursorBinaryOperatorKind() != 0 }
    /// Whether it shows the members of implicit class template instances (21 and later).
    public var hasInstanceMembers: Bool { cx_has_visitCXXMethods() != 0 }

    public enum LoadError: Error, Equatable, CustomStringConvertible {
        case notFound(tried: [String])
        case unusable(path: String, reason: String)

        public var description: String {
            switch self {
            case .notFound(let tried):
                "no libclang found; install libclang1-22, or name one in MIDAS_LIBCLANG "
                    + "(tried \(tried.count) names)"
            case .unusable(let path, let reason): "\(path) is no usable libclang: \(reason)"
            }
        }
    }

    private static let loaded = Mutex<LibClang?>(nil)

    /// Loads the first of `candidates` that can be loaded; once one is, every later call gives it.
    public static func load(candidates: [String]) throws(LoadError) -> LibClang {
        let result: Result<LibClang, LoadError> = loaded.withLock { known in
            if let known { return .success(known) }
            let attempt = loadFirst(of: candidates)
            if case .success(let library) = attempt { known = library }
            return attempt
        }
        return try result.get()
    }

    private static func loadFirst(of candidates: [String]) -> Result<LibClang, LoadError> {
        var firstFailure: LoadError?
        for path in candidates {
            guard let reason = cx_load(path) else { return .success(current(named: path)) }
            if path.hasPrefix("/") && access(path, F_OK) == 0 && firstFailure == nil {
                firstFailure = .unusable(path: path, reason: String(cString: reason))
            }
        }
        return .failure(firstFailure ?? .notFound(tried: candidates))
    }

    private static func current(named name: String) -> LibClang {
        let path = cx_loaded_path().map { String(cString: $0) } ?? name
        let text = text(disposing: cx_getClangVersion())
        let version = majorVersion(in: text)
        return LibClang(
            path: path, versionText: text, version: version,
            resourceFolder: ResourceFolder.find(libraryPath: path, version: version))
    }

    /// The number after `version ` in `Debian clang version 19.1.7 (3)`.
    static func majorVersion(in text: String) -> Int {
        let words = text.split(separator: " ")
        guard let index = words.firstIndex(of: "version"), index + 1 < words.count else { return 0 }
        return Int(words[index + 1].prefix { $0.isNumber }) ?? 0
    }

    /// The text of a string of the library, which is given back to it.
    static func text(disposing string: CXString) -> String {
        defer { cx_disposeString(string) }
        return cx_getCString(string).map { String(cString: $0) } ?? ""
    }
}

/// The folder of the compiler's builtin headers.
enum ResourceFolder {
    /// The first of the usual places that holds `include/stddef.h`: beside the library, then LLVM's
    /// and Debian's folders of its version. Empty folders occur.
    static func find(libraryPath: String, version: Int) -> String? {
        candidates(libraryPath: libraryPath, version: version).first {
            access($0 + "/include/stddef.h", R_OK) == 0
        }
    }

    static func candidates(libraryPath: String, version: Int) -> [String] {
        let real = resolved(libraryPath)
        let folders = [libraryPath, real].map { path in
            path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        }
        var all = folders.map { "\($0)/clang/\(version)" }
        all.append("/usr/lib/llvm-\(version)/lib/clang/\(version)")
        all += subfolders(of: "/usr/lib/llvm-\(version)/lib/clang")
        all.append("/usr/lib/clang/\(version)")
        all += subfolders(of: "/usr/lib/clang").filter {
            $0.hasPrefix("/usr/lib/clang/\(version).")
        }
        return all
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Sorted, so that the choice does not depend on the order of the folder.
    private static func subfolders(of folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append("\(folder)/\(name)") }
        }
        return names.sorted()
    }
}
