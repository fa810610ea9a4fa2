import Glibc
import MidasBuildDatabase
import MidasFindings

/// The files of a tree that matter to the analysis, found by one bounded walk.
///
/// Hidden folders are left out, and folders behind symbolic links too: a link can lead in a circle
/// or out of the tree.
package struct SourceTree {
    /// Absolute, sorted by the bytes of the path, as the others.
    package private(set) var sources: [String] = []
    package private(set) var headers: [String] = []
    /// Templates of generated headers: `config.h.in`.
    package private(set) var templates: [String] = []
    package private(set) var problems: [Diagnostic] = []

    /// How many entries a walk looks at and how deep it goes.
    package static let entryLimit = 2_000_000
    package static let depthLimit = 100

    package init() {}

    private var root = "/"
    private var excludes: [Glob] = []
    private var entryCount = 0

    /// Adds what is in a folder.
    ///
    /// - Parameters:
    ///   - folder: absolute.
    ///   - root: what excludes and problems are relative to.
    package mutating func walk(_ folder: String, root: String, excludes: [Glob] = []) {
        self.root = root
        self.excludes = excludes
        var pending = [(path: folder, depth: 0)]
        while let folder = pending.popLast() {
            for name in entries(of: folder.path) {
                let path = folder.path == "/" ? "/" + name : folder.path + "/" + name
                take(path, name: name, depth: folder.depth, &pending)
            }
        }
    }

    /// Adds one file that is a source whatever its name.
    package mutating func add(_ source: String) { sources.append(source) }

    /// Puts the lists in order and drops what was added twice.
    package mutating func sort() {
        sources = Set(sources).sorted(by: Self.inByteOrder)
        headers = Set(headers).sorted(by: Self.inByteOrder)
        templates = Set(templates).sorted(by: Self.inByteOrder)
    }

    package static func inByteOrder(_ a: String, _ b: String) -> Bool {
        a.utf8.lexicographicallyPrecedes(b.utf8)
    }

    private mutating func take(
        _ path: String, name: String, depth: Int, _ pending: inout [(path: String, depth: Int)]
    ) {
        guard !isExcluded(path) else { return }
        switch Self.linkKind(path) {
        case .folder:
            guard !name.hasPrefix(".") else { return }
            if depth < Self.depthLimit {
                pending.append((path, depth + 1))
            } else {
                report(path, "is nested too deeply; what is in it is not analysed")
            }
        case .other: takeFile(path, name: name)
        }
    }

    private mutating func takeFile(_ path: String, name: String) {
        let isSource = SourceLanguage(fileName: name) != nil
        guard isSource || Self.isHeader(name) || Self.isTemplate(name) else { return }
        let kind = FileKind(path: path)
        // A folder behind a link is left out in silence, whatever it is called.
        if kind == .folder { return }
        if let objection = kind.objection {
            if isSource { report(path, objection) }
            return
        }
        if isSource {
            sources.append(path)
        } else if Self.isHeader(name) {
            headers.append(path)
        } else {
            templates.append(path)
        }
    }

    private func isExcluded(_ path: String) -> Bool {
        guard !excludes.isEmpty, let relative = Paths.relative(path, to: root) else { return false }
        return excludes.contains { $0.matches(relative) }
    }

    private static let headerEndings: Set<Substring> = [
        "h", "hh", "hpp", "hxx", "h++", "H", "inc", "inl", "ipp", "tcc", "def",
    ]

    package static func isHeader(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return headerEndings.contains(name[name.index(after: dot)...])
    }

    private static func isTemplate(_ name: String) -> Bool {
        name.contains(".h.") && (name.hasSuffix(".in") || name.hasSuffix(".cmake"))
    }

    private enum LinkKind { case folder, other }

    private static func linkKind(_ path: String) -> LinkKind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .other }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
    }

    /// The names in a folder, sorted by their bytes. A name that is not valid UTF-8 is reported and
    /// left out: nothing downstream could name the file.
    private mutating func entries(of folder: String) -> [String] {
        guard let stream = opendir(folder) else {
            report(folder, "cannot be listed: \(FileKind.text(errno))")
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let bytes = Self.name(of: entry)
            if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
            entryCount += 1
            guard entryCount <= Self.entryLimit else {
                if entryCount == Self.entryLimit + 1 {
                    report(root, "has more than \(Self.entryLimit) entries; the rest is left out")
                }
                return []
            }
            if let name = String(validating: bytes, as: UTF8.self) {
                names.append(name)
            } else if SourceLanguage(fileName: String(decoding: bytes, as: UTF8.self)) != nil {
                let path = folder + "/" + String(decoding: bytes, as: UTF8.self)
                report(path, "has a name that is not valid UTF-8")
            }
        }
        return names.sorted(by: Self.inByteOrder)
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
        withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
    }

    private mutating func report(_ path: String, _ reason: String) {
        problems.append(Diagnostic(error: reason, file: path, root: root))
    }
}

extension SourceTree {
    /// The names of the folders in a folder, sorted; those that cannot be listed have none.
    package static func subfolders(of folder: String) -> [String] {
        var silent = SourceTree()
        return silent.entries(of: folder).filter { linkKind(folder + "/" + $0) == .folder }
    }
}

extension Diagnostic {
    /// An error that concerns a whole file.
    init(error reason: String, file: String, root: String) {
        self.init(
            severity: .error, message: reason,
            location: Location(file: Paths.relative(file, to: root) ?? file, line: 1, column: 1))
    }
}
