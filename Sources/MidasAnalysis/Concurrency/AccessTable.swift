import MidasBase
import MidasIR

/// All accesses of a program's threads to memory that several of them can reach, by access and by
/// cell. O(accesses + cells that they may be).
struct AccessTable {
    private(set) var accesses: [MemoryAccess] = []
    /// Cells with a write that at least two threads touch, or one kind that runs beside itself.
    private(set) var cells: [CellID] = []
    /// By cell, where its accesses begin in `members`.
    private var starts: [UInt32]
    /// Numbers of accesses, ascending by cell.
    private var members: [UInt32] = []

    init(
        _ view: ThreadView, _ reach: ThreadReach, _ roots: Arena<ThreadTag, ThreadRoot>,
        _ shared: SharedObjects
    ) {
        let count = view.facts.cells.count
        var candidates = BitSet(capacity: count)
        for cell in view.facts.cells.ids where shared.contains(view.facts.cells[cell].object) {
            candidates.insert(cell.index)
        }
        var touched = [BitSet](repeating: BitSet(), count: count)
        var isWritten = BitSet(capacity: count)
        let wide = WideAccesses(view: view)
        starts = Array(repeating: 0, count: count + 1)
        for instance in view.facts.callGraph.instances.ids {
            let threads = reach.threads[instance.index]
            guard !threads.isEmpty else { continue }
            for var access in AccessScan(view, instance).accesses {
                access.cells = wide.meant(access)
                var isCandidate = false
                for cell in access.cells where candidates.contains(cell.index) {
                    isCandidate = true
                    starts[cell.index + 1] += 1
                    touched[cell.index].formUnion(threads)
                    if access.isWrite { isWritten.insert(cell.index) }
                }
                if isCandidate { accesses.append(access) }
            }
        }
        fill(candidates)
        cells = view.facts.cells.ids.filter { cell in
            isWritten.contains(cell.index) && Self.isMany(touched[cell.index], roots)
        }
    }

    private static func isMany(_ threads: BitSet, _ roots: Arena<ThreadTag, ThreadRoot>) -> Bool {
        threads.count > 1 || threads.members.contains { roots[ThreadID($0)].isParallelToItself }
    }

    private mutating func fill(_ candidates: BitSet) {
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        members = Array(repeating: 0, count: Int(starts[starts.count - 1]))
        var next = starts
        for (number, access) in accesses.enumerated() {
            for cell in access.cells where candidates.contains(cell.index) {
                members[Int(next[cell.index])] = UInt32(number)
                next[cell.index] += 1
            }
        }
    }

    /// Numbers of the accesses of a cell.
    subscript(cell: CellID) -> ArraySlice<UInt32> {
        members[Int(starts[cell.index])..<Int(starts[cell.index + 1])]
    }
}
