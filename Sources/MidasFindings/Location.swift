/// A position in a source file, as reports show it.
public struct Location: Hashable, Sendable, Comparable {
    /// The path relative to the analysed root, with `/` between its parts; an absolute path for a
    /// file outside the root.
    public var file: String
    /// From 1.
    public var line: Int
    /// From 1, in bytes of UTF-8.
    public var column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public static func < (a: Location, b: Location) -> Bool {
        if a.file != b.file { return a.file < b.file }
        return (a.line, a.column) < (b.line, b.column)
    }
}

extension Location: CustomStringConvertible {
    public var description: String { "\(file):\(line):\(column)" }
}
