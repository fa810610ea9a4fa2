import Foundation
import MidasDictionary
import Testing

/// The analysis reads entries: no name of a library function stands in its code.
@Suite struct NamesInAnalysisTests {
    /// The texts in double quotes of a line.
    private func literals(_ line: Substring) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }

    @Test func noFunctionIsNamed() throws {
        let names = Set(try Repository.source.get().entries.flatMap(\.names))
        // Words of the dictionary's own language are not names of functions.
        let words = Set(Wait.Reason.allCases.map(\.name) + ChannelEffect.Role.allCases.map(\.name))
        let folder = Repository.root.appending(path: "Sources/MidasAnalysis")
        var found: [String] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        where path.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            for line in text.split(separator: "\n") where !line.contains("///") {
                found += literals(line).filter { names.contains($0) && !words.contains($0) }
                    .map { "\(path): \($0)" }
            }
        }
        #expect(found.isEmpty)
    }
}
