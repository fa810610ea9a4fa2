import Foundation
import Glibc
import MidasBuildDatabase
import MidasFindings
import MidasReports

/// The formats of the report.
public enum ReportFormat: String, CaseIterable, Sendable {
    case text, json
}

/// A condition under which an analysis ends with exit code 1.
public enum Gate: String, CaseIterable, Sendable {
    /// Something was not analysed as it should.
    case incomplete

    public func fails(_ report: RenderedReport) -> Bool {
        switch self {
        case .incomplete: report.isIncomplete
        }
    }
}

/// Writes a report where the user wants it.
public struct ReportOutput {
    private let format: ReportFormat
    private let file: String?
    private let showsAll: Bool

    /// - Parameter file: nil for standard output.
    public init(format: ReportFormat, file: String?, showsAll: Bool) {
        self.format = format
        self.file = file
        self.showsAll = showsAll
    }

    public func write(_ report: RenderedReport) throws(UsageError) {
        guard let file else { return try Console.print(report.bytes) }
        do {
            try OutputFile.write(report.bytes, to: file)
        } catch {
            throw UsageError("\(file): \(error.reason)")
        }
    }

    /// The JSON Schema of the JSON report.
    public static func schema() -> [UInt8] { reportSchema() }

    /// What a report's bytes depend on besides the report.
    package var identity: [String] {
        [format.rawValue, "\(showsAll)", "\(file == nil && Console.showsColor)"]
    }

    package func rendered(_ result: AnalysisResult) -> RenderedReport {
        RenderedReport(
            bytes: bytes(of: result), isEmpty: result.isEmpty,
            isIncomplete: result.report.summary.status == .incomplete)
    }

    package func bytes(of result: AnalysisResult) -> [UInt8] {
        let report = showsAll ? result.report : result.report.withoutDeterministicStates()
        switch format {
        case .json: return jsonReport(report)
        case .text:
            var lines = SourceLines(root: result.root)
            let style = TextStyle(
                color: file == nil && Console.showsColor, showsDeterministic: showsAll)
            return Array(textReport(report, style: style) { lines.line($1, of: $0) }.utf8)
        }
    }
}

/// The lines of source files, each file read once.
private struct SourceLines {
    let root: String
    private var files: [String: [Substring]] = [:]

    init(root: String) { self.root = root }

    mutating func line(_ number: Int, of file: String) -> String? {
        let lines = files[file] ?? read(file)
        files[file] = lines
        return lines.indices.contains(number - 1) ? String(lines[number - 1]) : nil
    }

    private func read(_ file: String) -> [Substring] {
        guard let bytes = try? FileContents.read(Paths.absolute(file, in: root)) else { return [] }
        return String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }
}
