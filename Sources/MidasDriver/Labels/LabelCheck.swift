import MidasBase
import MidasFindings

/// A label that the report does not bear out.
package struct LabelMismatch: Equatable, Sendable {
    package var file: String
    package var line: Int
    package var expected: String
    package var found: String
}

extension LabelMismatch: CustomStringConvertible {
    package var description: String { "\(file):\(line): expected \(expected), found \(found)" }
}

/// Compares a report, which must hold deterministic states too, with the labels of one file.
package struct LabelCheck {
    private let file: String
    private let states: [Int: [StateFinding]]
    private let sources: [Int: [SourceFinding]]
    private let accesses: [Int: [SharedState.Access]]

    /// - Parameter file: as the report names it.
    package init(_ report: Report, file: String) {
        self.file = file
        states = Dictionary(
            grouping: report.states.filter { $0.location.file == file }, by: \.location.line)
        sources = Dictionary(
            grouping: report.sources.filter { $0.location.file == file }, by: \.location.line)
        let all = report.sharedState.flatMap(\.accesses)
        accesses = Dictionary(
            grouping: all.filter { $0.location.file == file }, by: \.location.line)
    }

    package func mismatches(_ source: LabelledSource) -> [LabelMismatch] {
        let wrong = source.labels.compactMap { line -> LabelMismatch? in
            let found = finding(for: line.label, on: line.number)
            guard let found else { return nil }
            return LabelMismatch(
                file: file, line: line.number, expected: line.label.description, found: found)
        }
        let mistakes = source.mistakes.map {
            LabelMismatch(file: file, line: $0.line, expected: "a label", found: "'\($0.text)'")
        }
        return (mistakes + wrong).sorted { ($0.line, $0.expected) < ($1.line, $1.expected) }
    }

    /// What was found instead of what a label states; nil where it holds.
    private func finding(for label: Label, on line: Int) -> String? {
        switch label {
        case .state(let name, let expected):
            let found = worst(states[line, default: []].filter { isDeclared($0, as: name) })
            return found == expected ? nil : found.rawValue
        case .output(let expected):
            let found = worst(states[line, default: []].filter { $0.kind == .output })
            return found == expected ? nil : "output " + found.rawValue
        case .source(let category, let verdict):
            let here = sources[line, default: []]
            let holds = here.contains { $0.category == category && $0.verdict == verdict }
            return holds ? nil : describe(here)
        case .noSource:
            let here = sources[line, default: []]
            return here.isEmpty ? nil : describe(here)
        case .race(let expected):
            let here = accesses[line, default: []]
            let races = here.contains(where: \.race)
            guard races != expected else { return nil }
            return races ? "race" : here.isEmpty ? "no access to shared state" : "no-race"
        }
    }

    /// A state that is not listed is deterministic.
    private func worst(_ states: [StateFinding]) -> Classification {
        states.map(\.classification).min() ?? .deterministic
    }

    private func isDeclared(_ state: StateFinding, as name: String?) -> Bool {
        guard state.kind != .output else { return false }
        guard let name else { return true }
        return state.name == name || state.name.hasSuffix("." + name)
            || state.name.hasSuffix("::" + name)
    }

    private func describe(_ sources: [SourceFinding]) -> String {
        let texts = sources.map { "source \($0.category.name) \($0.verdict.rawValue)" }
        return texts.isEmpty ? "no-source" : Set(texts).sorted().joined(separator: "; ")
    }
}
