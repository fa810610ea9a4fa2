/// One event or firing, and what made it possible.
public struct TraceEntry: Sendable {
    public enum Subject: Sendable {
        case event(StaticString)
        /// Indices of the kind in its pool, the task in its table, the rule in its kind.
        case firing(kind: Int, task: Int, rule: Int)
    }

    /// Steps are numbered from 1.
    public let step: UInt64
    /// The step that last changed the task before it fired; 0 for an event.
    public let cause: UInt64
    public let subject: Subject
    /// The task's state before and after, where the pool traces changes; otherwise empty.
    public let change: String
}

/// The last events and firings of a pool, in bounded memory.
public struct TraceRing: Sendable {
    /// What is written at every firing: no references, a few words.
    @usableFromInline
    struct Slot: Sendable {
        @usableFromInline var step: UInt64
        @usableFromInline var cause: UInt64
        @usableFromInline var subject: TraceEntry.Subject

        @inlinable
        init(step: UInt64, cause: UInt64, subject: TraceEntry.Subject) {
            self.step = step
            self.cause = cause
            self.subject = subject
        }
    }

    @usableFromInline var slots: ContiguousArray<Slot>
    /// Empty until a change is described.
    var changes: [Int: String] = [:]
    @usableFromInline let mask: Int

    /// - Parameter capacity: rounded up to a power of two.
    init(capacity: Int) {
        var size = 1
        while size < capacity { size *= 2 }
        mask = size - 1
        slots = ContiguousArray(
            repeating: Slot(step: 0, cause: 0, subject: .event("")), count: size)
    }

    @inlinable
    mutating func record(step: UInt64, cause: UInt64, subject: TraceEntry.Subject) {
        slots[Int(truncatingIfNeeded: step) & mask] = Slot(
            step: step, cause: cause, subject: subject)
    }

    /// Adds what a step changed to its entry.
    @usableFromInline
    mutating func describe(step: UInt64, change: String) {
        changes[Int(truncatingIfNeeded: step) & mask] = change
    }

    /// The entry of a step, if the ring still holds it. Complexity: O(1).
    public subscript(step: UInt64) -> TraceEntry? {
        let slot = slots[Int(truncatingIfNeeded: step) & mask]
        return step > 0 && slot.step == step ? entry(slot) : nil
    }

    /// What the ring holds, oldest first.
    public var all: [TraceEntry] {
        slots.filter { $0.step > 0 }.sorted { $0.step < $1.step }.map(entry)
    }

    /// The chain of causes that ends in `step`, oldest first, as far as the ring reaches back.
    public func causes(of step: UInt64) -> [TraceEntry] {
        var chain: [TraceEntry] = []
        var next = step
        while let entry = self[next] {
            chain.append(entry)
            next = entry.cause
        }
        return chain.reversed()
    }

    private func entry(_ slot: Slot) -> TraceEntry {
        let change = changes[Int(truncatingIfNeeded: slot.step) & mask] ?? ""
        return TraceEntry(
            step: slot.step, cause: slot.cause, subject: slot.subject, change: change)
    }
}
