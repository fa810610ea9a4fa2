import MidasIR

/// What making replicas equal costs, in steps of about a statement, as far as the text says it.
///
/// Only the comparison of the two counts. Loops are taken to run ten times; a copy is compared with
/// what was before, sent, and written over, all of which goes by words.
enum SegmentCost {
    /// Rounds that a loop is taken to make.
    private static let rounds = 10.0
    /// What a record with state costs beside its bytes.
    private static let start = 16.0
    private static let wordsPerStep = 4.0

    static func copying(bytes: UInt64) -> Double {
        start + Double(bytes) / 8 / wordsPerStep
    }

    /// Running the statements of a slice. O(statements times their depth).
    static func running(_ slice: Slice, _ units: HandlerUnits) -> Double {
        slice.kept.reduce(0) { cost, statement in
            cost + units.loops(around: statement).reduce(1) { steps, _ in steps * rounds }
        }
    }
}
