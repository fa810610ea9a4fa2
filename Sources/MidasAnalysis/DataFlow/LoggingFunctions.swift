import MidasBase
import MidasIR

/// Which instances write log output because somebody says that a function logs.
enum LoggingFunctions {
    /// The instances of the named functions, and those that only such instances call. Takes time
    /// linear in the call graph.
    static func instances(
        _ program: Program, _ facts: PointsToFacts, named names: [String]
    ) -> Set<InstanceID> {
        guard !names.isEmpty else { return [] }
        let wanted = Set(names)
        let graph = facts.callGraph
        var loggers: Set<InstanceID> = []
        for instance in graph.instances.ids {
            let symbol = program.functions[graph.instances[instance].function].symbol
            let name = program.strings[program.symbols[symbol].qualifiedName]
            if wanted.contains(name) { loggers.insert(instance) }
        }
        var otherCallers: [InstanceID: Int] = [:]
        var callees: [InstanceID: Set<InstanceID>] = [:]
        for (site, targets) in graph.targets {
            for case .instance(let callee) in targets where callee != site.instance {
                if callees[site.instance, default: []].insert(callee).inserted {
                    otherCallers[callee, default: 0] += 1
                }
            }
        }
        for callback in graph.callbacks.values.joined() {
            otherCallers[callback.target, default: 0] += 1
        }
        for instance in facts.entered { otherCallers[instance, default: 0] += 1 }
        var open = loggers
        while let instance = open.popFirst() {
            for callee in callees[instance] ?? [] {
                otherCallers[callee, default: 0] -= 1
                if otherCallers[callee] == 0, loggers.insert(callee).inserted {
                    open.insert(callee)
                }
            }
        }
        return loggers
    }
}
