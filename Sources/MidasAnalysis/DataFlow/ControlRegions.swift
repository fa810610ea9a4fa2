import MidasBase
import MidasIR

/// What the control flow of one function decides: which blocks matter, what dominates what, and which
/// branches decide whether a block runs. Blocks from which no execution returns are left out: a path
/// that reaches no quiescence decides nothing. A loop without an exit counts as returning at its
/// back edges.
struct ControlRegions {
    let blockCount: Int
    /// By block; the virtual exit is the block behind the last.
    let isLive: [Bool]
    let successors: [[Int]]
    let predecessors: [[Int]]
    let dominators: Dominators
    /// By block: the blocks whose branch decides whether it runs, ascending (Ferrante, Ottenstein,
    /// Warren, "The program dependence graph and its use in optimization", 1987).
    let deciders: [[Int]]
    /// By block: blocks where what it defines meets other definitions (Cytron et al., 1991).
    let frontiers: [[Int]]
    /// Children in the dominator tree.
    let children: [[Int]]

    var exit: Int { blockCount }

    /// `ends`: blocks that a call which never returns cuts short; `jumps`: blocks from which a call
    /// jumps to another function; `unwinds`: blocks out of which an exception may come.
    init(
        _ function: Function, endsInCall ends: (BlockID) -> Bool,
        jumps: (BlockID) -> Bool = { _ in false }, unwinds: (BlockID) -> Bool = { _ in true }
    ) {
        let count = function.blocks.count
        var forward = [[Int]](repeating: [], count: count + 1)
        for block in function.blocks.ids where jumps(block) { forward[block.index] = [count] }
        for block in function.blocks.ids where !ends(block) && forward[block.index].isEmpty {
            switch function.blocks[block].terminator {
            case .return, .resume: forward[block.index].append(count)
            case .throw where function.blocks[block].unwind.isNone:
                forward[block.index].append(count)
            default: break
            }
            let pad = unwinds(block) ? nil : function.blocks[block].unwind.id
            function.forEachSuccessor(of: block) { next in
                if next != pad, !forward[block.index].contains(next.index) {
                    forward[block.index].append(next.index)
                }
            }
        }
        Self.giveEndlessLoopsAnExit(&forward, exit: count)
        let live = Self.liveBlocks(forward, exit: count)
        for block in 0..<count {
            forward[block] = live[block] ? forward[block].filter { live[$0] } : []
        }
        blockCount = count
        isLive = live
        successors = forward
        var backward = [[Int]](repeating: [], count: count + 1)
        for block in 0...count {
            for next in forward[block] { backward[next].append(block) }
        }
        predecessors = backward
        let graph = Self.graph(forward)
        dominators = Dominators(of: graph, root: 0)
        let postdominators = Dominators(of: graph.reversed, root: count)
        deciders = Self.controlDependence(forward, postdominators, exit: count)
        frontiers = Self.dominanceFrontiers(backward, dominators)
        var children = [[Int]](repeating: [], count: count + 1)
        for block in dominators.reversePostorder.dropFirst() {
            children[Int(dominators.immediate[Int(block)])].append(Int(block))
        }
        self.children = children
    }

    /// The branches whose outcome decides by which edge a join is entered: those between its
    /// immediate dominator and itself.
    func gates(of join: Int) -> [Int] {
        let top = Int(dominators.immediate[join])
        var gates: [Int] = []
        func consider(_ block: Int) {
            guard successors[block].count > 1, !gates.contains(block) else { return }
            if dominators.dominates(top, block) { gates.append(block) }
        }
        for predecessor in predecessors[join] {
            consider(predecessor)
            for decider in deciders[predecessor] { consider(decider) }
        }
        var next = 0
        while next < gates.count {
            if gates[next] != top {
                for decider in deciders[gates[next]] { consider(decider) }
            }
            next += 1
        }
        return gates.sorted()
    }

    /// The blocks of the natural loop of a back edge, ascending.
    func loop(header: Int, latch: Int) -> [Int] {
        var body = BitSet(capacity: blockCount + 1)
        body.insert(header)
        var work = [latch]
        while let block = work.popLast() {
            guard body.insert(block) else { continue }
            work += predecessors[block]
        }
        return body.members
    }

    private static func graph(_ forward: [[Int]]) -> Graph {
        var edges: [(from: UInt32, to: UInt32)] = []
        for (block, nexts) in forward.enumerated() {
            for next in nexts { edges.append((UInt32(block), UInt32(next))) }
        }
        return Graph(nodeCount: forward.count, edges: edges)
    }

    private static func reaching(_ forward: [[Int]], exit: Int) -> [Bool] {
        let reversed = graph(forward).reversed
        var seen = [Bool](repeating: false, count: forward.count)
        var work = [exit]
        seen[exit] = true
        while let block = work.popLast() {
            for previous in reversed[block] where !seen[Int(previous)] {
                seen[Int(previous)] = true
                work.append(Int(previous))
            }
        }
        return seen
    }

    /// A cycle that cannot be left gets an edge from its back edges to the exit.
    private static func giveEndlessLoopsAnExit(_ forward: inout [[Int]], exit: Int) {
        let ends = reaching(forward, exit: exit)
        guard ends.contains(false) else { return }
        let components = StronglyConnectedComponents(of: graph(forward))
        for members in components.members where !ends[Int(members[0])] {
            let inside = Set(members.map(Int.init))
            let isCycle = members.count > 1 || forward[Int(members[0])].contains(Int(members[0]))
            guard isCycle, let header = inside.min() else { continue }
            for block in inside.sorted() where forward[block].contains(header) {
                forward[block].append(exit)
            }
        }
    }

    /// Blocks that the entry reaches and that reach the exit.
    private static func liveBlocks(_ forward: [[Int]], exit: Int) -> [Bool] {
        var live = reaching(forward, exit: exit)
        var seen = [Bool](repeating: false, count: forward.count)
        var work = [0]
        seen[0] = true
        while let block = work.popLast() {
            for next in forward[block] where live[next] && !seen[next] {
                seen[next] = true
                work.append(next)
            }
        }
        for block in live.indices { live[block] = live[block] && seen[block] }
        return live
    }

    private static func controlDependence(
        _ forward: [[Int]], _ postdominators: Dominators, exit: Int
    ) -> [[Int]] {
        var deciders = [[Int]](repeating: [], count: forward.count)
        for block in 0..<exit where forward[block].count > 1 {
            let stop = postdominators.immediate[block]
            for next in forward[block] {
                var runner = UInt32(next)
                while runner != stop && runner != .max && Int(runner) != exit {
                    if deciders[Int(runner)].last != block { deciders[Int(runner)].append(block) }
                    runner = postdominators.immediate[Int(runner)]
                }
            }
        }
        return deciders
    }

    private static func dominanceFrontiers(
        _ backward: [[Int]], _ dominators: Dominators
    ) -> [[Int]] {
        var frontiers = [[Int]](repeating: [], count: backward.count)
        for join in backward.indices where backward[join].count > 1 {
            guard dominators.immediate[join] != .max else { continue }
            for predecessor in backward[join] where dominators.immediate[predecessor] != .max {
                var runner = predecessor
                while runner != Int(dominators.immediate[join]) {
                    if frontiers[runner].last != join { frontiers[runner].append(join) }
                    runner = Int(dominators.immediate[runner])
                }
            }
        }
        return frontiers
    }
}
