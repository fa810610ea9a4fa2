/// The language that a unit is parsed as.
public enum SourceLanguage: String, Hashable, Sendable {
    case c
    case cxx

    /// The language that compilers take a file for by the end of its name; nil for other files.
    ///
    /// Preprocessed sources count; headers do not.
    public init?(fileName: some StringProtocol) {
        guard let dot = fileName.lastIndex(of: ".") else { return nil }
        switch fileName[fileName.index(after: dot)...] {
        case "c", "i": self = .c
        case "cc", "cpp", "cxx", "c++", "C", "CC", "cp", "CPP", "ii", "cppm", "ixx": self = .cxx
        default: return nil
        }
    }
}

/// A file that exists for the parser only.
public struct VirtualFile: Hashable, Sendable {
    /// Absolute.
    public var path: String
    public var contents: String

    public init(path: String, contents: String) {
        self.path = path
        self.contents = contents
    }
}

/// One translation unit to parse: a file under one set of flags.
public struct CompileUnit: Hashable, Sendable {
    /// The main file, absolute, without `.` and `..`.
    public var file: String
    /// The folder that relative paths in `arguments` start from, absolute.
    public var directory: String
    public var language: SourceLanguage
    /// Flags in clang's spelling: no compiler, no file, nothing that writes or loads code.
    public var arguments: [String]
    /// Files that the parser sees beside those on the disk.
    public var virtualFiles: [VirtualFile]
    /// What the command would have written, as the database has it; it tells programs apart.
    public var output: String?
    /// The compiler as the database names it; nothing runs it unless the user asks for that.
    public var compiler: String?

    public init(
        file: String, directory: String, language: SourceLanguage, arguments: [String],
        virtualFiles: [VirtualFile] = [], output: String? = nil, compiler: String? = nil
    ) {
        self.file = file
        self.directory = directory
        self.language = language
        self.arguments = arguments
        self.virtualFiles = virtualFiles
        self.output = output
        self.compiler = compiler
    }
}

/// Something wrong with a database or a flag file, in one line.
public struct DatabaseProblem: Hashable, Sendable {
    /// The database, flag file or response file.
    public var file: String
    /// From 1; 1 where the place is not known.
    public var line: Int
    public var message: String

    public init(file: String, line: Int = 1, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }
}
