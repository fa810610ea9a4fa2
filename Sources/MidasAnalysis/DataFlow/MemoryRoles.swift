import MidasBase
import MidasIR

/// How the analysis treats each cell.
///
/// Cells of objects that stand for one object of a run are *versioned*: memory SSA follows what they
/// hold through every function, so that a later write may hide an earlier one. All others are
/// *shared*: nothing can be known to be overwritten, what any write leaves any load may find, and
/// one node stands for all that the cell ever holds.
struct MemoryRoles {
    /// By cell: whether it is versioned.
    private(set) var isVersioned: [Bool]
    /// By cell: whether another request may see it at quiescence.
    let isPersistent: [Bool]
    /// By object: whether a pointer to it exists.
    private(set) var isAddressTaken: [Bool]

    init(_ context: FlowContext) {
        let facts = context.facts
        let taken = Self.pointedTo(facts)
        isAddressTaken = taken
        isPersistent = facts.cells.elements.map { context.entries.isPersistent($0.object) }
        isVersioned = Array(repeating: false, count: facts.cells.count)
        for object in facts.objects.ids {
            let known = facts.objects[object]
            let versioned: Bool
            switch known.kind {
            case .local, .result: versioned = known.isSingle || !taken[object.index]
            case .global, .elements: versioned = known.isSingle
            default: versioned = false
            }
            guard versioned else { continue }
            for cell in known.firstCell.raw..<known.firstCell.raw + known.cellCount {
                isVersioned[Int(cell)] = true
            }
        }
    }

    /// Cells that are too dear to follow become shared memory.
    mutating func share(_ cells: [UInt32]) {
        for cell in cells { isVersioned[Int(cell)] = false }
    }

    private static func pointedTo(_ facts: PointsToFacts) -> [Bool] {
        var taken = [Bool](repeating: false, count: facts.objects.count)
        var seen = BitSet(capacity: facts.sets.slices.count)
        func take(_ set: CellSetID) {
            guard seen.insert(set.index) else { return }
            for cell in facts.sets[set] { taken[facts.cells[cell].object.index] = true }
        }
        for values in facts.valueTargets.elements {
            for set in values { take(set) }
        }
        for set in facts.cellTargets.elements { take(set) }
        return taken
    }

    /// Nothing that an analysis follows is kept in code or in literals.
    static func isData(_ kind: MemoryObject.Kind) -> Bool {
        switch kind {
        case .function, .literal: false
        default: true
        }
    }
}
