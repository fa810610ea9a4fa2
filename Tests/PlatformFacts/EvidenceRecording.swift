import Foundation
import MidasDictionary

/// Writes into dictionary files what the probes saw: the `probe:` items of `evidence`.
package enum EvidenceRecording {
    /// The text of a file with the items of its entries brought up to date.
    ///
    /// - Parameters:
    ///   - name: As the entries of `source` call their file.
    ///   - text: The file as `source` was read from it.
    package static func updated(
        _ name: String, _ text: String, _ source: DictionarySource, _ evidence: Evidence
    ) -> String {
        let observed = Dictionary(
            evidence.observations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for entry in source.entries where entry.file == name {
            guard let tag = EvidenceChecks.tag(for: entry, observed) else { continue }
            let start = entry.line - 1
            var end = start + 1
            while end < lines.count, lines[end].hasPrefix("   ") || lines[end].isEmpty { end += 1 }
            for index in start..<end where lines[index].contains("evidence: [") {
                lines[index] = replacing(lines[index], with: tag)
            }
        }
        return lines.joined(separator: "\n")
    }

    /// `evidence: ["probe:x", man]` with another first item.
    private static func replacing(_ line: String, with tag: String) -> String {
        guard let open = line.range(of: "evidence: ["), let close = line.lastIndex(of: "]") else {
            return line
        }
        let items = line[open.upperBound..<close].components(separatedBy: ", ")
            .filter { !$0.contains("probe:") }
        return line[..<open.upperBound] + (["\"\(tag)\""] + items).joined(separator: ", ")
            + line[close...]
    }
}
