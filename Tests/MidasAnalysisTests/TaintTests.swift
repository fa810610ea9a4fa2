import MidasBase
import Testing

@testable import MidasAnalysis

/// A dependence graph without a program.
private struct Sketch {
    var flow = FlowAssembly()

    mutating func node(_ kind: FlowNodeKind = .value) -> FlowNodeID {
        flow.graph.add(kind, nil, nil)
    }

    mutating func nodes(_ count: Int) -> [FlowNodeID] { (0..<count).map { _ in node() } }

    var adjacency: FlowAdjacency { FlowAdjacency(flow, Summaries.Result()) }
}

@Suite struct MarkTests {
    private let all = (0..<UInt8(Mark.count)).map { Mark(raw: $0) }

    private func covers(_ a: Mark, _ b: Mark) -> Bool {
        a == b || Mark.coverers[Int(b.raw)] & a.bit != 0
    }

    private func behind(_ mark: Mark, _ kind: Int) -> Mark? {
        let raw = Mark.next[kind * Mark.count + Int(mark.raw)]
        return raw == Mark.none ? nil : Mark(raw: raw)
    }

    @Test func aMarkKeepsWhatItWasMadeOf() {
        for influence in Influence.allCases {
            for likelihood in Likelihood.allCases {
                let mark = Mark(influence, likelihood, isOrder: true, isFromAbove: true)
                #expect(mark.influence == influence)
                #expect(mark.likelihood == max(likelihood, influence.likelihood))
                #expect(mark.isOrder && mark.isFromAbove && !mark.isTouch)
            }
        }
    }

    /// What allows a covered mark to be dropped: behind every edge it is covered as well.
    @Test func coveringHoldsBehindEveryEdge() {
        for kind in 0...255 {
            for weak in all {
                guard let reached = behind(weak, kind) else { continue }
                for strong in all where covers(strong, weak) {
                    guard let known = behind(strong, kind) else {
                        Issue.record("mark \(strong.raw) does not pass edge \(kind)")
                        continue
                    }
                    #expect(covers(known, reached))
                }
            }
        }
    }

    @Test func noEdgeLeadsToAnEarlierBucket() {
        for kind in 0...255 {
            for mark in all {
                if let reached = behind(mark, kind) { #expect(reached.bucket >= mark.bucket) }
            }
        }
    }
}

@Suite struct TaintFixpointTests {
    private func seed(_ node: FlowNodeID, _ source: Int = 0) -> TaintFixpoint.Seed {
        let mark = Mark(.value, .certain, isOrder: false, isFromAbove: false)
        return TaintFixpoint.Seed(node: node, mark: mark, source: source)
    }

    @Test func whatACallerGaveReturnsToNobodyElse() {
        var sketch = Sketch()
        let n = sketch.nodes(5)
        sketch.flow.graph.connect(n[0], n[1], .value, .call)
        sketch.flow.graph.connect(n[1], n[2])
        sketch.flow.graph.connect(n[2], n[3], .value, .callReturn)
        sketch.flow.graph.connect(n[2], n[4], .value, .shared)
        let found = TaintFixpoint(sketch.adjacency, [seed(n[0])])
        #expect(found.marks[n[2].index] != 0)
        #expect(found.marks[n[3].index] == 0)
        #expect(found.marks[n[4].index] != 0)
    }

    @Test func theWayIsTheShortestOfTheStrongest() {
        var sketch = Sketch()
        let n = sketch.nodes(5)
        sketch.flow.graph.connect(n[0], n[4], .control)
        sketch.flow.graph.connect(n[0], n[1])
        sketch.flow.graph.connect(n[1], n[2])
        sketch.flow.graph.connect(n[2], n[4])
        sketch.flow.graph.connect(n[1], n[4])
        let found = TaintFixpoint(sketch.adjacency, [seed(n[0], 7)])
        let value = Mark(.value, .certain, isOrder: false, isFromAbove: false)
        let points = found.points(at: [n[4]: value])
        let way = points[n[4]].map { found.way(to: $0) }
        #expect(way?.source == 7)
        #expect(way?.nodes == [n[0], n[1], n[4]])
    }

    @Test func aTouchEndsAtWhatItTouches() {
        var sketch = Sketch()
        let source = sketch.node(.source)
        let write = sketch.node(.write)
        let reader = sketch.node()
        sketch.flow.graph.touch(source, write)
        sketch.flow.graph.connect(write, reader)
        let found = TaintFixpoint(sketch.adjacency, [seed(source)])
        #expect(found.marks[write.index] & Mark.touches != 0)
        #expect(found.marks[write.index] & ~Mark.touches == 0)
        #expect(found.marks[reader.index] == 0)
    }
}

@Suite struct SourceReachTests {
    @Test func eachStateHasItsSources() {
        var sketch = Sketch()
        let n = sketch.nodes(6)
        sketch.flow.graph.connect(n[0], n[2])
        sketch.flow.graph.connect(n[1], n[2], .value, .inside, order: .cleared)
        sketch.flow.graph.connect(n[2], n[3])
        sketch.flow.graph.connect(n[3], n[2])
        sketch.flow.graph.connect(n[3], n[4])
        sketch.flow.graph.connect(n[1], n[5], .control)
        let adjacency = sketch.adjacency
        let seeds = [0, 1].map { source in
            TaintFixpoint.Seed(
                node: n[source],
                mark: Mark(.value, .certain, isOrder: source == 1, isFromAbove: false),
                source: source)
        }
        let reach = SourceReach(
            adjacency, TaintFixpoint(adjacency, seeds),
            from: [
                SourceReach.Origin(nodes: [n[0]], isOrder: false),
                SourceReach.Origin(nodes: [n[1]], isOrder: true),
            ],
            to: [
                SourceReach.Goal(nodes: [n[4]], isCounted: true),
                SourceReach.Goal(nodes: [n[5]], isCounted: false),
            ])
        #expect(reach.sources.map(\.members) == [[0], [1]])
        #expect(reach.reachesCounted == [true, false])
        #expect(reach.unlisted == 0)
    }
}

extension SourceReachTests {
    @Test func accessesOfThreadsAreListedLast() {
        var sketch = Sketch()
        let n = sketch.nodes(131)
        for source in 0..<130 { sketch.flow.graph.connect(n[source], n[130]) }
        let adjacency = sketch.adjacency
        let seeds = (0..<130).map { source in
            TaintFixpoint.Seed(
                node: n[source],
                mark: Mark(.value, .certain, isOrder: false, isFromAbove: false), source: source)
        }
        let reach = SourceReach(
            adjacency, TaintFixpoint(adjacency, seeds),
            from: (0..<130).map {
                SourceReach.Origin(nodes: [n[$0]], isOrder: false, isOfThreads: $0 != 129)
            },
            to: [SourceReach.Goal(nodes: [n[130]], isCounted: true)], listLimit: 10)
        #expect(reach.sources[0].members == Array(0..<63) + [129])
        #expect(reach.reachesCounted.allSatisfy { $0 })
        #expect(reach.unlisted == 66)
    }
}

@Suite struct InsideFlowTests {
    /// Random graphs, against a search from each input of its own.
    @Test(arguments: 0..<40) func waysAreThoseOfASearch(_ seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let count = 12
        let nodes = (0..<count).map { FlowNodeID(UInt32($0)) }
        let edges = (0..<24).compactMap { _ -> FlowEdge? in
            let (from, to) = (nodes[next(count)], nodes[next(count)])
            let influence = Influence.allCases[next(Influence.allCases.count)]
            let order = OrderPassage.allCases[max(0, next(5) - 2)]
            if from == to { return nil }
            return FlowEdge(
                from: from, to: to, influence: influence, passage: .inside, order: order)
        }
        var numbers = [UInt32](repeating: .max, count: count)
        var inside = InsideFlow(edges[...], [], &numbers)
        let found = inside.ways(from: nodes[...], to: nodes, numbers)
        inside.release(&numbers)
        #expect(numbers.allSatisfy { $0 == .max })
        for input in nodes where edges.contains(where: { $0.from == input || $0.to == input }) {
            let expected = search(from: input, edges)
            for output in nodes {
                let bits = found[input.index].filter { $0.output == output }
                    .reduce(UInt16(0)) { $0 | $1.way.bit }
                let known = expected[output] ?? 0
                #expect(Way.all.allSatisfy { $0.isCovered(by: bits) == $0.isCovered(by: known) })
            }
        }
    }

    private func search(from input: FlowNodeID, _ edges: [FlowEdge]) -> [FlowNodeID: UInt16] {
        var found: [FlowNodeID: UInt16] = [:]
        var work = [(input, Way(influence: .value, order: .kept))]
        while let (node, way) = work.popLast() {
            if found[node, default: 0] & way.bit != 0 { continue }
            found[node, default: 0] |= way.bit
            for edge in edges where edge.from == node {
                guard let order = way.order.then(edge.order) else { continue }
                work.append(
                    (edge.to, Way(influence: way.influence.then(edge.influence), order: order)))
            }
        }
        return found
    }
}

@Suite struct VersionBudgetTests {
    @Test func theDearestCellsAreGivenUpFirst() {
        var budget = VersionBudget(cellCount: 4)
        for (cell, cost) in [5, 100, 7, 60].enumerated() { budget.charge(UInt32(cell), cost) }
        #expect(budget.unaffordable(limit: 172).isEmpty)
        #expect(budget.unaffordable(limit: 171) == [1])
        #expect(budget.unaffordable(limit: 20) == [1, 3])
    }
}
