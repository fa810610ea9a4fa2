/// The include folders that a tree without a build database needs, and the generated headers that
/// have to be stood in for: a value made from the directives of all its files.
///
/// The folders are given with `-idirafter`, so that they come after the system's own: a folder that
/// only looks needed then shadows nothing.
public struct IncludeFolders: Sendable {
    private var folders: [String] = []
    /// Headers that nothing generated yet.
    public private(set) var virtualFiles: [VirtualFile] = []

    /// - Parameters:
    ///   - root: the tree's root, absolute.
    ///   - files: the absolute paths of sources and headers, with their directives.
    ///   - headers: the absolute paths of the headers among them.
    ///   - templates: the absolute paths of templates of generated headers.
    ///   - isSystemHeader: whether the system's include folders have a header of that name.
    ///   - readText: the text of a template or a `configure.ac`; nil where there is none.
    public init(
        root: String, files: [(path: String, directives: [IncludeDirective])], headers: [String],
        templates: [String], isSystemHeader: @escaping (String) -> Bool,
        readText: @escaping (String) -> String?
    ) {
        let index = HeaderIndex(headers: headers)
        let known = Set(headers).union(files.map(\.path))
        var generated = GeneratedHeaders(
            root: root, templates: templates, isSystemHeader: isSystemHeader, readText: readText)
        var wanted: Set<String> = []
        var pending = files[...]
        while let file = pending.popFirst() {
            let folder = Paths.parent(file.path)
            for directive in file.directives {
                let beside = Paths.absolute(directive.name, in: folder)
                if !directive.isAngled && known.contains(beside) { continue }
                if let found = index.folder(for: directive.name, includedFrom: file.path) {
                    wanted.insert(found)
                } else if let made = generated.standIn(for: directive, in: file.path) {
                    pending.append(
                        (made.path, includeDirectives(in: Array(made.contents.utf8))))
                }
            }
        }
        virtualFiles = generated.files
        folders = Array(wanted.union(generated.folders)).sorted()
    }

    /// The unit with the folders added, the ones nearest to its file first.
    public func complete(_ unit: CompileUnit) -> CompileUnit {
        var result = unit
        let parts = unit.file.split(separator: "/")
        let near = folders.map { folder in
            (depth: zip(folder.split(separator: "/"), parts).prefix { $0 == $1 }.count, folder)
        }
        for (_, folder) in near.sorted(by: { ($1.depth, $0.1) < ($0.depth, $1.1) }) {
            result.arguments += ["-idirafter", folder]
        }
        result.virtualFiles += virtualFiles
        return result
    }
}
