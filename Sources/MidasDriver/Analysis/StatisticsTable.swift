import Glibc
import MidasAnalysis
import Synchronization

/// The rows of `--statistics`, on standard error as they come: a phase, the CPU seconds since the row
/// before (parsers that have ended included), the peak memory so far, and its sizes.
final class StatisticsTable: Sendable {
    private let isShown: Bool
    private let last: Mutex<Double>

    init(isShown: Bool) {
        self.isShown = isShown
        last = Mutex(Self.cpuSeconds())
    }

    func row(_ figures: PhaseFigures) {
        guard isShown else { return }
        let now = Self.cpuSeconds()
        let spent = last.withLock { last in
            defer { last = now }
            return now - last
        }
        let text = statisticsRow(figures, seconds: spent, megabytes: Self.peakMegabytes())
        try? OutputFile.writeAll(Array((text + "\n").utf8), to: STDERR_FILENO)
    }

    private static func usage(_ who: __rusage_who) -> rusage {
        var usage = rusage()
        getrusage(numericCast(who.rawValue), &usage)
        return usage
    }

    private static func cpuSeconds() -> Double {
        [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { sum, who in
            let usage = usage(who)
            let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
            let micros = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
            return sum + Double(seconds) + Double(micros) / 1e6
        }
    }

    private static func peakMegabytes() -> Int { usage(RUSAGE_SELF).ru_maxrss / 1024 }
}

/// `points-to      0.41 s   120 MB  functions 812, instances 1034`
package func statisticsRow(
    _ figures: PhaseFigures, seconds: Double, megabytes: Int
) -> String {
    func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let hundredths = Int((seconds * 100).rounded())
    let fraction = hundredths % 100 < 10 ? "0\(hundredths % 100)" : "\(hundredths % 100)"
    let name = figures.name + String(repeating: " ", count: max(0, 14 - figures.name.count))
    let sizes = figures.sizes.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
    return "\(name)\(right("\(hundredths / 100).\(fraction) s", 10))"
        + "\(right("\(megabytes) MB", 9))  \(sizes)"
}
