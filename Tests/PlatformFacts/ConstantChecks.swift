import MidasDictionary

/// Holds the constants of the dictionary against the installed headers.
package enum ConstantChecks {
    package struct Result: Sendable {
        package var compared = 0
        /// Constants whose value is another.
        package var wrong: [String] = []
        /// Constants that no header of the C library declares.
        package var undeclared: [String] = []
    }

    /// Compares those of the C library's files; nil where clang or the headers are not installed.
    package static func run(_ source: DictionarySource) throws -> Result? {
        guard let headers = try HeaderFunctions.headers() else { return nil }
        let constants = source.constants.filter { $0.file.contains("/libc/") }
        var lines = ["#define _GNU_SOURCE"]
        lines += headers.filter { !unusable.contains($0) }.map { "#include <\($0)>" }
        lines += ["#include <linux/fs.h>", "#include <linux/seccomp.h>", "#include <poll.h>"]
        for constant in constants {
            lines.append(
                "_Static_assert((long)\(constant.name) == \(constant.value)L, \"differs\");")
        }
        let messages = try InstalledTool.run(
            ["sh", "-c", "clang -fsyntax-only -ferror-limit=0 -w -x c - 2>&1"],
            input: lines.joined(separator: "\n") + "\n")
        return read(messages, constants.map(\.name), first: lines.count - constants.count + 1)
    }

    private static let unusable = ["gnu/lib-names-64.h", "sys/elf.h", "sys/vm86.h"]

    /// `<stdin>:LINE:COLUMN: error: …`, one assertion a line.
    static func read(_ messages: String, _ names: [String], first: Int) -> Result {
        var result = Result(compared: names.count)
        for line in messages.split(separator: "\n") where line.contains(": error: ") {
            let cells = line.split(separator: ":")
            guard cells.count > 2, cells[0] == "<stdin>", let number = Int(cells[1]),
                names.indices.contains(number - first)
            else { continue }
            let name = names[number - first]
            if line.contains("undeclared") {
                result.undeclared.append(name)
            } else {
                result.wrong.append(name)
            }
        }
        return result
    }
}
