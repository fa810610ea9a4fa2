import MidasBase
import MidasBuildDatabase

/// A fixture: its labels, and how its first lines say it is to be analysed.
package struct LabelledSource: Equatable, Sendable {
    package struct Line: Equatable, Sendable {
        /// From 1.
        package var number: Int
        package var label: Label
    }

    package var labels: [Line] = []
    package var profile: Profile?
    package var faults: [FaultKind] = []
    package var flags: [String] = []
    /// Files that are analysed together with this one, relative to its folder.
    package var companions: [String] = []
    /// Why the labels are known not to hold yet.
    package var gap: String?
    /// Comments that are meant as labels and are none, with their lines.
    package var mistakes: [(line: Int, text: String)] = []

    /// How many lines may hold directives.
    private static let headSize = 20

    package init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if let directive = Self.comment(in: line, after: "midas-"), index < Self.headSize {
                takeDirective(directive, line: index + 1)
            } else if let labels = Self.comment(in: line, after: "midas:") {
                takeLabels(labels, line: index + 1)
            }
        }
    }

    package static func == (a: LabelledSource, b: LabelledSource) -> Bool {
        a.labels == b.labels && a.profile == b.profile && a.faults == b.faults
            && a.flags == b.flags && a.companions == b.companions && a.gap == b.gap
            && a.mistakes.map(\.line) == b.mistakes.map(\.line)
    }

    /// The rest of a line's last comment if it begins with `mark`.
    private static func comment(in line: Substring, after mark: String) -> Substring? {
        for opening in ["// ", "/* "] {
            guard let range = line.ranges(of: opening + mark).last else { continue }
            var rest = line[range.upperBound...]
            if opening == "/* ", let end = rest.firstRange(of: "*/") {
                rest = rest[..<end.lowerBound]
            }
            return rest
        }
        return nil
    }

    private mutating func takeLabels(_ text: Substring, line: Int) {
        for part in text.split(separator: ";") {
            let words = String(part.trimmingPrefix(while: \.isWhitespace))
            guard let read = Label.read(words) else {
                mistakes.append((line, words))
                continue
            }
            labels += read.map { Line(number: line, label: $0) }
        }
    }

    /// `profile: strict` and the like; `midas-` stands before it.
    private mutating func takeDirective(_ text: Substring, line: Int) {
        let parts = text.split(separator: ":", maxSplits: 1)
        let value = (parts.count == 2 ? parts[1] : "").trimmingPrefix(while: \.isWhitespace)
        let words = value.split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
        switch parts.first {
        case "profile":
            profile = words.first.flatMap(Profile.init)
            if profile == nil { mistakes.append((line, String(text))) }
        case "faults":
            faults = words.compactMap(FaultKind.init)
            if faults.isEmpty || faults.count != words.count {
                mistakes.append((line, String(text)))
            }
        case "flags": flags = shellWords(String(value))
        case "with": companions = words
        case "gap": gap = String(value)
        default: mistakes.append((line, String(text)))
        }
    }
}
