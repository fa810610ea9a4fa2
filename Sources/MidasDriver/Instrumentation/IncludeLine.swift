/// How an instrumented file gets the recording macros: a line before all others, and one that lets the
/// old first line keep its number.
enum IncludeLine {
    static let name = "midas_record.h"

    /// - Parameter path: the file's, relative to the root, where the header lies.
    static func header(of path: String, _ bytes: [UInt8]) -> String {
        let line = "#include \"\(String(repeating: "../", count: depth(path)))\(name)\""
        let start = String(decoding: bytes.prefix(line.utf8.count + 3), as: UTF8.self)
        if start.contains(line) { return "" }
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")).map { index in
            index > 0 && bytes[index - 1] == UInt8(ascii: "\r") ? "\r\n" : "\n"
        }
        return line + (end ?? "\n") + "#line 1" + (end ?? "\n")
    }

    /// What is written behind everything else, so that it sees all that the file declares.
    static func footer(of path: String, _ bytes: [UInt8], _ name: String) -> [UInt8] {
        let line = "#include \"\(String(repeating: "../", count: depth(path)))\(name)\"\n"
        return Array((bytes.last == UInt8(ascii: "\n") ? line : "\n" + line).utf8)
    }

    private static func depth(_ path: String) -> Int { path.utf8.count { $0 == UInt8(ascii: "/") } }
}
