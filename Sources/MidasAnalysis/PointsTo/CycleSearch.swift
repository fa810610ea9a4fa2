/// The state of one search for cycles among constraints.
struct CycleSearch {
    /// By node: 0 unseen, else its number; `done` when its component is known.
    var order: [UInt32]
    var visited: [UInt32] = []
    var stack: [UInt32] = []
    var frames: [(node: UInt32, edge: UInt32, low: UInt32)] = []
    var joins: [(UInt32, UInt32)] = []
    /// One node a component, each after what it reaches.
    var postorder: [UInt32] = []
    private var counter: UInt32 = 0
    private static let done = UInt32.max

    init(nodeCount: Int, marks: consuming [UInt32]) {
        order = marks
        order.append(contentsOf: repeatElement(0, count: nodeCount - marks.count))
    }

    mutating func enter(_ node: UInt32, firstEdge: UInt32) {
        counter += 1
        order[Int(node)] = counter
        visited.append(node)
        stack.append(node)
        frames.append((node, firstEdge, counter))
    }

    /// An edge from the node in work to one seen before.
    mutating func meet(_ node: UInt32, _ next: UInt32) {
        let number = order[Int(next)]
        if number != Self.done {
            frames[frames.count - 1].low = min(frames[frames.count - 1].low, number)
        }
    }

    mutating func leave(_ node: UInt32) {
        let low = frames.removeLast().low
        if !frames.isEmpty { frames[frames.count - 1].low = min(frames[frames.count - 1].low, low) }
        guard low == order[Int(node)] else { return }
        while let top = stack.popLast() {
            order[Int(top)] = Self.done
            if top == node { break }
            joins.append((node, top))
        }
        postorder.append(node)
    }
}
