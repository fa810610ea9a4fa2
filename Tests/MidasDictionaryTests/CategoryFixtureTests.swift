import Foundation
import MidasBase
import Testing

/// Every category of sources has a fixture in which one is effective.
@Suite struct CategoryFixtureTests {
    @Test func everyCategoryHasAFixture() throws {
        let folder = Repository.root.appending(path: "Fixtures/cases")
        var labelled: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        where path.hasSuffix(".c") || path.hasSuffix(".cpp") {
            let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            for match in text.matches(of: /source ([a-z-]+) effective/) {
                labelled.insert(String(match.output.1))
            }
        }
        // A function that nothing is known of is listed, and is no source.
        for category in SourceCategory.allCases where category != .unknown {
            #expect(labelled.contains(category.name), "\(category.name) has no fixture")
        }
    }
}
