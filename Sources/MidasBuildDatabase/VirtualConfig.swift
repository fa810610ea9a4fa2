/// Stands in for a header that `configure` or CMake would have generated, such as `config.h`, when a
/// tree is analysed as it was unpacked.
///
/// The definitions are what a Linux system with glibc gives: headers are tested for where the unit
/// is parsed, functions that the template asks about are taken to exist.
public enum VirtualConfig {
    /// How the templates of a generated header are named.
    private static let templateSuffixes = [".in", ".cmake", ".cmake.in", ".in.cmake"]

    /// The templates that a missing header may have been generated from.
    public static func templates(for header: String) -> [String] {
        templateSuffixes.map { header + $0 }
    }

    /// Whether a missing header is worth standing in for although there is no template.
    public static func isConventional(_ header: String) -> Bool {
        Paths.name(header) == "config.h"
    }

    /// The contents of the header.
    ///
    /// - Parameter template: the text of its template; empty where there is none.
    public static func contents(template: String) -> String {
        var lines = prelude
        for name in askedNames(in: template) { lines += definition(of: name) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let prelude = [
        "#ifndef _GNU_SOURCE", "#define _GNU_SOURCE 1", "#endif",
        "#ifndef __cplusplus", "#include <stdbool.h>", "#endif",
        "#include <stdint.h>", "#include <inttypes.h>",
        "#define STDC_HEADERS 1", "#define HAVE_CONFIG_H 1", "#define HAVE_STDBOOL_H 1",
        "#define PACKAGE \"package\"", "#define PACKAGE_NAME \"package\"",
        "#define PACKAGE_STRING \"package 1.0\"", "#define PACKAGE_VERSION \"1.0\"",
        "#define PACKAGE_BUGREPORT \"\"", "#define PACKAGE_URL \"\"", "#define VERSION \"1.0\"",
    ]

    /// Names that a template leaves open: `#undef NAME` (autoheader), `#cmakedefine NAME …`.
    private static func askedNames(in template: String) -> [String] {
        var names: [String] = []
        for line in template.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "#" })
            guard words.count >= 2, line.hasPrefix("#"), isQuestion(words[0]),
                words[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
            else { continue }
            names.append(String(words[1]))
        }
        return names
    }

    private static func isQuestion(_ directive: Substring) -> Bool {
        directive == "undef" || directive == "cmakedefine" || directive == "cmakedefine01"
    }

    private static func definition(of name: String) -> [String] {
        if name.hasPrefix("HAVE_"), name.hasSuffix("_H") {
            return headerTest(name)
        }
        if name.hasPrefix("HAVE_"), !foreign.contains(where: { name.contains($0) }) {
            return ["#define \(name) 1"]
        }
        if name.hasPrefix("SIZEOF_"), let size = sizes[String(name.dropFirst("SIZEOF_".count))] {
            return ["#define \(name) \(size)"]
        }
        return []
    }

    /// What no glibc system has.
    private static let foreign = [
        "WIN", "KQUEUE", "EVPORT", "DARWIN", "MACH", "SOLARIS", "BROKEN", "BSD", "PLEDGE", "PRIV",
    ]

    private static let sizes = [
        "CHAR": "1", "SHORT": "__SIZEOF_SHORT__", "INT": "__SIZEOF_INT__",
        "LONG": "__SIZEOF_LONG__",
        "LONG_LONG": "__SIZEOF_LONG_LONG__", "SIZE_T": "__SIZEOF_SIZE_T__",
        "VOID_P": "__SIZEOF_POINTER__", "VOIDP": "__SIZEOF_POINTER__", "OFF_T": "8", "TIME_T": "8",
        "WCHAR_T": "__SIZEOF_WCHAR_T__", "DOUBLE": "__SIZEOF_DOUBLE__",
    ]

    /// `HAVE_SYS_EPOLL_H` asks for `sys/epoll.h` or `sys_epoll.h`: defined if the unit finds either.
    private static func headerTest(_ name: String) -> [String] {
        let words = name.dropFirst("HAVE_".count).dropLast("_H".count).lowercased()
        var spellings = [words + ".h"]
        if let first = words.firstIndex(of: "_") {
            spellings.insert(words.replacingFirst(first, with: "/") + ".h", at: 0)
        }
        let test = spellings.map { "__has_include(<\($0)>)" }.joined(separator: " || ")
        return ["#if \(test)", "#define \(name) 1", "#endif"]
    }
}

extension String {
    fileprivate func replacingFirst(_ index: Index, with character: Character) -> String {
        String(self[..<index]) + String(character) + String(self[self.index(after: index)...])
    }
}
