import MidasBase
import MidasIR

/// A natural loop: the blocks from which control can go round to the header.
struct NaturalLoop {
    var header: BlockID
    var latches: [BlockID]
    var blocks: BitSet
}

extension Function {
    /// The natural loops, outer before inner; several back edges to one header are one loop.
    ///
    /// Irreducible cycles, which have no single header, are none.
    var naturalLoops: [NaturalLoop] {
        let graph = controlFlow
        guard !blocks.isEmpty else { return [] }
        let dominators = Dominators(of: graph, root: 0)
        var loops: [Int: NaturalLoop] = [:]
        let backward = graph.reversed
        for block in 0..<graph.nodeCount {
            for next in graph[block] where dominators.dominates(Int(next), block) {
                let header = Int(next)
                var loop =
                    loops[header]
                    ?? NaturalLoop(
                        header: BlockID(header), latches: [],
                        blocks: BitSet(capacity: graph.nodeCount))
                if loop.latches.last != BlockID(block) { loop.latches.append(BlockID(block)) }
                loop.blocks.insert(header)
                Self.collect(block, backward, &loop.blocks)
                loops[header] = loop
            }
        }
        return loops.values.sorted {
            let (a, b) = ($0.blocks.count, $1.blocks.count)
            return a != b ? a > b : $0.header < $1.header
        }
    }

    private static func collect(_ latch: Int, _ backward: Graph, _ blocks: inout BitSet) {
        var open = [latch]
        while let block = open.popLast() {
            guard blocks.insert(block) else { continue }
            for previous in backward[block] { open.append(Int(previous)) }
        }
    }
}
