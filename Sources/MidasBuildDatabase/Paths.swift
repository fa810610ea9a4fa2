/// Paths as text: nothing here looks at a file system. `/` separates parts.
public enum Paths {
    /// `path` seen from `directory`, without empty, `.` and `..` parts.
    ///
    /// `..` is taken lexically: a symbolic link before it is not followed.
    public static func absolute(_ path: String, in directory: String) -> String {
        normalized(path.hasPrefix("/") ? path : directory + "/" + path)
    }

    /// An absolute path without empty, `.` and `..` parts.
    public static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
            if part == ".." {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// What stands after the last `/`.
    public static func name(_ path: String) -> Substring {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path[...] }
        return path[path.utf8.index(after: slash)...]
    }

    /// The folder of an absolute path; that of `/` is `/`.
    public static func parent(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex
        else {
            return "/"
        }
        return String(path[..<slash])
    }

    /// `path` below `root` as a relative path, `.` for the root itself; nil outside it.
    public static func relative(_ path: String, to root: String) -> String? {
        if path == root { return "." }
        let prefix = root == "/" ? "/" : root + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }
}
