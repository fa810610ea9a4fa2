import MidasBase
import Testing

@Suite struct GraphTests {
    @Test func componentsComeAfterWhatTheyReach() {
        let graph = Graph(
            nodeCount: 6, edges: [(0, 1), (1, 2), (2, 1), (2, 3), (4, 0), (3, 5)])
        let components = StronglyConnectedComponents(of: graph)
        #expect(components.members.contains([1, 2]))
        for node in 0..<graph.nodeCount {
            for successor in graph[node] {
                #expect(
                    components.component[Int(successor)] <= components.component[node])
            }
        }
    }

    @Test func aDiamondIsDominatedByItsHead() {
        let graph = Graph(nodeCount: 5, edges: [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)])
        let dominators = Dominators(of: graph, root: 0)
        #expect(dominators.immediate == [0, 0, 1, 1, 1])
        #expect(dominators.dominates(1, 4))
        #expect(!dominators.dominates(2, 4))
    }

    @Test func deepChainsDoNotRecurse() {
        let count = 200_000
        let edges = (0..<count - 1).map { (from: UInt32($0), to: UInt32($0 + 1)) }
        let graph = Graph(nodeCount: count, edges: edges)
        #expect(StronglyConnectedComponents(of: graph).count == count)
        #expect(Dominators(of: graph, root: 0).reversePostorder.count == count)
    }
}
