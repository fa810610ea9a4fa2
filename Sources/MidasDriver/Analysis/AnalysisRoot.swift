import MidasBuildDatabase

/// The folder that paths in a report are relative to.
enum AnalysisRoot {
    /// The deepest folder above, or equal to, all paths that the user named.
    static func of(_ paths: [String], in folder: String) -> String {
        let folders = paths.map { path -> [Substring] in
            let absolute = Paths.absolute(path, in: folder)
            let base = FileKind(path: absolute) == .folder ? absolute : Paths.parent(absolute)
            return base.split(separator: "/")
        }
        let common = folders.dropFirst().reduce(folders.first ?? []) { common, next in
            zip(common, next).prefix { $0 == $1 }.map(\.0)
        }
        return "/" + common.joined(separator: "/")
    }
}
