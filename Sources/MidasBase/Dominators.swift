/// Immediate dominators of the nodes that a root reaches (Cooper, Harvey, Kennedy, "A simple, fast
/// dominance algorithm", 2001).
public struct Dominators: Sendable {
    /// The immediate dominator of each node; the root's is itself; `UInt32.max` for a node that the
    /// root does not reach.
    public private(set) var immediate: [UInt32]
    /// Nodes that the root reaches, in reverse postorder.
    public let reversePostorder: [UInt32]
    private let position: [UInt32]

    public init(of graph: Graph, root: Int) {
        reversePostorder = Self.reversePostorder(of: graph, root: root)
        var position = [UInt32](repeating: .max, count: graph.nodeCount)
        for (index, node) in reversePostorder.enumerated() { position[Int(node)] = UInt32(index) }
        self.position = position
        immediate = Array(repeating: .max, count: graph.nodeCount)
        immediate[root] = UInt32(root)
        let predecessors = graph.reversed
        var changed = true
        while changed {
            changed = false
            for node in reversePostorder.dropFirst() {
                var best = UInt32.max
                for other in predecessors[Int(node)] where immediate[Int(other)] != .max {
                    best = best == .max ? other : intersect(best, other)
                }
                if immediate[Int(node)] != best {
                    immediate[Int(node)] = best
                    changed = true
                }
            }
        }
    }

    private func intersect(_ a: UInt32, _ b: UInt32) -> UInt32 {
        var a = a
        var b = b
        while a != b {
            while position[Int(a)] > position[Int(b)] { a = immediate[Int(a)] }
            while position[Int(b)] > position[Int(a)] { b = immediate[Int(b)] }
        }
        return a
    }

    /// Whether every path from the root to `b` passes `a`. O(depth).
    public func dominates(_ a: Int, _ b: Int) -> Bool {
        guard immediate[b] != .max, immediate[a] != .max else { return false }
        var node = b
        while true {
            if node == a { return true }
            let up = Int(immediate[node])
            if up == node { return false }
            node = up
        }
    }

    /// Nodes that `root` reaches, each before its successors where there is no cycle.
    public static func reversePostorder(of graph: Graph, root: Int) -> [UInt32] {
        var seen = [Bool](repeating: false, count: graph.nodeCount)
        var postorder: [UInt32] = []
        var frames: [(node: Int, edge: Int)] = [(root, Int(graph.starts[root]))]
        seen[root] = true
        while let (node, edge) = frames.last {
            if edge == Int(graph.starts[node + 1]) {
                frames.removeLast()
                postorder.append(UInt32(node))
                continue
            }
            frames[frames.count - 1].edge += 1
            let next = Int(graph.successors[edge])
            if !seen[next] {
                seen[next] = true
                frames.append((next, Int(graph.starts[next])))
            }
        }
        return postorder.reversed()
    }
}
