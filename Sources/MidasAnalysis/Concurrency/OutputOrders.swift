import MidasBase
import MidasDictionary
import MidasIR

/// Calls that write to standard output on several threads in no fixed order: what comes out is the
/// schedule's, also where each call is one piece.
struct OutputOrders {
    private(set) var unordered: Set<CallSite> = []

    private struct Output {
        var site: CallSite
        var points: [ThreadPoint]
        /// It writes the same whoever calls it.
        var isLiteral: Bool
    }

    init(
        _ view: ThreadView, _ reach: ThreadReach, _ lifetimes: ThreadLifetimes,
        _ channels: ChannelKinds
    ) {
        var outputs: [Output] = []
        for instance in view.facts.callGraph.instances.ids
        where !reach.threads[instance.index].isEmpty {
            let function = view.function(instance)
            for id in function.instructions.ids where function.instructions[id].opcode == .call {
                let site = CallSite(instance: instance, instruction: id)
                guard Self.writesStandardOutput(view, site, channels) else { continue }
                let alive = lifetimes.alive(at: instance, id, view)
                let points = reach.threads[instance.index].members.map {
                    ThreadPoint(thread: ThreadID($0), alive: alive)
                }
                let arguments = function.arguments(of: CallID(function.instructions[id].extra))
                outputs.append(
                    Output(
                        site: site, points: points,
                        isLiteral: arguments.allSatisfy { $0.constant != nil }))
            }
        }
        for (index, first) in outputs.enumerated() {
            for second in outputs[index...] where Self.mayMeet(first, second, lifetimes) {
                unordered.insert(first.site)
                unordered.insert(second.site)
            }
        }
    }

    private static func mayMeet(_ a: Output, _ b: Output, _ lifetimes: ThreadLifetimes) -> Bool {
        if a.site == b.site && a.isLiteral { return false }
        return a.points.contains { first in
            b.points.contains { lifetimes.mayHappenInParallel(first, $0) }
        }
    }

    private static func writesStandardOutput(
        _ view: ThreadView, _ site: CallSite, _ channels: ChannelKinds
    ) -> Bool {
        view.externalModels(site.instance, site.instruction).contains { model in
            model.channels.contains { effect in
                guard effect.role == .write, !effect.isLog else { return false }
                if let kind = effect.kind { return kind == .standardOutput }
                guard let root = effect.channel?.root,
                    let operand = view.operand(of: root, site.instance, site.instruction)
                else { return false }
                return channels.kinds(of: operand, in: site.instance) == [.standardOutput]
            }
        }
    }
}
