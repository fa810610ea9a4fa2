import MidasBuildDatabase

/// What the files of a tree without a build database include.
struct TreeIncludes {
    let folders: IncludeFolders
    /// Headers outside the tree that its files may reach.
    let outerHeaders: [String]
    /// Sources that others include: most are no units of their own.
    let includedSources: Set<String>

    /// - Parameter tree: of `root`.
    init(_ tree: SourceTree, root: String) {
        var outer = SourceTree()
        if let project = EnclosingProject.folder(around: root) {
            outer.walk(project, root: project)
            outer.sort()
        }
        let inner = (tree.sources + tree.headers).map(Self.file)
        let isInner = Set(tree.headers)
        outerHeaders = outer.headers.filter { !isInner.contains($0) }
        includedSources = Self.includedSources(inner, among: Set(tree.sources))
        folders = IncludeFolders(
            root: root, files: inner + Self.reached(inner, tree, outerHeaders),
            headers: tree.headers + outerHeaders, templates: tree.templates + outer.templates,
            isSystemHeader: { name in
                ["/usr/include/", "/usr/local/include/"].contains {
                    FileKind(path: $0 + name).objection == nil
                }
            },
            readText: { path in
                (try? FileContents.read(path)).map { String(decoding: $0, as: UTF8.self) }
            })
    }

    typealias File = (path: String, directives: [IncludeDirective])

    private static func file(_ path: String) -> File {
        (path, includeDirectives(in: (try? FileContents.read(path)) ?? []))
    }

    /// The headers outside the tree that are needed, directly or through each other.
    private static func reached(
        _ inner: [File], _ tree: SourceTree, _ outerHeaders: [String]
    ) -> [File] {
        guard !outerHeaders.isEmpty else { return [] }
        let index = HeaderIndex(headers: tree.headers + outerHeaders)
        let isOuter = Set(outerHeaders)
        var seen: Set<String> = []
        var files: [File] = []
        var pending = inner
        while let file = pending.popLast() {
            for directive in file.directives {
                let beside = Paths.absolute(directive.name, in: Paths.parent(file.path))
                let found =
                    isOuter.contains(beside) && !directive.isAngled
                    ? beside
                    : index.folder(for: directive.name, includedFrom: file.path)
                        .map { Paths.absolute(directive.name, in: $0) }
                guard let found, isOuter.contains(found), seen.insert(found).inserted else {
                    continue
                }
                files.append(Self.file(found))
                pending.append(files[files.count - 1])
            }
        }
        return files.sorted { SourceTree.inByteOrder($0.path, $1.path) }
    }

    private static func includedSources(_ files: [File], among sources: Set<String>) -> Set<String>
    {
        var included: Set<String> = []
        for file in files {
            for directive in file.directives where !directive.isAngled {
                let path = Paths.absolute(directive.name, in: Paths.parent(file.path))
                if sources.contains(path), path != file.path { included.insert(path) }
            }
        }
        return included
    }
}
