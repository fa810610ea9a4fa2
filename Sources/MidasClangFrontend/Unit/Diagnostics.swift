import CLibClang
import MidasBase
import MidasIR

/// What the parser said.
extension UnitLowering {
    /// Keeps errors for the report, and their offsets: a function around one is a hole.
    func collectDiagnostics() {
        for index in 0..<cx_getNumDiagnostics(translationUnit) {
            guard let diagnostic = cx_getDiagnostic(translationUnit, index) else { continue }
            defer { cx_disposeDiagnostic(diagnostic) }
            let severity = cx_getDiagnosticSeverity(diagnostic)
            guard severity == .error || severity == .fatal else { continue }
            let position = position(cx_getDiagnosticLocation(diagnostic))
            if !position.isNone { errorOffsets[position.file.index].append(position.offset) }
            unit.diagnostics.append(
                UnitDiagnostic(
                    severity: severity == .fatal ? .fatal : .error,
                    message: intern(cx_getDiagnosticSpelling(diagnostic)), position: position))
        }
        for index in errorOffsets.indices { errorOffsets[index].sort() }
    }

    /// Whether an error stands inside the range.
    func hasError(in range: SourceRange) -> Bool {
        guard !range.begin.isNone, range.begin.file == range.end.file else { return false }
        let offsets = errorOffsets[range.begin.file.index]
        return offsets.contains { range.begin.offset <= $0 && $0 <= range.end.offset }
    }
}
