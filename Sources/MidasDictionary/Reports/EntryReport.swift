import MidasBase

extension DictionaryEntry {
    /// The entry as a person reads it: what it is, then its statements, a line each.
    public func report(_ dictionary: NondeterminismDictionary) -> String {
        var text = heading
        for (key, lines) in statements(dictionary) where key != "kind" {
            text += "  \(key):\n" + lines.map { "    \($0)\n" }.joined()
        }
        if !threadSafety.isEmpty { text += "  threads: \(threadSafety)\n" }
        if !note.isEmpty { text += "  note: \(note)\n" }
        return text
    }

    private var heading: String {
        let kind = function?.kind.name ?? "type"
        let origin = [library, header].filter { !$0.isEmpty }.joined(separator: ", ")
        var text = "\(name): \(kind)" + (origin.isEmpty ? "" : " of \(origin)") + "\n"
        if !signature.isEmpty { text += "  signature: \(signature)\n" }
        if let number { text += "  number: \(number)\n" }
        if !aliases.isEmpty { text += "  also called: \(aliases.joined(separator: ", "))\n" }
        if !siblings.isEmpty {
            text += "  holds for: \(siblings.map(\.name).joined(separator: ", "))\n"
        }
        return text
    }

    /// Why the entry says what it says: each statement in words, then what it rests on.
    public func explanation(_ dictionary: NondeterminismDictionary) -> String {
        var text = heading
        let tables = dictionary.tables
        for output in outputs {
            text += "  \(output.path.text(tables)) may differ: \(output.words)"
            text += output.conditions.isEmpty ? "\n" : ",\(output.conditions.suffix(tables))\n"
        }
        for flow in function?.flows ?? [] {
            text += "  \(flow.target.text(tables)) \(flow.kind.words) \(flow.origin.text(tables))"
            text += flow.conditions.suffix(tables) + "\n"
        }
        if outputs.isEmpty && function?.flows.isEmpty != false {
            text += "  nothing about its results differs between replicas\n"
        }
        if !note.isEmpty { text += "  \(note)\n" }
        text += "  defined in \(file)\n"
        for item in evidence { text += "  rests on \(Self.words(evidence: item))\n" }
        return text
    }

    private var outputs: [NondeterministicOutput] {
        function?.outputs ?? type?.outputs ?? []
    }

    private static func words(evidence: String) -> String {
        let parts = evidence.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts[0], parts.count > 1 ? parts[1] : "") {
        case ("probe", "none"): return "an experiment: it differed on no axis"
        case ("probe", let axes):
            let list = axes.split(separator: "+").map { words(axis: String($0)) }
            return "an experiment: " + list.joined(separator: "; ")
        case ("header", _): return "the declaration in the installed header"
        case ("man", _): return "its manual page"
        case ("standard", let name): return "the standard (\(name))"
        default: return evidence
        }
    }
}

extension DictionaryEntry {
    /// `clock(ret,*0)`: what differed when only that was varied.
    private static func words(axis text: String) -> String {
        let parts = text.split(separator: "(", maxSplits: 1)
        let fields = parts.count > 1 ? String(parts[1].dropLast()) : "it"
        let what = fields.replacing(",", with: ", ")
        return parts[0] == "repetition"
            ? "\(what) differed between runs that vary nothing"
            : "\(what) differed when only \(parts[0]) was varied"
    }
}

extension NondeterministicOutput {
    /// `clock.wall, certain` with what switches it on.
    fileprivate var words: String {
        switch cause {
        case .refinement(let refinement):
            let fault = refinement.fault.map { ", only with --faults \($0.rawValue)" } ?? ""
            return "\(refinement.name), \((likelihood ?? refinement.likelihood).name)\(fault)"
        case .channel(let argument): return "as what argument \(argument) reads from does"
        case .receiverChannel: return "as what the object reads from does"
        }
    }
}

extension FlowKind {
    fileprivate var words: String {
        switch self {
        case .copy: "is a copy of"
        case .derived: "is computed from"
        case .selects: "is chosen by"
        }
    }
}
