import Synchronization

/// The files that the units of a run were made from.
package final class ReadFiles: Sendable {
    private struct State {
        var paths: Set<String> = []
        var isKnown = true
    }

    private let state = Mutex(State())

    package init() {}

    package func add(_ paths: some Sequence<String>) {
        state.withLock { $0.paths.formUnion(paths) }
    }

    /// A unit was made, or was not, from files that are not all known.
    package func addUnknown() { state.withLock { $0.isKnown = false } }

    /// Sorted; nil where not all of them are known.
    package var all: [String]? { state.withLock { $0.isKnown ? $0.paths.sorted() : nil } }
}
