/// What `configure` or CMake would find on a Linux system with glibc. Headers are tested for where the
/// unit is parsed, functions that a template asks about are taken to exist.
enum SystemFacts {
    /// How a name is defined that says by itself what it means; nil where it does not, none where no
    /// such system has it.
    static func definition(of name: String) -> [String]? {
        if name.hasPrefix("HAVE_"), name.hasSuffix("_H") { return headerTest(name) }
        if name.hasPrefix("SIZEOF_"), let size = sizes[String(name.dropFirst("SIZEOF_".count))] {
            return ["#define \(name) \(size)"]
        }
        if name.hasPrefix("LG_SIZEOF_"),
            let size = sizes[String(name.dropFirst("LG_SIZEOF_".count))]
        {
            return ["#define \(name) (\(size) == 8 ? 3 : \(size) == 4 ? 2 : \(size) / 2)"]
        }
        return numbers[name].map { ["#define \(name) \($0)"] }
    }

    /// Whether such a system has what a flag asks about.
    static func isGiven(_ name: String) -> Bool {
        guard !foreign.contains(where: { name.contains($0) }) else { return false }
        return name.hasPrefix("HAVE_") || name.contains("_HAVE_")
            || compiler.contains { name.contains($0) }
    }

    /// What no glibc system has.
    private static let foreign = [
        "WIN", "KQUEUE", "EVPORT", "DARWIN", "MACH", "SOLARIS", "BROKEN", "BSD", "PLEDGE", "PRIV",
    ]

    /// What flags are called that ask about the compiler.
    private static let compiler = ["GCC", "C11"]

    private static let sizes = [
        "CHAR": "1", "SHORT": "__SIZEOF_SHORT__", "INT": "__SIZEOF_INT__",
        "LONG": "__SIZEOF_LONG__",
        "LONG_LONG": "__SIZEOF_LONG_LONG__", "SIZE_T": "__SIZEOF_SIZE_T__",
        "VOID_P": "__SIZEOF_POINTER__", "VOIDP": "__SIZEOF_POINTER__", "PTR": "__SIZEOF_POINTER__",
        "OFF_T": "8", "TIME_T": "8", "INTMAX_T": "8",
        "WCHAR_T": "__SIZEOF_WCHAR_T__", "DOUBLE": "__SIZEOF_DOUBLE__",
    ]

    /// Pages of 4 KiB and of 2 MiB, addresses of 48 bits, as powers of two or not.
    private static let numbers = [
        "PAGE_SIZE": "4096", "PAGESIZE": "4096", "LG_PAGE": "12", "LG_PAGE_SIZE": "12",
        "LG_HUGEPAGE": "21", "LG_VADDR": "48",
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
