import MidasBuildDatabase

/// The project that a folder is a part of: its headers may lie beside the folder, not below it.
enum EnclosingProject {
    private static let marks = [
        "Makefile", "CMakeLists.txt", "configure", "configure.ac", "meson.build", "BUILD.bazel",
    ]

    /// The outermost of the folders above `root` that follow one another and are built from; nil
    /// where the folder right above is not, or `root` is a checkout of its own.
    static func folder(around root: String) -> String? {
        guard !isCheckout(root) else { return nil }
        var outermost: String?
        var current = Paths.parent(root)
        while current != "/", isCheckout(current) || isBuilt(current) {
            outermost = current
            guard !isCheckout(current) else { break }
            current = Paths.parent(current)
        }
        return outermost
    }

    private static func isCheckout(_ folder: String) -> Bool {
        FileKind(path: folder + "/.git") != .missing
    }

    private static func isBuilt(_ folder: String) -> Bool {
        marks.contains { FileKind(path: folder + "/" + $0).objection == nil }
    }
}
