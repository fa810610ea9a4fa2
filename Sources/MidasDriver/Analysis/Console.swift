import Foundation
import Glibc

/// Results go to standard output, everything else to standard error.
public enum Console {
    /// Writes results. A reader that went away is no error: it has seen what it wanted.
    public static func print(_ bytes: [UInt8]) throws(UsageError) {
        signal(SIGPIPE, SIG_IGN)
        do {
            try OutputFile.writeAll(bytes, to: STDOUT_FILENO)
        } catch {
            if error == FileError(errno: EPIPE) { return }
            throw UsageError("standard output: \(error.reason)")
        }
    }

    /// Writes a message that concerns the run.
    public static func complain(_ message: String) {
        let text = message.hasPrefix("Error: ") ? String(message.dropFirst(7)) : message
        try? OutputFile.writeAll(Array("midas: \(text)\n".utf8), to: STDERR_FILENO)
    }

    /// Writes a message that begins with its own place.
    public static func complain(plain line: String) {
        try? OutputFile.writeAll(Array("\(line)\n".utf8), to: STDERR_FILENO)
    }

    /// Writes results into a file, or to standard output.
    public static func write(_ bytes: [UInt8], to file: String?) throws(UsageError) {
        guard let file else { return try print(bytes) }
        do {
            try OutputFile.write(bytes, to: file)
        } catch {
            throw UsageError("\(file): \(error.reason)")
        }
    }

    public static func complain(lines: [String]) {
        for line in lines { complain(line) }
    }

    /// Whether standard output is a terminal that wants colours (no-color.org; `TERM=dumb`).
    static var showsColor: Bool {
        let environment = ProcessInfo.processInfo.environment
        guard (environment["NO_COLOR"] ?? "").isEmpty, environment["TERM"] != "dumb" else {
            return false
        }
        return isatty(STDOUT_FILENO) == 1
    }
}
