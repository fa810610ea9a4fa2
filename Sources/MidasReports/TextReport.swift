import MidasBase
import MidasFindings

/// How the text report looks.
public struct TextStyle: Sendable {
    /// ANSI colours (ECMA-48 SGR sequences).
    public var color: Bool
    /// Also list deterministic states.
    public var showsDeterministic: Bool

    public init(color: Bool = false, showsDeterministic: Bool = false) {
        self.color = color
        self.showsDeterministic = showsDeterministic
    }
}

/// The report for a person: states by class, each with its source line and where its value comes
/// from, then what was and what was not analysed.
///
/// - Parameter line: the text of a line of a file, where it can be had.
public func textReport(
    _ report: Report, style: TextStyle = TextStyle(),
    line: (_ file: String, _ number: Int) -> String?
) -> String {
    var text = TextReportWriter(report: report, style: style)
    text.writeStates(line: line)
    text.writeSharedState(line: line)
    text.writeSources()
    text.writeTiers()
    text.writeCoverage()
    return text.output
}

private struct TextReportWriter {
    let report: Report
    let style: TextStyle
    let sources: [SourceID: SourceFinding]
    var output = ""

    init(report: Report, style: TextStyle) {
        self.report = report
        self.style = style
        sources = Dictionary(
            report.sources.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func writeStates(line: (String, Int) -> String?) {
        for classification in Classification.allCases {
            if classification == .deterministic && !style.showsDeterministic { continue }
            let states = report.states.filter { $0.classification == classification }
            guard !states.isEmpty else { continue }
            heading("\(title(classification)) (\(states.count))")
            for state in states { write(state, line: line) }
        }
    }

    private mutating func write(_ state: StateFinding, line: (String, Int) -> String?) {
        let name = printable(state.name)
        var what = state.kind == .output ? "output \(name)" : "\(name): \(printable(state.type))"
        if state.channel == .log { what += " (log)" }
        if let likelihood = state.likelihood { what += ", \(likelihood.name)" }
        if let program = state.program { what += " [\(printable(program))]" }
        emit("\(styled(shown(state.location), .bold)): \(what)")
        quote(state.location, line: line)
        for step in state.path {
            emit("    \(shown(step.location)): \(printable(step.step)) (in \(step.function))")
        }
        let origins = state.sources.compactMap { sources[$0] }
        for source in origins.prefix(Self.sourceLimit) {
            let what = "\(printable(source.what)) (\(source.category.name))"
            emit("    from \(what) at \(shown(source.location))")
        }
        if origins.count > Self.sourceLimit {
            emit("    and from \(origins.count - Self.sourceLimit) more sources")
        }
        emit("")
    }

    /// How many sources of one state are listed; the JSON report has all of them.
    private static let sourceLimit = 3

    mutating func writeSharedState(line: (String, Int) -> String?) {
        let racy = report.sharedState.filter { $0.verdict == .racy }
        guard !racy.isEmpty else { return }
        heading("Races (\(racy.count))")
        for shared in racy {
            emit("\(styled(shared.state, .bold)):")
            let races = shared.accesses.filter(\.race)
            let listed = Self.telling(races)
            for access in listed {
                let what = "\(access.kind.rawValue) in \(access.function)"
                emit("    \(shown(access.location)): \(what), by \(threads(access))")
                quote(access.location, line: line)
            }
            if races.count > listed.count { emit("    and \(races.count - listed.count) more") }
            emit("")
        }
    }

    private func threads(_ access: SharedState.Access) -> String {
        let shown = access.threads.prefix(Self.threadLimit).joined(separator: ", ")
        let left = access.threads.count - Self.threadLimit
        return left > 0 ? "\(shown) and \(left) more" : shown
    }

    /// The first writes, and the first reads for the room that they leave.
    private static func telling(_ races: [SharedState.Access]) -> [SharedState.Access] {
        guard races.count > accessLimit else { return races }
        let writes = races.filter { $0.kind == .write }.prefix(accessLimit - 2)
        let reads = races.filter { $0.kind == .read }.prefix(accessLimit - writes.count)
        return Array(writes + reads)
    }

    /// How many accesses of one state, and threads of one access, are listed; the JSON report has
    /// more of them.
    private static let accessLimit = 6
    private static let threadLimit = 4

    mutating func writeSources() {
        let superficial = report.sources.filter { $0.verdict == .superficial }
        guard !superficial.isEmpty else { return }
        heading("Sources without effect (\(superficial.count))")
        for source in superficial {
            let what = "\(printable(source.what)) (\(source.category.name))"
            emit("\(shown(source.location)): \(what): \(source.reason)")
        }
        emit("")
    }

    mutating func writeTiers() {
        for line in tierLines(report) { emit(printable(line)) }
    }

    mutating func writeCoverage() {
        writeDiagnostics()
        writeList("Assumed", report.assumptions) {
            "\($0.what) (\($0.category.name), \(counted($0.places, "place")))"
        }
        writeList("Unknown functions: what goes in may come out", report.unknownFunctions) {
            "\($0.name) (\(counted($0.calls, "call")))"
        }
        let summary = report.summary
        let counts = Classification.allCases.map { "\(summary.states[$0]) \($0.rawValue)" }
        emit("States: \(counts.joined(separator: ", ")).")
        emit(
            "Sources: \(summary.sources.effective) effective, "
                + "\(summary.sources.superficial) superficial.")
        emit(
            "Analysed \(counted(summary.functions, "function")) in "
                + "\(counted(summary.translationUnits, "translation unit")), "
                + "\(counted(summary.linesOfCode, "line"))"
                + (summary.failedTranslationUnits == 0
                    ? "." : "; \(summary.failedTranslationUnits) could not be analysed."))
        if summary.status == .incomplete {
            emit(styled("The analysis is incomplete.", .yellow))
        }
    }

    private mutating func writeDiagnostics() {
        for diagnostic in report.diagnostics {
            let place = diagnostic.location.map { "\(shown($0)): " } ?? ""
            emit("\(place)\(diagnostic.severity.rawValue): \(printable(diagnostic.message))")
        }
        if !report.diagnostics.isEmpty { emit("") }
    }

    private mutating func writeList<Entry>(
        _ title: String, _ entries: [Entry], _ describe: (Entry) -> String
    ) {
        guard !entries.isEmpty else { return }
        emit("\(title):")
        for entry in entries { emit("    \(describe(entry))") }
        emit("")
    }

    private mutating func quote(_ place: Location, line: (String, Int) -> String?) {
        guard let text = line(place.file, place.line) else { return }
        emit("    | \(clipped(text))")
    }

    private mutating func heading(_ text: String) {
        emit(styled(text, .bold))
        emit("")
    }

    private mutating func emit(_ line: String) {
        output += line
        output += "\n"
    }

    private func styled(_ text: String, _ attribute: Attribute) -> String {
        style.color ? "\u{1B}[\(attribute.rawValue)m\(text)\u{1B}[0m" : text
    }

    private enum Attribute: Int {
        case bold = 1
        case yellow = 33
    }
}

private func title(_ classification: Classification) -> String {
    switch classification {
    case .pure: "Pure: a source's value gets there directly"
    case .contaminated: "Contaminated: depends on a source through other state or control"
    case .superficial: "Superficial: touched, yet equal at quiescence"
    case .deterministic: "Deterministic"
    }
}

private func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}

/// Text of the input without what could move a terminal's cursor.
private func printable(_ text: some StringProtocol) -> String {
    String(
        text.map { character in
            let isControl = character.unicodeScalars.contains {
                $0.value < 0x20 || $0.value == 0x7F
            }
            return isControl ? " " : character
        })
}

private func shown(_ place: Location) -> String { printable(place.description) }

/// A source line as it is quoted: without indentation, and not too wide.
private func clipped(_ text: String) -> String {
    let line = printable(text.trimmingPrefix(while: \.isWhitespace))
    let limit = 96
    return line.count <= limit ? line : String(line.prefix(limit - 1)) + "…"
}
