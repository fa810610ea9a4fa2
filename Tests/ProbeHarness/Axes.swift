/// What the sandbox can vary; each is one run in which everything else stands still.
package enum Axes {
    /// Runs that vary nothing: what differs between them differs by itself.
    package static let baseline = "baseline"

    package static let all = [
        "addresses", "clock", "contention", "databases", "descriptors", "entropy", "environment",
        "file",
        "folder", "hardware", "history", "host", "inherited", "input", "kernel", "limits",
        "locale", "network", "noise", "order", "perturbation", "privileges", "process",
        "processors",
        "terminal", "times", "timezone", "usage", "user",
    ]
}
