import Foundation
import Glibc
import MidasBuildDatabase
import MidasClangFrontend

/// What midas finds on a machine, and what would be better.
public struct Doctor {
    /// For people; lines end with a line feed.
    public var text: String
    /// Whether there is a libclang at all.
    public var canAnalyse: Bool

    public static func examine() -> Doctor {
        var lines = ["midas \(MidasVersion.current)"]
        var canAnalyse = true
        do {
            lines += describe(try UnitParser().libclang)
        } catch {
            canAnalyse = false
            lines.append("libclang: none; \(error)")
            lines.append("  better: apt-get install libclang-19-dev, or a Swift toolchain in PATH,")
            lines.append("  or MIDAS_LIBCLANG=/path/to/libclang.so")
        }
        lines.append("processors: \(ProcessInfo.processInfo.activeProcessorCount)")
        lines.append(
            "cache: \(CacheFolder.ofUser() ?? "none; neither HOME nor XDG_CACHE_HOME is set")")
        lines.append(describeHeaders())
        return Doctor(text: lines.joined(separator: "\n") + "\n", canAnalyse: canAnalyse)
    }

    private static func describe(_ library: LibClang) -> [String] {
        var lines = ["libclang: \(library.path)", "  \(library.versionText)"]
        if let folder = library.resourceFolder {
            lines.append("  its headers: \(folder)")
        } else {
            lines.append(
                "  its headers (stddef.h, …): not found; units that include them will fail")
        }
        if !library.hasOperatorKinds {
            lines.append("  better: version 17 or later; this one does not tell operators apart")
        } else if !library.hasInstanceMembers {
            lines.append(
                "  better: version 21 or later; this one hides members of template instances")
        }
        return lines
    }

    private static func describeHeaders() -> String {
        FileKind(path: "/usr/include/stdio.h").objection == nil
            ? "C library headers: /usr/include"
            : "C library headers: none in /usr/include; apt-get install libc6-dev"
    }
}
