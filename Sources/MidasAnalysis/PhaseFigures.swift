/// What one phase of the analysis did, in steps and sizes: the same in every run on the same input.
public struct PhaseFigures: Sendable {
    public var name: String
    /// In the order in which they are shown.
    public var sizes: [(name: String, count: Int)]

    public init(_ name: String, _ sizes: KeyValuePairs<String, Int> = [:]) {
        self.name = name
        self.sizes = sizes.map { ($0.key, $0.value) }
    }
}

/// Is told when a phase has ended. How long it took is for the observer to know: the analysis has no
/// clock.
public typealias PhaseObserver = @Sendable (PhaseFigures) -> Void
