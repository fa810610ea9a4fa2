import Foundation

/// The thread-safety rows of the installed manual pages (attributes(7)).
public enum ThreadSafetyTables {
    /// `strtok` to `MT-Unsafe race:strtok`; nil where no pages are installed.
    public static func read() throws -> [String: String]? {
        let pages = try InstalledTool.run([
            "sh", "-c", "zcat /usr/share/man/man2/*.2.gz /usr/share/man/man3/*.3.gz",
        ])
        return pages.isEmpty ? nil : parse(pages)
    }

    /// Rows have a first cell with `.BR name ()` lines and a last one with the value.
    static func parse(_ pages: String) -> [String: String] {
        var rows: [String: String] = [:]
        var names: [String] = []
        var isInTable = false
        var isInValue = false
        var value = ""
        for line in pages.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == ".TS" { isInTable = true }
            if line == ".TE" { isInTable = false }
            guard isInTable else { continue }
            if line == "T{" {
                names = []
            } else if isInValue {
                if line.hasPrefix("T}") {
                    isInValue = false
                    for name in names { rows[name] = value }
                } else {
                    value += (value.isEmpty ? "" : " ") + line
                }
            } else if line.hasPrefix("T}"), line.contains("Thread safety") {
                let last = line.split(separator: "\t").last.map(String.init) ?? ""
                if last == "T{" {
                    isInValue = true
                    value = ""
                } else {
                    for name in names { rows[name] = last }
                }
            } else if line.hasPrefix(".BR ") || line.hasPrefix(".B ") {
                names += line.split(separator: " ").dropFirst().prefix(1).map(String.init)
            }
        }
        return rows
    }
}
