import MidasBase

/// The edges inside one instance, numbered for it, and the ways that lead through it: from 64 inputs at
/// a time, in sweeps over the nodes in reverse postorder until nothing is new.
struct InsideFlow {
    /// By number: the node.
    private var nodes: [UInt32] = []
    /// Rows of edges by number: where to, and the way (its index) that the edge is.
    private var starts: [UInt32]
    private var targets: [UInt32]
    private var ways: [UInt8]
    /// By number: its place in the sweep; and back.
    private var rank: [UInt32]
    private var numberOfRank: [UInt32]
    /// `facts[number * wayCount + way]`: which of the inputs.
    private var facts: [UInt64] = []

    private static let wayCount = Way.all.count

    /// `numbers` is `.max` for every node and is so again after `release`.
    init(_ own: ArraySlice<FlowEdge>, _ summaries: [FlowEdge], _ numbers: inout [UInt32]) {
        var edges: [(from: UInt32, to: UInt32, way: UInt8)] = []
        edges.reserveCapacity(own.count + summaries.count)
        for list in [own, summaries[...]] {
            for edge in list where edge.passage == .inside && !edge.isTouch {
                for node in [edge.from, edge.to] where numbers[node.index] == .max {
                    numbers[node.index] = UInt32(nodes.count)
                    nodes.append(node.raw)
                }
                let way = Way(influence: edge.influence, order: edge.order).index
                edges.append((numbers[edge.from.index], numbers[edge.to.index], UInt8(way)))
            }
        }
        starts = Array(repeating: 0, count: nodes.count + 1)
        targets = Array(repeating: 0, count: edges.count)
        ways = Array(repeating: 0, count: edges.count)
        for edge in edges { starts[Int(edge.from) + 1] += 1 }
        for node in nodes.indices { starts[node + 1] += starts[node] }
        var fill = starts
        for edge in edges {
            let slot = Int(fill[Int(edge.from)])
            fill[Int(edge.from)] += 1
            targets[slot] = edge.to
            ways[slot] = edge.way
        }
        rank = []
        numberOfRank = []
        orderNodes()
    }

    func release(_ numbers: inout [UInt32]) {
        for node in nodes { numbers[Int(node)] = .max }
    }

    private mutating func orderNodes() {
        var position = starts
        var isSeen = [Bool](repeating: false, count: nodes.count)
        var postorder: [UInt32] = []
        postorder.reserveCapacity(nodes.count)
        var stack: [UInt32] = []
        for root in nodes.indices where !isSeen[root] {
            isSeen[root] = true
            stack.append(UInt32(root))
            while let node = stack.last {
                let index = position[Int(node)]
                guard index < starts[Int(node) + 1] else {
                    postorder.append(node)
                    stack.removeLast()
                    continue
                }
                position[Int(node)] += 1
                let target = targets[Int(index)]
                if isSeen[Int(target)] { continue }
                isSeen[Int(target)] = true
                stack.append(target)
            }
        }
        numberOfRank = postorder.reversed()
        rank = Array(repeating: 0, count: nodes.count)
        for (place, node) in numberOfRank.enumerated() { rank[Int(node)] = UInt32(place) }
    }

    /// For each of at most 64 inputs, the ways to the outputs, in order of outputs.
    mutating func ways(
        from inputs: ArraySlice<FlowNodeID>, to outputs: [FlowNodeID], _ numbers: [UInt32]
    ) -> [[Summaries.Entry]] {
        facts = Array(repeating: 0, count: nodes.count * Self.wayCount)
        var pending = [UInt64](repeating: 0, count: nodes.count / 64 + 1)
        for (bit, input) in inputs.enumerated() where numbers[input.index] != .max {
            let number = Int(numbers[input.index])
            facts[number * Self.wayCount] |= 1 << UInt64(bit)
            pending[Int(rank[number]) >> 6] |= 1 << UInt64(rank[number] & 63)
        }
        sweep(&pending)
        var found = [[Summaries.Entry]](repeating: [], count: inputs.count)
        for output in outputs where numbers[output.index] != .max {
            let base = Int(numbers[output.index]) * Self.wayCount
            for way in Way.all {
                var bits = facts[base + way.index]
                while bits != 0 {
                    found[bits.trailingZeroBitCount].append(
                        Summaries.Entry(output: output, way: way))
                    bits &= bits - 1
                }
            }
        }
        return found
    }

    private mutating func sweep(_ pending: inout [UInt64]) {
        var isStable = false
        while !isStable {
            isStable = true
            for word in pending.indices {
                while pending[word] != 0 {
                    let place = word << 6 + pending[word].trailingZeroBitCount
                    pending[word] &= pending[word] - 1
                    let number = Int(numberOfRank[place])
                    for edge in Int(starts[number])..<Int(starts[number + 1])
                    where pass(number, Int(targets[edge]), Int(ways[edge])) {
                        let target = Int(rank[Int(targets[edge])])
                        pending[target >> 6] |= 1 << UInt64(target & 63)
                        if target >> 6 < word { isStable = false }
                    }
                }
            }
        }
    }

    /// Carries what reaches one node along an edge; says whether the other has something new.
    private mutating func pass(_ from: Int, _ to: Int, _ edge: Int) -> Bool {
        var changed = false
        for way in 0..<Self.wayCount {
            var bits = facts[from * Self.wayCount + way]
            if bits == 0 { continue }
            let reached = Self.next[way * Self.wayCount + edge]
            if reached < 0 { continue }
            let base = to * Self.wayCount
            for coverer in Self.coverers[reached] { bits &= ~facts[base + coverer] }
            if bits == 0 { continue }
            facts[base + reached] |= bits
            changed = true
        }
        return changed
    }

    /// The way behind a way and an edge; negative where nothing passes.
    private static let next: [Int] = Way.all.flatMap { way in
        Way.all.map { edge in
            guard let order = way.order.then(edge.order) else { return -1 }
            return Way(influence: way.influence.then(edge.influence), order: order).index
        }
    }

    /// By way: those that cover it, itself included.
    private static let coverers: [[Int]] = Way.all.map { way in
        Way.all.filter { way.isCovered(by: $0.bit) }.map(\.index)
    }
}
