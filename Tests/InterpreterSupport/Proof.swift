import Foundation
import MidasClangFrontend
import MidasIR
import MidasInterpreter
import TestSupport

/// Runs programs twice, compiled and interpreted, and compares what they say.
public struct Proof: Sendable {
    public enum Verdict: Sendable, CustomStringConvertible {
        case equal(steps: Int)
        case differs(String)
        /// It does not compile, or does not end soon enough: nothing is proved.
        case rejected(String)

        public var description: String {
            switch self {
            case .equal(let steps): "equal after \(steps) steps"
            case .differs(let how): "differs: \(how)"
            case .rejected(let why): "rejected: \(why)"
            }
        }
    }

    /// The libclang of this machine, as the driver finds it; nil where there is none.
    public static let library: LibClang? = {
        let environment = ProcessInfo.processInfo.environment
        let folders = environment["PATH", default: ""].split(separator: ":")
            .map { "\($0)/../lib" }
            .filter { FileManager.default.fileExists(atPath: "\($0)/libclang.so") }
        let paths = LibraryCandidates.paths(
            override: environment["MIDAS_LIBCLANG"], swiftLibraryFolders: folders)
        return try? LibClang.load(candidates: paths)
    }()

    /// Whether a program is in `PATH`.
    public static func isInstalled(_ program: String) -> Bool {
        ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }

    public var flags: [String]
    /// Operations that the interpreter may take.
    public var budget: Int
    /// Seconds that the compiled program may take.
    public var patience: Int

    public init(flags: [String] = [], budget: Int = 100_000_000, patience: Int = 10) {
        self.flags = flags
        self.budget = budget
        self.patience = patience
    }

    public func check(_ file: String) -> Verdict {
        do {
            guard let library = Self.library else { return .rejected("no libclang") }
            let native: ProcessResult
            switch try compiledRun(file) {
            case .success(let result): native = result
            case .failure(let problem): return .rejected(problem.message)
            }
            let unit = try lowered(file, library)
            let errors = UnitVerifier.verify(unit)
            if let error = errors.first {
                return .differs("\(errors.count) invariants broken: \(error)")
            }
            return compare(unit, native)
        } catch {
            return .differs("\(error)")
        }
    }

    private struct Problem: Error { var message: String }

    private func compiledRun(_ file: String) throws -> Result<ProcessResult, Problem> {
        let folder = try TemporaryFolder()
        let program = folder.path + "/program"
        let compiler = Self.isCxx(file) ? "clang++" : "clang"
        let build = try runProcess(
            [compiler, "-w", "-O0", "-pthread"] + flags + [file, "-o", program, "-lm"])
        guard build.status == 0 else {
            return .failure(Problem(message: "does not compile: " + build.errors.prefix(200)))
        }
        let result = try runProcess(["timeout", "--kill-after=1", "\(patience)", program])
        guard result.status != 124, result.status != 137 else {
            return .failure(Problem(message: "runs too long"))
        }
        return .success(result)
    }

    static func isCxx(_ file: String) -> Bool {
        file.hasSuffix(".cpp") || file.hasSuffix(".cc")
    }

    private func lowered(_ file: String, _ library: LibClang) throws -> MidasIR.Unit {
        let arguments = flags
        return try withDeepStack { () -> Result<MidasIR.Unit, ParseError> in
            do throws(ParseError) {
                return .success(try library.lower(file: file, arguments: arguments))
            } catch {
                return .failure(error)
            }
        }.get()
    }

    private func compare(_ unit: MidasIR.Unit, _ native: ProcessResult) -> Verdict {
        let host = LibraryHost()
        var options = Interpreter.Options()
        options.budget = budget
        let interpreter = Interpreter(unit, host: host, options: options)
        let end = interpreter.run()
        if case .exited = end {
            do {
                try host.runExitHandlers(interpreter)
            } catch {
                return .differs("interpreter: at the end: \(error)")
            }
        }
        switch end {
        case .outOfSteps: return .rejected("takes more than \(budget) steps")
        case .trapped(let trap): return .differs("interpreter: \(trap)\n\(host.outputText)")
        case .exited(let code):
            guard native.status == code & 0xFF else {
                return .differs("exit code \(code & 0xFF) instead of \(native.status)")
            }
        }
        guard host.outputText == native.output else {
            return .differs(Self.firstDifference(host.outputText, native.output))
        }
        return .equal(steps: interpreter.stepCount)
    }

    private static func firstDifference(_ found: String, _ expected: String) -> String {
        let pairs = zip(
            found.split(separator: "\n", omittingEmptySubsequences: false),
            expected.split(separator: "\n", omittingEmptySubsequences: false))
        for (line, (first, second)) in pairs.enumerated() where first != second {
            return "line \(line + 1) is '\(first)' instead of '\(second)'"
        }
        return "\(found.utf8.count) bytes of output instead of \(expected.utf8.count)"
    }
}
