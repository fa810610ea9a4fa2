import MidasBase

/// Which marks reach which nodes, over all sources at once, and for each the shortest way of its
/// kind. Its width is fixed: the number of sources costs nothing.
///
/// Points (a node with a mark) are visited from the strongest mark down, those of one kind in
/// breadth-first order, and a point that a stronger one at its node covers is dropped. So the first
/// predecessor of a point lies on a shortest way on which calls and returns match (with the edges that
/// `Summaries` adds; Reps, Horwitz, Sagiv, "Precise interprocedural dataflow analysis via graph
/// reachability", 1995).
struct TaintFixpoint {
    struct Seed {
        var node: FlowNodeID
        var mark: Mark
        /// The source's number.
        var source: Int
    }

    static let noPoint = UInt32.max

    /// By node: the marks that reached it. Marks that others cover may be missing.
    private(set) var marks: [UInt64]
    /// By point.
    private var nodes: [UInt32] = []
    private var marksOfPoints: [UInt8] = []
    /// The point before; of a seed its number.
    private var before: [UInt32] = []
    /// By seed, in the order of their points: the source.
    private var sources: [Int] = []
    /// Edges followed.
    private(set) var steps = 0

    var pointCount: Int { nodes.count }

    /// O(marks × edges) at worst; a node rarely has more than three that do not cover each other.
    init(_ adjacency: FlowAdjacency, _ seeds: [Seed]) {
        marks = Array(repeating: 0, count: adjacency.nodeCount)
        var buckets = [[UInt32]](repeating: [], count: Mark.bucketCount)
        for seed in seeds where marks[seed.node.index] & seed.mark.bit == 0 {
            marks[seed.node.index] |= seed.mark.bit
            buckets[seed.mark.bucket].append(UInt32(nodes.count))
            nodes.append(seed.node.raw)
            marksOfPoints.append(seed.mark.raw)
            before.append(Self.noPoint)
            sources.append(seed.source)
        }
        for bucket in buckets.indices { run(bucket, &buckets, adjacency) }
    }

    private mutating func run(
        _ bucket: Int, _ buckets: inout [[UInt32]], _ adjacency: FlowAdjacency
    ) {
        let next = Mark.next
        let coverers = Mark.coverers
        var position = 0
        while position < buckets[bucket].count {
            let point = buckets[bucket][position]
            position += 1
            let node = Int(nodes[Int(point)])
            let mark = Int(marksOfPoints[Int(point)])
            if marks[node] & coverers[mark] != 0 { continue }
            let isHeld = Mark(raw: UInt8(mark)).isTouch && adjacency.holdsTouch[node]
            let edges = adjacency.edges(from: node)
            steps += edges.count
            for edge in edges {
                let kind = adjacency.kinds[edge]
                if isHeld && !kind.isTouch { continue }
                let reached = next[Int(kind.raw) * Mark.count + mark]
                if reached == Mark.none { continue }
                let target = Int(adjacency.targets[edge])
                let found = Mark(raw: reached)
                if marks[target] & (found.bit | coverers[Int(reached)]) != 0 { continue }
                marks[target] |= found.bit
                buckets[found.bucket].append(UInt32(nodes.count))
                nodes.append(UInt32(target))
                marksOfPoints.append(reached)
                before.append(point)
            }
        }
        buckets[bucket] = []
    }

    // MARK: Ways

    /// The source that a point's way begins at, and the nodes on it.
    func way(to point: UInt32) -> (source: Int, nodes: [FlowNodeID]) {
        var way: [FlowNodeID] = []
        var point = point
        while true {
            way.append(FlowNodeID(nodes[Int(point)]))
            guard before[Int(point)] != Self.noPoint else { break }
            point = before[Int(point)]
        }
        return (sources[Int(point)], way.reversed())
    }

    /// The points of some marks at some nodes. O(points).
    func points(at wanted: [FlowNodeID: Mark]) -> [FlowNodeID: UInt32] {
        var found: [FlowNodeID: UInt32] = [:]
        var isWanted = BitSet(capacity: marks.count)
        for node in wanted.keys { isWanted.insert(node.index) }
        for point in nodes.indices where isWanted.contains(Int(nodes[point])) {
            let node = FlowNodeID(nodes[point])
            if wanted[node]?.raw == marksOfPoints[point] { found[node] = UInt32(point) }
        }
        return found
    }
}
