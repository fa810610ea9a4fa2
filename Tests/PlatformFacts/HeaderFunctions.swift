import Foundation

/// A function as the headers of the installed C library declare it.
public struct HeaderFunction: Hashable, Sendable {
    public var name: String
    /// As clang prints it, without the name.
    public var type: String
    /// `const`, `pure`, `noreturn`, `returns-twice`.
    public var attributes: Set<String>
}

/// The functions that the C library's headers declare, read from clang's dump of one file that
/// includes them all.
public enum HeaderFunctions {
    /// Nil where clang or the headers are not installed.
    public static func read() throws -> [HeaderFunction]? {
        guard let headers = try headers() else { return nil }
        let lines = ["#define _GNU_SOURCE"] + headers.map { "#include <\($0)>" }
        let dump = try InstalledTool.run(
            [
                "clang", "-fsyntax-only", "-ferror-limit=0", "-w", "-Xclang", "-ast-dump", "-x",
                "c", "-",
            ], input: lines.joined(separator: "\n") + "\n")
        return dump.isEmpty ? nil : parse(dump)
    }

    /// Public headers of the C library's package, in byte order.
    package static func headers() throws -> [String]? {
        let list = try InstalledTool.run(["dpkg", "-L", "libc6-dev"])
        guard !list.isEmpty else { return nil }
        let internals = ["bits/", "finclude/", "asm/", "linux/", "c++/"]
        return list.split(separator: "\n").compactMap { line -> String? in
            guard line.hasSuffix(".h"), let start = line.range(of: "/usr/include/") else {
                return nil
            }
            var name = String(line[start.upperBound...])
            if name.hasPrefix("x86_64-linux-gnu/") { name.removeFirst("x86_64-linux-gnu/".count) }
            return internals.contains { name.hasPrefix($0) } || name == "regexp.h" ? nil : name
        }.sorted()
    }

    /// Reads the lines of top-level function declarations and those of their attributes.
    static func parse(_ dump: String) -> [HeaderFunction] {
        let attributeNames = [
            "ConstAttr": "const", "PureAttr": "pure", "NoReturnAttr": "noreturn",
            "C11NoReturnAttr": "noreturn", "ReturnsTwiceAttr": "returns-twice",
        ]
        var functions: [String: HeaderFunction] = [:]
        var current: String?
        for line in dump.utf8.split(separator: UInt8(ascii: "\n")) {
            let line = Substring(line)
            if line.hasPrefix("|-") || line.hasPrefix("`-") {
                current = nil
                guard line.dropFirst(2).hasPrefix("FunctionDecl "), !line.contains(" implicit "),
                    let function = declaration(line)
                else { continue }
                if functions[function.name] == nil { functions[function.name] = function }
                current = function.name
            } else if let current, !line.contains(" Implicit") {
                for (attribute, name) in attributeNames where line.contains("-\(attribute) ") {
                    functions[current]?.attributes.insert(name)
                }
            }
        }
        return functions.values.sorted { $0.name < $1.name }
    }

    /// `… col:15 used time 'time_t (time_t *)' extern`
    private static func declaration(_ line: Substring) -> HeaderFunction? {
        guard let open = line.firstIndex(of: "'"),
            let close = line[line.index(after: open)...].firstIndex(of: "'")
        else { return nil }
        var type = String(line[line.index(after: open)..<close])
        guard let name = line[..<open].split(separator: " ").last else { return nil }
        var attributes: Set<String> = []
        if let suffix = type.range(of: " __attribute__((noreturn))") {
            type.removeSubrange(suffix)
            attributes.insert("noreturn")
        }
        return HeaderFunction(name: String(name), type: type, attributes: attributes)
    }
}

/// The functions that installed libraries export.
public enum ExportedSymbols {
    /// Default-version text symbols of a library, in the order of `nm`; nil where it is missing.
    public static func read(_ library: String) throws -> [String]? {
        let path = "/lib/x86_64-linux-gnu/\(library)"
        let alternative = "/usr/lib/x86_64-linux-gnu/\(library)"
        for candidate in [path, alternative] {
            let list = try InstalledTool.run(["nm", "-D", "--defined-only", candidate])
            if list.isEmpty { continue }
            return list.split(separator: "\n").compactMap { line in
                let parts = line.split(separator: " ")
                guard parts.count == 3, "TWi".contains(parts[1]) else { return nil }
                guard !parts[2].contains("@") || parts[2].contains("@@") else { return nil }
                return String(parts[2].prefix { $0 != "@" })
            }
        }
        return nil
    }
}

/// The system calls that the installed kernel headers number.
public enum SystemCallNumbers {
    public static func read() -> [String: Int]? {
        let file = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        var numbers: [String: Int] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("#define __NR_") {
            let parts = line.dropFirst("#define __NR_".count).split(separator: " ")
            if parts.count == 2, let number = Int(parts[1]) { numbers[String(parts[0])] = number }
        }
        return numbers
    }
}
