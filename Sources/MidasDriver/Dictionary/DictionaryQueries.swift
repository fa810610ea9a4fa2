import MidasBase
import MidasDictionary

/// What the `midas dictionary` commands ask.
public struct DictionaryQueries: Sendable {
    private let dictionary: NondeterminismDictionary

    /// - Parameter files: dictionaries to add.
    public init(files: [String]) throws(UsageError) {
        dictionary = try DictionaryLoading.load(files)
    }

    /// The entries of some names as they are written, separated by empty lines.
    public func show(_ names: [String]) throws(UsageError) -> String {
        try reports(names) { $0.report(dictionary) }
    }

    /// The same in words, with what they rest on.
    public func explain(_ names: [String]) throws(UsageError) -> String {
        try reports(names) { $0.explanation(dictionary) }
    }

    private func reports(
        _ names: [String], _ report: (DictionaryEntry) -> String
    ) throws(UsageError) -> String {
        var texts: [String] = []
        for name in names {
            guard let entry = dictionary.entry(name) else {
                let known = dictionary.entries().flatMap(\.names).sorted()
                throw UsageError("nothing is known of '\(name)'" + nearest(name, among: known))
            }
            texts.append(report(entry))
        }
        return texts.joined(separator: "\n")
    }

    private func nearest(_ name: String, among known: [String]) -> String {
        let near = known.map { (distance: editDistance(name, $0), name: $0) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let near, near.distance <= max(2, name.count / 3) else { return "" }
        return "; did you mean '\(near.name)'?"
    }

    /// Entries that give a category, or all, a line each.
    public func list(category: String?) throws(UsageError) -> String {
        if let category, !NondeterminismDictionary.isCategory(category) {
            let known = Set(Refinement.allCases.flatMap { [$0.name, $0.category.name] }).sorted()
            throw UsageError("no category '\(category)'" + suggestion(for: category, among: known))
        }
        return dictionary.listing(category: category)
    }

    /// The reference page in Markdown.
    public func reference() -> String { ReferencePage.text(dictionary) }

    public func coverage(_ paths: [String], database: String?) throws(UsageError) -> String {
        DictionaryCoverage(try uses(paths, database: database), dictionary).report
    }

    public func unknown(_ paths: [String], database: String?) throws(UsageError) -> String {
        DictionaryCoverage(try uses(paths, database: database), dictionary).template
    }

    /// What binaries take from libraries, or what sources call and do not define.
    private func uses(_ paths: [String], database: String?) throws(UsageError) -> [ExternalUse] {
        if paths.allSatisfy(BinaryUses.isBinary) {
            var uses: [ExternalUse] = []
            for path in paths { uses += try BinaryUses.read(path) }
            return ExternalUse.joined(uses)
        }
        var request = AnalysisRequest()
        request.paths = paths
        request.databaseFolder = database
        return try SourceUses.read(request)
    }
}

extension ExternalUse {
    /// One use a name, with all calls.
    static func joined(_ uses: [ExternalUse]) -> [ExternalUse] {
        var byName: [String: ExternalUse] = [:]
        for use in uses {
            byName[use.name, default: ExternalUse(name: use.name, calls: 0)].calls += use.calls
        }
        return byName.values.sorted { $0.name < $1.name }
    }
}
