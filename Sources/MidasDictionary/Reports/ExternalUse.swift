/// A function that a program calls and does not define.
public struct ExternalUse: Hashable, Sendable {
    /// The name to look up: a C name or a qualified C++ name.
    public var name: String
    public var calls: Int
    /// `file:line` of some calls, where sources were read.
    public var places: [String]
    /// As declared, where sources were read.
    public var signature: String

    public init(name: String, calls: Int, places: [String] = [], signature: String = "") {
        self.name = name
        self.calls = calls
        self.places = places
        self.signature = signature
    }
}

/// How much of what a program calls the dictionary knows.
public struct DictionaryCoverage: Hashable, Sendable {
    /// By name.
    public var known: [ExternalUse] = []
    public var unknown: [ExternalUse] = []

    public init(_ uses: [ExternalUse], _ dictionary: NondeterminismDictionary) {
        for use in uses.sorted(by: { $0.name < $1.name }) {
            if dictionary.function(use.name) == nil && dictionary.type(use.name) == nil {
                unknown.append(use)
            } else {
                known.append(use)
            }
        }
    }

    /// Counts, then the unknown functions with the most called first.
    public var report: String {
        let total = known.count + unknown.count
        let calls = known.reduce(0) { $0 + $1.calls } + unknown.reduce(0) { $0 + $1.calls }
        let knownCalls = known.reduce(0) { $0 + $1.calls }
        var text = "functions\t\(known.count) of \(total) known\n"
        text += "calls\t\(knownCalls) of \(calls) to known functions\n"
        for use in byCalls { text += "unknown\t\(use.name)\t\(use.calls)\n" }
        return text
    }

    /// The unknown functions as entries to fill in: what goes in may come out until somebody says
    /// more.
    public var template: String {
        guard !unknown.isEmpty else { return "" }
        var text = "entries:\n"
        for use in unknown {
            text += "  \(Self.quoted(use.name)):\n"
            let places = use.places.isEmpty ? "" : ": " + use.places.joined(separator: " ")
            text += "    # \(use.calls) calls\(places)\n"
            if !use.signature.isEmpty {
                text += "    signature: \(Self.quoted(use.signature))\n"
            }
            text += "    flows: \"args, *args ~> ret\"\n"
        }
        return text
    }

    private var byCalls: [ExternalUse] {
        unknown.sorted { ($1.calls, $0.name) < ($0.calls, $1.name) }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
