/// Where a build database may lie for a path, the likeliest first.
public enum DatabaseLocator {
    /// A file that describes how sources are compiled.
    public enum Candidate: Hashable, Sendable {
        /// The absolute path of a `compile_commands.json`.
        case commands(String)
        /// The absolute path of a `compile_flags.txt`.
        case flags(String)
    }

    /// The databases that are found in or above a folder: the nearest folder counts first; inside a
    /// folder `compile_commands.json`, then that of its `build*` folders in the order of their
    /// names, then `compile_flags.txt`.
    ///
    /// - Parameters:
    ///   - folder: absolute.
    ///   - subfolders: the names of the folders in a folder; empty where it cannot be read.
    ///   - exists: whether there is a regular file at an absolute path.
    public static func candidates(
        from folder: String, subfolders: (String) -> [String], exists: (String) -> Bool
    ) -> [Candidate] {
        var result: [Candidate] = []
        var current = Paths.normalized(folder)
        while true {
            result += inFolder(current, subfolders: subfolders, exists: exists)
            guard current != "/" else { return result }
            current = Paths.parent(current)
        }
    }

    private static func inFolder(
        _ folder: String, subfolders: (String) -> [String], exists: (String) -> Bool
    ) -> [Candidate] {
        let base = folder == "/" ? "" : folder
        let builds = subfolders(folder).filter { $0.hasPrefix("build") }.sorted()
        let databases = ([base] + builds.map { "\(base)/\($0)" })
            .map { "\($0)/compile_commands.json" }.filter(exists)
        let flags = "\(base)/compile_flags.txt"
        return databases.map(Candidate.commands) + (exists(flags) ? [.flags(flags)] : [])
    }
}
