import Foundation
import InterpreterSupport
import MidasAnalysis
import MidasClangFrontend
import MidasDictionary
import MidasIR
import TestSupport

/// Broken and strange programs: whatever is given, the analysis ends and says something.
public struct Robustness: Sendable {
    private let library: LibClang
    private let dictionary: NondeterminismDictionary

    public init(library: LibClang, dictionary: NondeterminismDictionary = .builtIn()) {
        self.library = library
        self.dictionary = dictionary
    }

    /// Analyses a text as it stands. A crash ends the process; what takes longer than `patience`
    /// seconds gives false.
    public func survives(
        _ text: String, file: String, flags: [String] = [], patience: Int = 60
    ) -> Bool {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            analyseWhole(text, file: file, flags: flags)
            done.signal()
        }
        thread.stackSize = 512 << 20
        thread.start()
        return done.wait(timeout: .now() + .seconds(patience)) == .success
    }

    private func analyseWhole(_ text: String, file: String, flags: [String]) {
        let source = UnsavedFile(path: file, contents: Array(text.utf8))
        guard let unit = try? library.lower(file: file, arguments: flags, unsavedFiles: [source])
        else { return }
        _ = analyze(
            program: Linker.link([unit], name: "broken"), dictionary: dictionary,
            options: AnalysisOptions())
    }

    /// A program of `csmith`; nil where it is not installed.
    public static func csmith(seed: Int) throws -> (text: String, flags: [String])? {
        guard let headers = Csmith.headers else { return nil }
        let program = try runProcess(["csmith", "--seed", "\(seed)"])
        return program.status == 0 ? (program.output, ["-I" + headers]) : nil
    }

    /// The text with some of it cut off, left out, doubled or exchanged.
    public static func mutated(_ text: String, seed: UInt64) -> String {
        var random = SeededRandom(seed)
        var bytes = Array(text.utf8)
        for _ in 0..<random.between(1, 4) where bytes.count > 8 {
            let start = random.below(bytes.count - 4)
            let end = min(bytes.count, start + 1 + random.below(random.pick([3, 40, 400])))
            switch random.below(5) {
            case 0: bytes.removeSubrange((start / 2 + bytes.count / 2)...)
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: random.below(bytes.count))
            case 3: bytes[start] = random.pick(Array("{}();*&=<>[]\"'#,:0a~!".utf8))
            default:
                let part = Array(bytes[start..<end])
                bytes.removeSubrange(start..<end)
                bytes.insert(contentsOf: part, at: random.below(bytes.count + 1))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
