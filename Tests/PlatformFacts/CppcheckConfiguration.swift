import Foundation

/// The C library's functions as cppcheck's configuration files describe them.
package enum CppcheckConfiguration {
    static let folders = ["/usr/share/cppcheck/cfg", "/usr/lib/x86_64-linux-gnu/cppcheck/cfg"]

    /// Nil where cppcheck is not installed.
    package static func read() -> [Specification]? {
        var found: [Specification] = []
        for folder in folders {
            for file in ["std.cfg", "posix.cfg", "gnu.cfg"] {
                guard let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
                else { continue }
                found += parse(text)
            }
        }
        return found.isEmpty ? nil : found
    }

    /// Reads `<function name="a,b">` elements; the files keep one element a line.
    package static func parse(_ text: String) -> [Specification] {
        var found: [Specification] = []
        var names: [String] = []
        var current = Specification(name: "")
        for line in text.split(separator: "\n").map({ $0.drop { $0 == " " } }) {
            if line.hasPrefix("<function name=\"") {
                let list = line.dropFirst("<function name=\"".count).prefix { $0 != "\"" }
                names = list.split(separator: ",").map(String.init).filter { !$0.contains(":") }
                current = Specification(name: "")
            } else if line.hasPrefix("</function>") {
                found += names.map { name in
                    var copy = current
                    copy.name = name
                    return copy
                }
                names = []
            } else if line.hasPrefix("<pure/>") || line.hasPrefix("<const/>") {
                current.isPure = true
            } else if line.hasPrefix("<noreturn>") {
                current.neverReturns = line.contains("true")
            } else if line.hasPrefix("<arg nr=\""), line.contains("direction=\"") {
                let number = Int(line.dropFirst("<arg nr=\"".count).prefix { $0 != "\"" })
                if let number, !line.contains("direction=\"in\"") {
                    current.writes.insert(number - 1)
                }
            }
        }
        return found
    }
}
