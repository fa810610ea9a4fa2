import MidasBase
import MidasDictionary
import MidasIR

/// What a program waits for besides variables.
extension FlagTable {
    struct WaitedObject {
        var posts: [CallSite] = []
        var waits: [CallSite] = []
        var counts: [Int64?] = []
        var onceStarts: [InstanceID] = []
        /// It stands for several: only a loop waits for them all.
        var isMany = false
    }

    /// Semaphores that begin at zero and are posted once; latches and promises, whose waits need all
    /// that is to come; flags of functions that run once.
    func waitedObjects(_ view: ThreadView) -> [WaitedObject] {
        var found: [CellID: WaitedObject] = [:]
        for instance in view.facts.callGraph.instances.ids {
            for (instruction, event) in context.events.events[instance.index] {
                let site = CallSite(instance: instance, instruction: instruction)
                switch event {
                case .post(let cells):
                    for cell in cells { found[cell, default: WaitedObject()].posts.append(site) }
                case .await(let cells):
                    for cell in cells {
                        found[cell, default: WaitedObject()].waits.append(site)
                        found[cell]?.onceStarts += onceStarts(view, site)
                    }
                case .initialise(let cells, let count):
                    for cell in cells { found[cell, default: WaitedObject()].counts.append(count) }
                default: break
                }
            }
        }
        return found.keys.sorted().compactMap { cell in
            guard var object = found[cell] else { return nil }
            object.isMany = isMany(cell, view)
            if object.isMany, object.onceStarts.isEmpty {
                object.waits.removeAll {
                    !context.reach.isInLoop(view, $0.instance, $0.instruction)
                }
            }
            return !object.waits.isEmpty && isFlag(object, view) ? object : nil
        }
    }

    private func isMany(_ cell: CellID, _ view: ThreadView) -> Bool {
        let object = view.facts.objects[view.facts.cells[cell].object]
        if case .heap(let site) = object.kind {
            return context.reach.isRepeated[site.instance.index]
                || context.reach.isInLoop(view, site.instance, site.instruction)
        }
        return !object.isSingle || view.facts.cells[cell].isElement
    }

    private func isFlag(_ object: WaitedObject, _ view: ThreadView) -> Bool {
        if !object.onceStarts.isEmpty { return true }
        guard let post = object.posts.first else { return false }
        if object.counts.isEmpty { return true }
        return object.posts.count == 1 && object.counts == [0]
            && !context.reach.isRepeated[post.instance.index]
            && !context.reach.isInLoop(view, post.instance, post.instruction)
    }

    private func onceStarts(_ view: ThreadView, _ site: CallSite) -> [InstanceID] {
        let isOnce = view.externalModels(site.instance, site.instruction).contains { model in
            model.synchronisations.contains { $0.role == .once }
        }
        return isOnce ? view.callbacks(site.instance, site.instruction).map(\.target) : []
    }
}
