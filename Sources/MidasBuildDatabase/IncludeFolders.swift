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
    ///   - readTemplate: the text of a template.
    public init(
        root: String, files: [(path: String, directives: [IncludeDirective])], headers: [String],
        templates: [String], isSystemHeader: (String) -> Bool, readTemplate: (String) -> String?
    ) {
        let index = HeaderIndex(headers: headers)
        let known = Set(headers).union(files.map(\.path))
        let templatePaths = Set(templates)
        var wanted: Set<String> = []
        var stoodInFor: Set<String> = []
        for file in files {
            let folder = Paths.parent(file.path)
            for directive in file.directives {
                let beside = Paths.absolute(directive.name, in: folder)
                if !directive.isAngled && known.contains(beside) { continue }
                if let found = index.folder(for: directive.name, includedFrom: file.path) {
                    wanted.insert(found)
                } else if stoodInFor.insert(directive.name).inserted {
                    standIn(
                        for: directive.name, root: root, templates: templatePaths,
                        isSystemHeader: isSystemHeader, readTemplate: readTemplate)
                }
            }
        }
        folders = Array(wanted.union(virtualFolders)).sorted()
    }

    private var virtualFolders: [String] = []

    /// Adds a virtual header where there is a template for it, or for a plain `config.h`.
    private mutating func standIn(
        for name: String, root: String, templates: Set<String>,
        isSystemHeader: (String) -> Bool, readTemplate: (String) -> String?
    ) {
        guard !name.contains(".."), !isSystemHeader(name) else { return }
        let suffixes = VirtualConfig.templates(for: "/" + name)
        let template = templates.sorted().first { path in suffixes.contains { path.hasSuffix($0) } }
        guard template != nil || VirtualConfig.isConventional(name) else { return }
        let folder =
            template.flatMap { path in
                suffixes.first { path.hasSuffix($0) }.map { String(path.dropLast($0.count)) }
            } ?? root
        virtualFiles.append(
            VirtualFile(
                path: Paths.absolute(name, in: folder.isEmpty ? "/" : folder),
                contents: VirtualConfig.contents(template: template.flatMap(readTemplate) ?? "")))
        virtualFolders.append(folder)
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
