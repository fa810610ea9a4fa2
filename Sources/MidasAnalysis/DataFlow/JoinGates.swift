import MidasBase

/// Which branches decide what arrives at a join, and not only by which edge it is entered: those
/// from which different contents may arrive, or from which control may also go elsewhere. The gates
/// of gated single assignment (Tu, Padua, "Efficient building and placing of gating functions",
/// 1995) without the functions.
struct JoinGates {
    private let regions: ControlRegions
    private let join: Int
    /// All branches between the immediate dominator and the join.
    let all: [Int]
    /// The blocks between, each behind those that it leads to, as far as there are no loops.
    private let order: [Int]
    private var known: [[Int]: [Int]] = [:]

    /// What may arrive from a block.
    private enum Arrival: Equatable {
        case nothing, one(Int), several

        mutating func join(_ other: Arrival) {
            if self == .nothing { self = other }
            if other != .nothing && other != self { self = .several }
        }
    }

    /// Control goes elsewhere.
    private static let elsewhere = -1

    init(_ join: Int, _ regions: ControlRegions) {
        self.regions = regions
        self.join = join
        all = regions.gates(of: join)
        order = all.isEmpty ? [] : Self.between(join, regions)
    }

    /// The branches that decide which of the contents arrives.
    ///
    /// - Parameter contents: by predecessor of the join, what arrives by it, as numbers.
    /// Complexity: the edges between the immediate dominator and the join, once a pattern of contents.
    mutating func deciding(_ contents: [(block: Int, content: Int)]) -> [Int] {
        var pattern: [Int] = []
        for (_, content) in contents { pattern.append(content) }
        if all.isEmpty || Set(pattern).count == pattern.count { return all }
        if let gates = known[pattern] { return gates }
        var arrivals = [Arrival](repeating: .nothing, count: regions.blockCount + 1)
        var edges: [Int: Int] = [:]
        for (block, content) in contents { edges[block] = content }
        var changed = true
        while changed {
            changed = false
            for block in order {
                let arrival = arrival(from: block, arrivals, edges)
                if arrival != arrivals[block] {
                    arrivals[block] = arrival
                    changed = true
                }
            }
        }
        let gates = all.filter { arrivals[$0] == .several }
        known[pattern] = gates
        return gates
    }

    private func arrival(
        from block: Int, _ arrivals: [Arrival], _ edges: [Int: Int]
    ) -> Arrival {
        let top = Int(regions.dominators.immediate[join])
        var result = arrivals[block]
        for next in regions.successors[block] {
            if next == join {
                result.join(edges[block].map { .one($0) } ?? .several)
            } else if next == top || !regions.dominators.dominates(top, next) {
                result.join(.one(Self.elsewhere))
            } else if next == regions.exit {
                result.join(.one(Self.elsewhere))
            } else {
                result.join(arrivals[next])
            }
        }
        return result
    }

    /// The blocks that control passes between the immediate dominator and the join, and from the join
    /// back to it, in postorder.
    private static func between(_ join: Int, _ regions: ControlRegions) -> [Int] {
        let top = Int(regions.dominators.immediate[join])
        var seen = BitSet(capacity: regions.blockCount + 1)
        var order: [Int] = []
        seen.insert(join)
        for start in [top] + (join < regions.blockCount ? regions.successors[join] : []) {
            guard start == top || regions.dominators.dominates(top, start) else { continue }
            guard seen.insert(start) else { continue }
            var open: [(block: Int, next: Int)] = [(start, 0)]
            while let (block, next) = open.last {
                guard next < regions.successors[block].count else {
                    order.append(block)
                    open.removeLast()
                    continue
                }
                open[open.count - 1].next += 1
                let following = regions.successors[block][next]
                guard regions.dominators.dominates(top, following), following != top,
                    seen.insert(following)
                else { continue }
                open.append((following, 0))
            }
        }
        // Its own branch may leave the loop that it begins.
        if join < regions.blockCount { order.append(join) }
        return order
    }
}
