/// One set of flags for every file: from `compile_flags.txt` or from after `--`.
public struct FixedFlags: Hashable, Sendable {
    public var arguments: [String]
    /// The folder that relative paths in `arguments` start from, absolute.
    public var directory: String
    /// The language of every file, where a flag says one.
    public var language: SourceLanguage?
    /// Flags that were left out although they may matter.
    public var ignored: [String]

    /// - Parameter words: the flags as a user writes them.
    public init(words: [String], directory: String) {
        let parsed = CompilerArguments(flags: words)
        arguments = parsed.flags
        language = parsed.language
        ignored = parsed.ignored
        self.directory = directory
    }

    /// The contents of a `compile_flags.txt`: one argument a line.
    ///
    /// - Parameter file: its absolute path.
    public init(flagsFile bytes: [UInt8], file: String) {
        let words = String(decoding: bytes, as: UTF8.self)
            .split(whereSeparator: \.isNewline)
            .map { $0.trimmingPrefix(while: \.isWhitespace) }
            .filter { !$0.isEmpty }
            .map(String.init)
        self.init(words: words, directory: Paths.parent(file))
    }

    /// What a file is parsed with when nothing says more: the GNU dialects that compilers default to.
    public static func defaults(directory: String) -> FixedFlags {
        FixedFlags(words: ["-D_GNU_SOURCE"], directory: directory)
    }

    /// The unit of one file; nil where it is neither C nor C++.
    public func unit(for file: String) -> CompileUnit? {
        guard let language = language ?? SourceLanguage(fileName: Paths.name(file)) else {
            return nil
        }
        var arguments = arguments
        if !arguments.contains(where: { $0.hasPrefix("-std=") || $0 == "-ansi" }) {
            arguments.append(language == .c ? "-std=gnu11" : "-std=gnu++17")
        }
        return CompileUnit(
            file: file, directory: directory, language: language, arguments: arguments)
    }
}
