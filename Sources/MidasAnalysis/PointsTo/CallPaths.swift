import MidasBase
import MidasIR

/// The shortest way of calls from one function to another: why something is reached at all.
public enum CallPaths {
    /// A line a call, from the first function on; empty where there is no way. O(calls).
    public static func shortest(
        from start: String, to end: String, _ program: Program, _ facts: PointsToFacts
    ) -> [String] {
        let names = facts.callGraph.instances.elements.map { instance in
            program.strings[program.symbols[program.functions[instance.function].symbol].name]
        }
        let calls = edges(facts)
        var previous: [Int: (from: Int, site: CallSite)] = [:]
        var seen = Set(names.indices.filter { names[$0] == start })
        var level = seen.sorted()
        while !level.isEmpty {
            if let found = level.first(where: { names[$0] == end }) {
                return lines(to: found, previous, names, program, facts)
            }
            var next: [Int] = []
            for caller in level {
                for (site, callee) in calls[caller] where seen.insert(callee).inserted {
                    previous[callee] = (caller, site)
                    next.append(callee)
                }
            }
            level = next
        }
        return []
    }

    /// By instance: what its calls run, in the order of the calls.
    private static func edges(_ facts: PointsToFacts) -> [[(CallSite, Int)]] {
        var edges = [[(CallSite, Int)]](repeating: [], count: facts.callGraph.instances.count)
        for (site, targets) in facts.callGraph.targets {
            for case .instance(let callee) in targets {
                edges[site.instance.index].append((site, callee.index))
            }
        }
        for (site, callbacks) in facts.callGraph.callbacks {
            for callback in callbacks {
                edges[site.instance.index].append((site, callback.target.index))
            }
        }
        return edges.map { own in
            own.sorted { ($0.0.instruction, $0.1) < ($1.0.instruction, $1.1) }
        }
    }

    private static func lines(
        to end: Int, _ previous: [Int: (from: Int, site: CallSite)], _ names: [String],
        _ program: Program, _ facts: PointsToFacts
    ) -> [String] {
        var lines = [names[end]]
        var place = end
        while let (from, site) = previous[place] {
            let function = program.functions[facts.callGraph.instances[site.instance].function]
            let range = function.ranges[function.instructions[site.instruction].range]
            let targets = facts.callGraph.targets[site]?.count ?? 0
            lines.append(
                "\(names[from]) calls at line \(range.begin.line), one of \(targets) targets")
            place = from
        }
        return lines.reversed()
    }
}
