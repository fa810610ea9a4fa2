/// Finds the folder that a missing `#include` needs, among the headers of a tree.
public struct HeaderIndex: Sendable {
    /// Absolute paths by file name, each list sorted.
    private var paths: [Substring: [String]] = [:]

    /// - Parameter headers: absolute paths without `.` and `..`.
    public init(headers: some Sequence<String>) {
        for path in headers.sorted() { paths[Paths.name(path), default: []].append(path) }
    }

    /// The folder to add so that `#include "name"` in `includer` finds a header: of the headers whose
    /// path ends in `name` the nearest one, the one that shares most leading folders with the
    /// includer; of several the one with the shortest, then first path.
    ///
    /// A name with `..` in it says itself where it is, and gets none.
    ///
    /// Takes linear time in the number of headers of that file name.
    public func folder(for name: String, includedFrom includer: String) -> String? {
        let parts = name.split(separator: "/").filter { $0 != "." }
        guard let file = parts.last, !parts.contains("..") else { return nil }
        let suffix = "/" + parts.joined(separator: "/")
        let candidates = paths[file, default: []].filter { $0.hasSuffix(suffix) }
        let nearest = candidates.min { a, b in
            let (depthA, depthB) = (sharedDepth(a, includer), sharedDepth(b, includer))
            return depthA != depthB
                ? depthA > depthB : (a.utf8.count, a) < (b.utf8.count, b)
        }
        return nearest.map { path in
            let folder = path.dropLast(suffix.count)
            return folder.isEmpty ? "/" : String(folder)
        }
    }

    private func sharedDepth(_ a: String, _ b: String) -> Int {
        zip(a.split(separator: "/"), b.split(separator: "/")).prefix { $0 == $1 }.count
    }
}
