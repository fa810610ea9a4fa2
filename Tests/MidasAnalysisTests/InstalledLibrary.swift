import Foundation
import MidasClangFrontend

/// The libclang of this machine, found as the driver finds it; nil where there is none.
let installedLibrary: LibClang? = {
    let swift = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
        .map { "\($0)/../lib" }
        .filter { FileManager.default.fileExists(atPath: "\($0)/libclang.so") }
    let paths = LibraryCandidates.paths(
        override: ProcessInfo.processInfo.environment["MIDAS_LIBCLANG"], swiftLibraryFolders: swift)
    do {
        return try LibClang.load(candidates: paths)
    } catch {
        print("skipped: \(error)")
        return nil
    }
}()
