import Glibc
import Synchronization

/// One line on a terminal that says how far the parsing is; nothing anywhere else.
package final class Progress: Sendable {
    private struct State {
        var done = 0
        var lastShown: Double = 0
        var hasLine = false
    }

    private let total: Int
    private let isShown: Bool
    private let started = Progress.now()
    private let state = Mutex(State())

    /// - Parameter isQuiet: the user asked for silence.
    package init(total: Int, isQuiet: Bool) {
        self.total = total
        isShown = !isQuiet && isatty(STDERR_FILENO) == 1
    }

    /// Counts one unit as done and names the file that is worked on, at most ten times a second.
    package func advance(to file: String) {
        guard isShown else { return }
        state.withLock { state in
            state.done += 1
            let now = Self.now()
            guard now - state.lastShown >= 0.1 else { return }
            state.lastShown = now
            state.hasLine = true
            show(progressLine(done: state.done, total: total, file: file, seconds: now - started))
        }
    }

    /// Clears the line.
    package func finish() {
        guard isShown, state.withLock({ $0.hasLine }) else { return }
        show("")
    }

    private func show(_ line: String) {
        let text = "\r\u{1B}[K" + line
        try? OutputFile.writeAll(Array(text.utf8), to: STDERR_FILENO)
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// `[3/140] src/x.c, about 12 s left`, without an estimate while there is nothing to judge by.
package func progressLine(done: Int, total: Int, file: String, seconds: Double) -> String {
    let name = file.count > 50 ? "…" + file.suffix(49) : file
    let shown = String(name.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) })
    guard done >= 3, seconds >= 1 else { return "[\(done)/\(total)] \(shown)" }
    let left = Int((seconds / Double(done) * Double(total - done)).rounded(.up))
    return "[\(done)/\(total)] \(shown), about \(left) s left"
}
