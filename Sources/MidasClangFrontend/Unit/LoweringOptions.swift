import Glibc
import MidasBuildDatabase

/// How a unit is lowered.
public struct LoweringOptions: Sendable {
    /// Files below this folder are named relative to it; empty: paths stay as the parser has them.
    public var root: String
    /// The working folder of the flags, absolute: relative paths of the parser start there.
    public var directory: String

    public init(root: String = "", directory: String = "/") {
        self.root = root
        self.directory = directory
    }

    /// The path as reports name it: relative to the root where it lies below, without `.` and `..`.
    func relativePath(_ path: String) -> String {
        guard !root.isEmpty else {
            return String(path.hasPrefix("./") ? path.dropFirst(2) : path[...])
        }
        let absolute = Paths.absolute(path, in: directory)
        if let relative = Paths.relative(absolute, to: root) { return relative }
        // Outside the tree `..` may follow a symbolic link, as `/lib` is one.
        guard path.hasPrefix("/"), path.contains("/../"), let real = realpath(path, nil) else {
            return absolute
        }
        defer { free(real) }
        return String(cString: real)
    }
}
