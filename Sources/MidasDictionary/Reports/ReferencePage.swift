import MidasBase

/// The reference page: every entry in Markdown, by library and header.
public enum ReferencePage {
    /// - Complexity: O(entries · log entries).
    public static func text(_ dictionary: NondeterminismDictionary) -> String {
        let entries = dictionary.entries()
        var page = """
            # The nondeterminism dictionary

            Every function, macro, type and construct outside the tree that midas knows, by library and
            header. `midas dictionary show NAME` prints an entry whole, `midas dictionary explain NAME`
            says what it rests on; `Dictionary/README.md` describes the format. Families that end in `*`
            stand for all names that begin so. What is listed as deterministic gives the same results for
            the same arguments, memory and hidden state.

            """
        page += causes(entries) + counts(entries)
        for (library, members) in grouped(entries, by: \.library) {
            page += "\n## \(library.isEmpty ? "Without a library" : library)\n"
            for (header, list) in grouped(members, by: \.header) {
                page +=
                    "\n### \(header.isEmpty ? "Names of the compiler and the kernel" : header)\n\n"
                page += section(list)
            }
        }
        return page
    }

    private static func grouped(
        _ entries: [DictionaryEntry], by key: KeyPath<DictionaryEntry, String>
    ) -> [(key: String, entries: [DictionaryEntry])] {
        var groups: [String: [DictionaryEntry]] = [:]
        for entry in entries { groups[entry[keyPath: key], default: []].append(entry) }
        return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func counts(_ entries: [DictionaryEntry]) -> String {
        let names = entries.reduce(0) { $0 + $1.names.count }
        return "\n\(entries.count) entries under \(names) names.\n"
    }

    /// How many entries give each cause.
    private static func causes(_ entries: [DictionaryEntry]) -> String {
        var counts: [Refinement: Int] = [:]
        for entry in entries { for cause in Set(entry.causes) { counts[cause, default: 0] += 1 } }
        var table = "\n| cause | likelihood | only with | entries |\n| --- | --- | --- | --- |\n"
        for cause in Refinement.allCases {
            let fault = cause.fault.map { "`--faults \($0.rawValue)`" } ?? ""
            table += "| `\(cause.name)` | \(cause.likelihood.name) | \(fault) "
            table += "| \(counts[cause, default: 0]) |\n"
        }
        return table
    }

    private static func section(_ entries: [DictionaryEntry]) -> String {
        let sources = entries.filter { !$0.outcomes.isEmpty }
        let others = entries.filter { $0.outcomes.isEmpty }
        var text = ""
        if !sources.isEmpty {
            text += "| name | what may differ |\n| --- | --- |\n"
            for entry in sources {
                text += "| \(entry.title) | \(entry.outcomes.joined(separator: ", ")) |\n"
            }
        }
        if !others.isEmpty {
            text += (sources.isEmpty ? "" : "\n") + "Deterministic: "
            text += others.map(\.title).joined(separator: ", ") + "\n"
        }
        return text
    }
}

extension DictionaryEntry {
    /// The name and how many others share the entry.
    fileprivate var title: String {
        let more = siblings.isEmpty ? "" : " and \(siblings.count) more"
        return "`\(name)`\(more)"
    }

    /// What differs, each cause once in the order of the entry.
    fileprivate var outcomes: [String] {
        var seen: Set<String> = []
        return (function?.outputs ?? type?.outputs ?? []).compactMap { output in
            let text: String
            switch output.cause {
            case .refinement(let cause): text = "`\(cause.name)`"
            case .channel, .receiverChannel: text = "what the channel yields"
            }
            let conditional = output.conditions.isEmpty ? text : text + " on a condition"
            return seen.insert(conditional).inserted ? conditional : nil
        }
    }
}
