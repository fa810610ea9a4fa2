import MidasBase

/// Finds a state that a source touches, near the source: what is superficial seldom goes far.
struct TouchSearch {
    private let adjacency: FlowAdjacency
    /// By node: a state that what happens there touches, or `.max`.
    private let stateOfNode: [UInt32]
    private var marks: [UInt64]

    /// Points that one search visits at most; then it says nothing.
    static let limit = 4_096

    init(_ adjacency: FlowAdjacency, _ stateOfNode: [UInt32]) {
        self.adjacency = adjacency
        self.stateOfNode = stateOfNode
        marks = Array(repeating: 0, count: adjacency.nodeCount)
    }

    mutating func firstTouched(from starts: [FlowNodeID], isOrder: Bool) -> Int? {
        let seed = Mark(.value, .certain, isOrder: isOrder, isFromAbove: false)
        var queue = starts.map { (node: $0.index, mark: Int(seed.raw)) }
        defer { for point in queue { marks[point.node] = 0 } }
        for start in starts { marks[start.index] = seed.bit }
        var position = 0
        while position < queue.count && position < Self.limit {
            let (node, mark) = queue[position]
            position += 1
            if stateOfNode[node] != .max { return Int(stateOfNode[node]) }
            let isHeld = Mark(raw: UInt8(mark)).isTouch && adjacency.holdsTouch[node]
            for edge in adjacency.edges(from: node) {
                let kind = adjacency.kinds[edge]
                let reached = Mark.next[Int(kind.raw) * Mark.count + mark]
                if reached == Mark.none || isHeld && !kind.isTouch { continue }
                let target = Int(adjacency.targets[edge])
                let found = Mark(raw: reached)
                if marks[target] & (found.bit | Mark.coverers[Int(reached)]) != 0 { continue }
                marks[target] |= found.bit
                queue.append((target, Int(reached)))
            }
        }
        return nil
    }
}
