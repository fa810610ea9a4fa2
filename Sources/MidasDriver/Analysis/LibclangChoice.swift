import Glibc
import MidasClangFrontend

/// The libclang that units are parsed with.
struct LibclangChoice {
    var versionText: String
    /// Changes whenever another library, or another build of it, is used.
    var identity: String

    static func find() throws(UsageError) -> LibclangChoice {
        let library = try UnitParser().libclang
        return LibclangChoice(
            versionText: library.versionText,
            identity: library.path + " " + library.versionText + " "
                + Executable.stamp(of: library.path) + " " + (library.resourceFolder ?? ""))
    }
}

/// The running program.
enum Executable {
    /// Changes whenever midas is built anew: what one build parsed is not another's.
    static let identity = stamp(of: "/proc/self/exe")

    /// A file's size and time of change.
    static func stamp(of path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "?" }
        return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
}
