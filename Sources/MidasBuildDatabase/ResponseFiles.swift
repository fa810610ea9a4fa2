/// Replaces `@FILE` arguments by the words that the file holds, as GCC and clang do.
///
/// What cannot be read, or includes itself, stays out and is reported.
struct ResponseFiles {
    /// The contents of a file, nil where it cannot be read.
    var read: (String) -> [UInt8]?
    private(set) var problems: [DatabaseProblem] = []

    /// How deep response files may name each other, and how many words one command may grow to.
    static let depthLimit = 8
    static let wordLimit = 100_000

    init(read: @escaping (String) -> [UInt8]?) { self.read = read }

    mutating func expand(_ arguments: [String], directory: String) -> [String] {
        expand(arguments, directory: directory, depth: 0)
    }

    private mutating func expand(_ arguments: [String], directory: String, depth: Int) -> [String] {
        guard arguments.contains(where: { $0.hasPrefix("@") }) else { return arguments }
        var result: [String] = []
        for argument in arguments {
            guard argument.hasPrefix("@"), argument.count > 1 else {
                result.append(argument)
                continue
            }
            let path = Paths.absolute(String(argument.dropFirst()), in: directory)
            guard depth < Self.depthLimit else {
                problems.append(
                    DatabaseProblem(
                        file: path, message: "response files name each other too deeply"))
                continue
            }
            guard let bytes = read(path) else {
                problems.append(
                    DatabaseProblem(file: path, message: "response file cannot be read"))
                continue
            }
            let words = shellWords(String(decoding: bytes, as: UTF8.self))
            result += expand(words, directory: directory, depth: depth + 1)
            if result.count > Self.wordLimit {
                problems.append(DatabaseProblem(file: path, message: "response file is too large"))
                return Array(result.prefix(Self.wordLimit))
            }
        }
        return result
    }
}
