import MidasBase
import MidasFindings

/// What a comment in a fixture states about its line.
package enum Label: Equatable, Sendable {
    /// The class of the declared variable or field; `name` where the line declares several.
    case state(name: String?, Classification)
    case source(SourceCategory, SourceFinding.Verdict)
    case noSource
    case output(Classification)
    case race(Bool)

    /// Reads one label, as it stands between semicolons; a list of `name=class` gives several.
    ///
    /// - Returns: nil where the words are no label.
    package static func read(_ text: String) -> [Label]? {
        let words = text.split { $0.isWhitespace }.map(String.init)
        switch (words.first, words.count) {
        case ("source", 3):
            guard let category = SourceCategory(name: words[1]),
                let verdict = SourceFinding.Verdict(rawValue: words[2])
            else { return nil }
            return [.source(category, verdict)]
        case ("output", 2): return Classification(rawValue: words[1]).map { [.output($0)] }
        case ("no-source", 1): return [.noSource]
        case ("race", 1): return [.race(true)]
        case ("no-race", 1): return [.race(false)]
        default: return states(text)
        }
    }

    /// `pure`, or `a=pure, b=deterministic`.
    private static func states(_ text: String) -> [Label]? {
        var labels: [Label] = []
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
                .map { $0.trimmingPrefix(while: \.isWhitespace).split(separator: " ").joined() }
            guard let word = sides.last, let classification = Classification(rawValue: word),
                sides.count <= 2, sides.allSatisfy({ !$0.isEmpty })
            else { return nil }
            labels.append(.state(name: sides.count == 2 ? sides[0] : nil, classification))
        }
        return labels.isEmpty ? nil : labels
    }
}

extension Label: CustomStringConvertible {
    package var description: String {
        switch self {
        case .state(nil, let classification): classification.rawValue
        case .state(let name?, let classification): "\(name)=\(classification.rawValue)"
        case .source(let category, let verdict): "source \(category.name) \(verdict.rawValue)"
        case .noSource: "no-source"
        case .output(let classification): "output \(classification.rawValue)"
        case .race(let isRace): isRace ? "race" : "no-race"
        }
    }
}
