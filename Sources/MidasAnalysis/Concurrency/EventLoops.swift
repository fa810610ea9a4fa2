import MidasBase
import MidasDictionary
import MidasIR

/// Which thread runs what is registered with an event library: the one whose loop serves the base that
/// it was registered with, not the one that registers it.
struct EventLoops {
    /// By registering call: the loops that may run what is handed over there. No entry where the
    /// program has no loop that could.
    private var loops: [CallSite: [CallSite]] = [:]

    private struct Loop {
        var site: CallSite
        /// The objects that its first argument leads to.
        var bases: Set<ObjectID>
    }

    /// O(calls + cells of the objects that are registered).
    init(_ view: ThreadView) {
        let all = Self.dispatches(view)
        guard !all.isEmpty else { return }
        let bases = all.reduce(into: Set<ObjectID>()) { $0.formUnion($1.bases) }
        for (site, callbacks) in view.sortedCallbacks {
            guard let callback = view.eventCallback(site, callbacks) else { continue }
            let own = Self.bases(of: site, callback, view).intersection(bases)
            let served = own.isEmpty ? all : all.filter { !$0.bases.isDisjoint(with: own) }
            loops[site] = served.map(\.site)
        }
    }

    /// Nil where the call registers nothing that a loop of the program runs.
    func loops(serving site: CallSite) -> [CallSite]? { loops[site] }

    private static func dispatches(_ view: ThreadView) -> [Loop] {
        var found: [Loop] = []
        for instance in view.facts.callGraph.instances.ids {
            let function = view.function(instance)
            for id in function.instructions.ids where function.instructions[id].opcode == .call {
                let isDispatch = view.externalModels(instance, id).contains { model in
                    model.waits.contains { $0.dispatches }
                }
                guard isDispatch else { continue }
                let call = CallID(function.instructions[id].extra)
                let cells = function.arguments(of: call).first.map { view.pointees($0, instance) }
                found.append(
                    Loop(
                        site: CallSite(instance: instance, instruction: id),
                        bases: Set((cells ?? []).map { view.facts.cells[$0].object })))
            }
        }
        return found
    }

    /// What the call itself is given, and what the registered object holds.
    private static func bases(of site: CallSite, _ callback: Callback, _ view: ThreadView)
        -> Set<ObjectID>
    {
        let function = view.function(site.instance)
        let call = CallID(function.instructions[site.instruction].extra)
        var found: Set<ObjectID> = []
        for operand in function.arguments(of: call) {
            found.formUnion(
                view.pointees(operand, site.instance).map { view.facts.cells[$0].object })
        }
        guard let handle = callback.handle else { return found }
        let handles = view.cells(of: handle, site.instance, site.instruction)
        for object in Set(handles.map { view.facts.cells[$0].object }).sorted() {
            let first = view.facts.objects[object].firstCell.raw
            for raw in first..<first + view.facts.objects[object].cellCount {
                found.formUnion(view.contents(CellID(raw)).map { view.facts.cells[$0].object })
            }
        }
        return found
    }
}

extension ThreadView {
    /// The statement by which a call hands over what an event loop runs.
    fileprivate func eventCallback(_ site: CallSite, _ callbacks: [CallGraph.Callback]) -> Callback?
    {
        for model in externalModels(site.instance, site.instruction) {
            for edge in callbacks where Int(edge.model) < model.callbacks.count {
                let callback = model.callbacks[Int(edge.model)]
                if callback.moment == .eventLoop { return callback }
            }
        }
        return nil
    }
}
