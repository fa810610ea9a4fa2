/// The units that a `compile_commands.json` describes, in its order
/// (the format: clang's "JSON Compilation Database Format Specification").
public struct CompilationDatabase: Sendable {
    public private(set) var units: [CompileUnit] = []
    /// How objects become programs, where the database has the commands for it.
    public private(set) var links: [LinkCommand] = []
    public private(set) var problems: [DatabaseProblem] = []
    /// Flags that were left out although they may matter, sorted.
    public private(set) var ignoredFlags: [String] = []

    /// How many entries are read; more are reported and left out.
    public static let entryLimit = 1_000_000

    /// Reads a database. A broken entry is reported and the rest is read; nothing that an entry
    /// names is executed.
    ///
    /// - Parameters:
    ///   - bytes: the document.
    ///   - file: its absolute path; relative folders in it start from there.
    ///   - readResponseFile: the contents of a file that an `@FILE` argument names.
    public init(
        _ bytes: [UInt8], file: String, readResponseFile: @escaping (String) -> [UInt8]?
    ) {
        let document: JSONElement
        do {
            document = try JSONReader.read(bytes)
        } catch {
            problems.append(DatabaseProblem(file: file, line: error.line, message: error.message))
            return
        }
        guard case .array(let entries) = document.value else {
            problems.append(
                DatabaseProblem(
                    file: file, line: document.line, message: "expected an array of commands"))
            return
        }
        readEntries(entries, file: file, readResponseFile: readResponseFile)
    }

    private mutating func readEntries(
        _ entries: [JSONElement], file: String, readResponseFile: @escaping (String) -> [UInt8]?
    ) {
        var responses = ResponseFiles(read: readResponseFile)
        var seen: Set<CompileUnit> = []
        var ignored: Set<String> = []
        for entry in entries.prefix(Self.entryLimit) {
            guard let command = Entry(entry, databaseFolder: Paths.parent(file)) else {
                problems.append(
                    DatabaseProblem(
                        file: file, line: entry.line,
                        message: "an entry needs \"file\" and \"arguments\" or \"command\""))
                continue
            }
            let words = responses.expand(command.words, directory: command.directory)
            let arguments = CompilerArguments(command: words)
            if let link = LinkCommand(words, arguments, directory: command.directory) {
                links.append(link)
                continue
            }
            ignored.formUnion(arguments.ignored)
            guard let unit = command.unit(arguments) else { continue }
            // The same file with the same flags is one unit, whatever it was compiled into.
            var known = unit
            known.output = nil
            known.compiler = nil
            guard seen.insert(known).inserted else { continue }
            units.append(unit)
        }
        if entries.count > Self.entryLimit {
            problems.append(
                DatabaseProblem(file: file, message: "only \(Self.entryLimit) entries were read"))
        }
        problems += responses.problems
        ignoredFlags = ignored.sorted()
    }
}

/// One entry as it stands in the database.
private struct Entry {
    var file: String
    var directory: String
    var words: [String]
    var output: String?

    init?(_ element: JSONElement, databaseFolder: String) {
        let value = element.value
        guard let file = value["file"]?.text, !file.isEmpty, !file.utf8.contains(0) else {
            return nil
        }
        directory = Paths.absolute(value["directory"]?.text ?? ".", in: databaseFolder)
        self.file = Paths.absolute(file, in: directory)
        output = value["output"]?.text
        if case .array(let elements) = value["arguments"] {
            let texts = elements.compactMap(\.value.text)
            guard texts.count == elements.count else { return nil }
            words = texts
        } else if let command = value["command"]?.text {
            words = shellWords(command)
        } else {
            return nil
        }
        guard !words.isEmpty, !words.contains(where: { $0.utf8.contains(0) }) else { return nil }
    }

    /// The unit, or nil where the entry compiles something that is neither C nor C++.
    func unit(_ arguments: CompilerArguments) -> CompileUnit? {
        let byName = SourceLanguage(fileName: Paths.name(file))
        guard let language = arguments.language ?? byName else { return nil }
        return CompileUnit(
            file: file, directory: directory, language: language, arguments: arguments.flags,
            output: (output ?? arguments.output).map { Paths.absolute($0, in: directory) },
            compiler: arguments.compiler.map {
                $0.contains("/") ? Paths.absolute($0, in: directory) : $0
            })
    }
}
