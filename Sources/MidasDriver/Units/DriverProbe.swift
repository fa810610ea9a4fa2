import Glibc
import MidasBuildDatabase

/// Asks the compilers that a database names for the folders in which they look for headers
/// (`--probe-drivers`). This runs programs that the database names, so it is done on demand only.
struct DriverProbe {
    /// Folders of headers that belong to the compiler itself; clang's own stand for them.
    private static let builtin = ["/lib/gcc/", "/lib64/gcc/", "/lib/clang/", "/lib64/clang/"]

    /// How long a compiler may take over the answer, in milliseconds, and how long that may be.
    private static let patience: Int32 = 10_000
    private static let answerLimit = 1 << 20

    private struct Question: Hashable {
        var compiler: String
        var language: SourceLanguage
        var flags: [String]
    }

    private var answers: [Question: [String]?] = [:]
    /// Compilers that gave no answer, in the order of the units.
    private(set) var silent: [String] = []

    /// Adds to a unit the folders that its compiler searches besides those of its flags.
    mutating func complete(_ unit: inout CompileUnit) {
        guard let compiler = unit.compiler else { return }
        let flags = unit.arguments.filter { $0.hasPrefix("--sysroot=") || $0.hasPrefix("-m") }
        let question = Question(compiler: compiler, language: unit.language, flags: flags)
        if answers[question] == nil {
            let answer = Self.ask(question)
            if answer == nil, !silent.contains(compiler) { silent.append(compiler) }
            answers[question] = .some(answer)
        }
        guard let folders = answers[question] ?? nil else { return }
        for folder in folders { unit.arguments += ["-isystem", folder] }
    }

    private static func ask(_ question: Question) -> [String]? {
        let language = question.language == .c ? "c" : "c++"
        let words = question.flags + ["-E", "-v", "-x", language, "/dev/null"]
        guard let child = ChildProcesses.start(question.compiler, words, isProbe: true) else {
            return nil
        }
        close(child.input)
        let answer = readAll(child.output)
        close(child.output)
        let status = ChildProcesses.wait(child.pid, killing: answer == nil)
        guard status == 0, let answer else { return nil }
        return folders(in: String(decoding: answer, as: UTF8.self))
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8]? {
        var answer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while answer.count < answerLimit {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, patience) == 1 else { return nil }
            let got = read(descriptor, &part, part.count)
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { return got == 0 ? answer : nil }
            answer += part[..<got]
        }
        return nil
    }

    /// The folders between the two lines that GCC and clang print around them; nil without those.
    static func folders(in answer: String) -> [String]? {
        let lines = answer.split(separator: "\n")
        guard let start = lines.firstIndex(of: "#include <...> search starts here:"),
            let end = lines.firstIndex(of: "End of search list."), start < end
        else { return nil }
        return lines[(start + 1)..<end]
            .map { Paths.absolute($0.trimmingPrefix(while: { $0 == " " }).description, in: "/") }
            .filter { folder in !builtin.contains { folder.contains($0) } }
    }
}
