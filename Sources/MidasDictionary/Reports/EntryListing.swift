import MidasBase

extension NondeterminismDictionary {
    /// The entries that give a category or refinement (all entries where it is nil), a line each:
    /// name, kind, and the causes of their outputs.
    ///
    /// - Parameter category: `clock`, or below it `clock.wall`.
    public func listing(category: String? = nil) -> String {
        entries().filter { entry in
            guard let category else { return true }
            return entry.causes.contains { $0.belongs(to: category) }
        }.map { entry in
            let causes = Set(entry.causes.map(\.name)).sorted().joined(separator: ", ")
            let kind = entry.function?.kind.name ?? "type"
            return "\(entry.name)\t\(kind)\t\(causes)\n"
        }.joined()
    }

    /// Whether a text names a category or a refinement.
    public static func isCategory(_ text: String) -> Bool {
        Refinement.allCases.contains { $0.belongs(to: text) }
    }
}

extension Refinement {
    /// `clock` and `clock.wall` both hold for `clockWall`.
    public func belongs(to category: String) -> Bool {
        name == category || self.category.name == category
    }
}

extension DictionaryEntry {
    /// What makes the entry's outputs differ, channels left out.
    public var causes: [Refinement] {
        (function?.outputs ?? type?.outputs ?? []).compactMap {
            if case .refinement(let refinement) = $0.cause { refinement } else { nil }
        }
    }
}
