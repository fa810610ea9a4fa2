/// State that a library keeps between calls and that no declaration in the program names.
public struct HiddenState: Hashable, Sendable {
    /// Without the `g:` that entries write before it.
    public var name: String
    /// What its value at the start of the program is: nil where the library fixes it (the state of
    /// `rand` is seed 1, the locale is "C"), else where it comes from (the environment's strings).
    public var initial: Refinement?
    /// Each thread has its own.
    public var isThreadLocal: Bool
    public var note: String

    public init(
        name: String, initial: Refinement? = nil, isThreadLocal: Bool = false, note: String = ""
    ) {
        self.name = name
        self.initial = initial
        self.isThreadLocal = isThreadLocal
        self.note = note
    }
}
