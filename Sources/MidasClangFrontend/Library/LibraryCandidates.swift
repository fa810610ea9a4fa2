/// Where libclang may be, best first.
///
/// Libraries from 17 on tell operator kinds, those from 21 on the members of implicit template
/// instances; older ones work, degraded.
public enum LibraryCandidates {
    /// Newest first, but for the Swift toolchain's own, which stands for 21.
    private static let preferred = [22, 21]
    private static let later = [20, 19, 18, 17]
    private static let degraded = [16, 15, 14]

    /// Paths to try in order. `override` is what the user asked for and then the only one;
    /// `swiftLibraryFolders` are `lib` folders of Swift toolchains.
    public static func paths(override: String?, swiftLibraryFolders: [String]) -> [String] {
        if let override, !override.isEmpty { return [override] }
        var all = preferred.flatMap(system)
        all += swiftLibraryFolders.map { $0 + "/libclang.so" }
        all += later.flatMap(system)
        all += degraded.flatMap(system)
        return all + ["libclang.so"]
    }

    /// The names under which LLVM's own and Debian's packages install version `version`.
    private static func system(_ version: Int) -> [String] {
        [
            "libclang-\(version).so.1", "libclang-\(version).so.\(version)",
            "libclang-\(version).so.13", "/usr/lib/llvm-\(version)/lib/libclang.so.1",
            "/usr/lib/llvm-\(version)/lib/libclang.so",
        ]
    }
}
