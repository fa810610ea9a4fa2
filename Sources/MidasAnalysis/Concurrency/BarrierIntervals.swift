import MidasBase
import MidasIR

/// Parts of a function between barriers at which all threads that run it meet: two accesses of one
/// function can only happen at the same time if some barrier (or the function's start) leads to both
/// without another barrier on the way.
struct BarrierIntervals {
    /// By instance with barriers: for every instruction the starts that lead to it.
    private var starts: [InstanceID: [BitSet]] = [:]

    init(_ view: ThreadView, _ events: ThreadEvents) {
        for instance in view.facts.callGraph.instances.ids {
            var barriers = BitSet()
            for positioned in events.events[instance.index] {
                if case .barrier = positioned.event {
                    barriers.insert(positioned.instruction.index)
                }
            }
            guard !barriers.isEmpty else { continue }
            starts[instance] = Self.reach(view.function(instance), barriers)
        }
    }

    private static func reach(_ function: Function, _ barriers: BitSet) -> [BitSet] {
        var result = [BitSet](repeating: BitSet(), count: function.instructions.count)
        walk(function, from: BlockID(0), at: 0, start: 0, barriers, &result)
        for (index, barrier) in barriers.members.enumerated() {
            guard let block = function.block(of: InstructionID(barrier)) else { continue }
            walk(
                function, from: block, at: barrier + 1, start: index + 1, barriers,
                &result)
        }
        return result
    }

    /// Marks what is reached from an instruction on, up to barriers.
    private static func walk(
        _ function: Function, from block: BlockID, at first: Int, start: Int,
        _ barriers: BitSet, _ result: inout [BitSet]
    ) {
        var seen = BitSet(capacity: function.blocks.count)
        var work: [(BlockID, Int)] = [(block, first)]
        while let (block, first) = work.popLast() {
            var position = max(first, Int(function.blocks[block].start))
            let end = Int(function.blocks[block].end)
            while position < end && !barriers.contains(position) {
                result[position].insert(start)
                position += 1
            }
            guard position == end else { continue }
            function.forEachSuccessor(of: block) { next in
                if seen.insert(next.index) { work.append((next, 0)) }
            }
        }
    }

    /// The starts that lead to an instruction; nil in functions without barriers.
    func starts(of instance: InstanceID, _ instruction: InstructionID) -> BitSet? {
        starts[instance]?[instruction.index]
    }
}
