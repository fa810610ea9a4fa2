/// A directed graph over the nodes `0 ..< nodeCount` in compressed rows: the successors of a node
/// are consecutive, in the order in which the edges were given.
public struct Graph: Sendable {
    /// `successors[starts[n] ..< starts[n + 1]]` are the successors of `n`.
    public let starts: [UInt32]
    public let successors: [UInt32]

    public var nodeCount: Int { starts.count - 1 }

    /// O(nodes + edges).
    public init(nodeCount: Int, edges: [(from: UInt32, to: UInt32)]) {
        var starts = [UInt32](repeating: 0, count: nodeCount + 1)
        for edge in edges { starts[Int(edge.from) + 1] += 1 }
        for node in 0..<nodeCount { starts[node + 1] += starts[node] }
        var fill = starts
        var successors = [UInt32](repeating: 0, count: edges.count)
        for edge in edges {
            successors[Int(fill[Int(edge.from)])] = edge.to
            fill[Int(edge.from)] += 1
        }
        self.starts = starts
        self.successors = successors
    }

    @inlinable
    public subscript(node: Int) -> ArraySlice<UInt32> {
        successors[Int(starts[node])..<Int(starts[node + 1])]
    }

    /// The same nodes with every edge turned round.
    public var reversed: Graph {
        var edges: [(from: UInt32, to: UInt32)] = []
        edges.reserveCapacity(successors.count)
        for node in 0..<nodeCount {
            for successor in self[node] { edges.append((successor, UInt32(node))) }
        }
        return Graph(nodeCount: nodeCount, edges: edges)
    }
}

/// The strongly connected components of a graph, in reverse topological order: a component comes
/// after every component that it reaches (Tarjan, "Depth-first search and linear graph
/// algorithms", 1972; without recursion).
public struct StronglyConnectedComponents: Sendable {
    /// The component of each node.
    public private(set) var component: [UInt32]
    /// The nodes of each component, ascending.
    public private(set) var members: [[UInt32]] = []

    public init(of graph: Graph) {
        component = Array(repeating: .max, count: graph.nodeCount)
        var search = TarjanSearch(graph: graph)
        for node in 0..<graph.nodeCount where search.order[node] == 0 { search.visit(node) }
        members = search.members
        for (index, nodes) in members.enumerated() {
            for node in nodes { component[Int(node)] = UInt32(index) }
        }
    }

    public var count: Int { members.count }
}

private struct TarjanSearch {
    let graph: Graph
    var order: [UInt32]
    var low: [UInt32]
    var onStack: [Bool]
    var stack: [UInt32] = []
    var frames: [(node: Int, edge: Int)] = []
    var counter: UInt32 = 0
    var members: [[UInt32]] = []

    init(graph: Graph) {
        self.graph = graph
        order = Array(repeating: 0, count: graph.nodeCount)
        low = order
        onStack = Array(repeating: false, count: graph.nodeCount)
    }

    mutating func visit(_ root: Int) {
        enter(root)
        while let (node, edge) = frames.last {
            if edge == Int(graph.starts[node + 1]) {
                leave(node)
                continue
            }
            frames[frames.count - 1].edge += 1
            let next = Int(graph.successors[edge])
            if order[next] == 0 {
                enter(next)
            } else if onStack[next] {
                low[node] = min(low[node], order[next])
            }
        }
    }

    private mutating func enter(_ node: Int) {
        counter += 1
        order[node] = counter
        low[node] = counter
        stack.append(UInt32(node))
        onStack[node] = true
        frames.append((node, Int(graph.starts[node])))
    }

    private mutating func leave(_ node: Int) {
        frames.removeLast()
        if let parent = frames.last?.node { low[parent] = min(low[parent], low[node]) }
        guard low[node] == order[node] else { return }
        var nodes: [UInt32] = []
        while let top = stack.popLast() {
            onStack[Int(top)] = false
            nodes.append(top)
            if Int(top) == node { break }
        }
        members.append(nodes.sorted())
    }
}
