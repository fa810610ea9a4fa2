import MidasBase
import MidasIR

/// The instances of a program, callees before callers.
struct CallOrder {
    /// Strongly connected components of the call graph, callees first; members ascending.
    let components: [[UInt32]]
    /// By instance: the position of its component.
    let position: [UInt32]
    /// By instance: whom it calls and lets be called back during a call, ascending.
    let callees: [[UInt32]]

    init(_ context: FlowContext) {
        let count = context.facts.callGraph.instances.count
        var callees = [[UInt32]](repeating: [], count: count)
        for (site, targets) in context.facts.callGraph.targets {
            for case .instance(let target) in targets {
                callees[site.instance.index].append(target.raw)
            }
            for during in context.callbacksDuring(site.instance, site.instruction, targets) {
                callees[site.instance.index].append(during.target.raw)
            }
        }
        var edges: [(from: UInt32, to: UInt32)] = []
        for caller in 0..<count {
            callees[caller].sort()
            var unique: [UInt32] = []
            for callee in callees[caller] where unique.last != callee { unique.append(callee) }
            callees[caller] = unique
            for callee in unique { edges.append((UInt32(caller), callee)) }
        }
        self.callees = callees
        let found = StronglyConnectedComponents(of: Graph(nodeCount: count, edges: edges))
        components = found.members
        position = found.component
    }
}
