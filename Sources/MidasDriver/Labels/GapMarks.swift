/// The marks of fixtures whose labels are known not to hold yet.
public enum GapMarks {
    /// Makes a file's mark agree with a result: adds one where labels do not hold, with the first of
    /// them as its reason, and takes it out where all do.
    ///
    /// - Returns: whether the file was changed.
    public static func update(_ result: FixtureCheck.Result) throws(UsageError) -> Bool {
        guard !result.isAsExpected else { return false }
        do {
            let text = String(decoding: try FileContents.read(result.file), as: UTF8.self)
            let changed = result.gap == nil ? marked(text, result) : unmarked(text)
            try OutputFile.write(Array(changed.utf8), to: result.file)
            return true
        } catch {
            throw UsageError("\(result.file): \(error.reason)")
        }
    }

    private static let mark = "// midas-gap:"

    private static func marked(_ text: String, _ result: FixtureCheck.Result) -> String {
        let first = result.mismatches.first ?? ""
        let reason =
            first.hasPrefix(result.file + ":") ? first.dropFirst(result.file.count + 1) : ""
        // The line that the reason names moves down by the mark itself.
        let parts = reason.split(separator: ":", maxSplits: 1)
        let line = parts.first.flatMap { Int($0) }.map { $0 + 1 }
        guard let line, parts.count == 2 else { return "\(mark) labels do not hold\n" + text }
        return "\(mark) line \(line),\(parts[1])\n" + text
    }

    private static func unmarked(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.filter { !$0.hasPrefix(mark) }.joined(separator: "\n")
    }
}
