import MidasBase
import MidasDictionary

/// Which axes of the probes show a cause.
enum AxisMeaning {
    /// What a descriptor or stream yields: the files and messages of the sandbox.
    static let channelAxes: Set<String> = ["file", "input", "terminal", "contention", "databases"]

    /// State that the library keeps and that starts alike everywhere: what calls before it left.
    static let stateAxes: Set<String> = ["locale", "environment", "timezone", "noise", "usage"]

    static func axes(of cause: Refinement) -> Set<String> {
        precise[cause] ?? coarse[cause.category] ?? []
    }

    private static let coarse: [SourceCategory: Set<String>] = [
        .clock: ["clock", "usage", "times"],
        .random: ["entropy", "clock", "process"],
        .processIdentity: ["process", "inherited", "terminal", "descriptors"],
        .threadIdentity: ["process", "addresses", "inherited", "terminal"],
        .scheduling: ["contention", "processors", "descriptors", "input", "history", "inherited"],
        .address: ["addresses", "noise", "perturbation"],
        .ordering: ["order", "file"],
        .uninitialised: ["perturbation", "noise", "addresses"],
        .resources: ["limits", "usage", "noise", "file", "folder"],
        .signal: ["inherited", "contention", "terminal"],
        .floatingPoint: ["hardware"],
    ]

    private static let precise: [Refinement: Set<String>] = [
        .environmentVariable: ["environment", "locale", "timezone"],
        .environmentLocale: ["locale", "environment"],
        .environmentTimezone: ["timezone", "environment"],
        .environmentHost: ["host", "databases", "privileges"],
        .environmentUser: ["user", "databases", "privileges"],
        .environmentLimits: ["limits", "privileges"],
        .environmentPath: ["folder", "environment", "file"],
        .environmentInherited: [
            "inherited", "terminal", "user", "kernel", "addresses", "history", "privileges",
        ],
        .environmentSocket: ["network", "history", "process", "input", "descriptors"],
        .environmentConfiguration: [
            "processors", "kernel", "hardware", "limits", "environment", "databases", "file",
        ],
        .environmentDatabase: ["databases", "network", "file"],
        .environmentKernel: [
            "kernel", "network", "history", "terminal", "processors", "host", "order", "file",
            "contention", "privileges",
        ],
        .inputFile: ["file", "databases", "environment", "locale"],
        .inputMetadata: [
            "file", "times", "order", "user", "history", "terminal", "inherited", "folder",
        ],
        .inputNetwork: ["input", "network", "databases"],
        .inputPeer: ["input", "network", "history"],
        .inputService: ["databases", "network", "input"],
        .inputTerminal: ["terminal", "input", "history"],
        .inputRequest: ["input"],
        .inputProcess: ["input", "history", "process", "environment", "contention"],
    ]
}

/// Why a probe and an entry may differ, by function and axis.
package struct Explanations: Sendable {
    private var reasons: [String: [(axes: [String], reason: String)]] = [:]

    /// - Parameter text: lines of functions (separated by spaces), axes (separated by commas; `*`
    ///   for all, `-` for functions that no axis shows) and the reason, separated by tabs.
    package init(text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let cells = line.split(separator: "\t")
            guard cells.count == 3 else { continue }
            for name in cells[0].split(separator: " ") {
                reasons[String(name), default: []].append(
                    (cells[1].split(separator: ",").map(String.init), String(cells[2])))
            }
        }
    }

    /// The functions that are explained.
    package var names: [String] { reasons.keys.sorted() }

    func covers(_ name: String, _ axis: String) -> Bool {
        reasons[name]?.contains { $0.axes.contains("*") || $0.axes.contains(axis) } ?? false
    }

    /// Why no probe sees the function differ.
    package func reason(_ name: String) -> String? {
        reasons[name]?.first { $0.axes.contains("-") }?.reason
    }
}
