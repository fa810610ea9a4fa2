import Foundation
import MidasClangFrontend

/// The libclang of this machine.
public enum InstalledLibClang {
    /// `MIDAS_LIBCLANG` first, then what is installed, best first.
    public static func load() throws(LibClang.LoadError) -> LibClang {
        let environment = ProcessInfo.processInfo.environment
        return try LibClang.load(
            candidates: LibraryCandidates.paths(
                override: environment["MIDAS_LIBCLANG"],
                swiftLibraryFolders: swiftLibraryFolders(path: environment["PATH"] ?? "")))
    }

    /// `lib` beside every folder of the search path that holds `swift`.
    private static func swiftLibraryFolders(path: String) -> [String] {
        path.split(separator: ":").filter {
            FileManager.default.isExecutableFile(atPath: "\($0)/swift")
        }.map {
            URL(fileURLWithPath: "\($0)/swift").resolvingSymlinksInPath()
                .deletingLastPathComponent().deletingLastPathComponent()
                .appendingPathComponent("lib").path
        }
    }
}
