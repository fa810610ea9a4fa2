import MidasBase
import MidasIR

/// Which threads may be alive at a point of a thread that created them, and so which threads may
/// run at the same time: from creation to join, whole arrays of handles included.
struct ThreadLifetimes {
    private let alive: RelativeSetAnalysis
    /// By thread: those that exist together with it at some time.
    private(set) var together: [BitSet]
    /// By thread: those that it, or a thread that it created, creates.
    private let descendants: [BitSet]

    init(
        _ view: ThreadView, _ reach: ThreadReach, _ roots: inout Arena<ThreadTag, ThreadRoot>,
        _ events: ThreadEvents
    ) {
        var steps: [[RelativeSetAnalysis.Step]] = []
        for instance in view.facts.callGraph.instances.ids {
            var own = events.events[instance.index].flatMap { positioned in
                Self.steps(view, reach, roots, instance, positioned)
            }
            own.sort { $0.instruction < $1.instruction }
            steps.append(own)
        }
        var starts: [InstanceID: BitSet] = [:]
        for root in roots.elements {
            for start in root.starts { starts[start] = BitSet() }
        }
        alive = RelativeSetAnalysis(view, join: .may, steps: steps, calls: reach, starts: starts)
        descendants = Self.descendants(roots, reach)
        together = Array(repeating: BitSet(), count: roots.count)
        findTogether(view, roots, reach)
        for id in roots.ids where together[id.index].contains(id.index) {
            roots[id].isParallelToItself = true
        }
    }

    private static func steps(
        _ view: ThreadView, _ reach: ThreadReach, _ roots: Arena<ThreadTag, ThreadRoot>,
        _ instance: InstanceID, _ positioned: (instruction: InstructionID, event: ThreadEvent)
    ) -> [RelativeSetAnalysis.Step] {
        var step = RelativeSetAnalysis.Step(
            instruction: positioned.instruction, effect: RelativeSet())
        switch positioned.event {
        case .create(let created): for thread in created { step.effect.add(thread.index) }
        case .join(let handles):
            let inLoop = reach.isInLoop(view, instance, positioned.instruction)
            for id in roots.ids
            where joins(view, roots[id], handles, inLoop: inLoop, reach: reach) {
                step.effect.remove(id.index)
            }
            guard inLoop else { return [step] }
            return loopExits(view.function(instance), positioned.instruction).map {
                RelativeSetAnalysis.Step(instruction: $0, effect: step.effect)
            }
        case .call(let callees): step.callees = callees
        default: return []
        }
        return [step]
    }

    /// The first instructions behind the loop around an instruction: there all that the loop joins
    /// has ended, also on the path that the counter never takes.
    static func loopExits(_ function: Function, _ instruction: InstructionID)
        -> [InstructionID]
    {
        let graph = function.controlFlow
        let components = StronglyConnectedComponents(of: graph)
        let blocks = function.blocks.elements
        guard let block = function.block(of: instruction)?.index else { return [instruction] }
        let loop = components.component[block]
        var exits: [InstructionID] = []
        for inside in components.members[Int(loop)] {
            for target in graph[Int(inside)] where components.component[Int(target)] != loop {
                let exit = blocks[Int(target)]
                if exit.start < exit.end { exits.append(InstructionID(exit.start)) }
            }
        }
        return exits.isEmpty ? [instruction] : Array(Set(exits)).sorted()
    }

    /// Whether a join of these handles ends all threads of a root: the one thread, or all that a
    /// loop created, by a loop over their handles.
    private static func joins(
        _ view: ThreadView, _ root: ThreadRoot, _ handles: [CellID], inLoop: Bool,
        reach: ThreadReach
    ) -> Bool {
        guard !root.handles.isEmpty, root.handles.contains(where: handles.contains) else {
            return false
        }
        guard let site = root.site else { return false }
        let many =
            reach.isRepeated[site.instance.index]
            || reach.isInLoop(view, site.instance, site.instruction)
        return inLoop || !many
    }

    private static func descendants(
        _ roots: Arena<ThreadTag, ThreadRoot>, _ reach: ThreadReach
    ) -> [BitSet] {
        var result = [BitSet](repeating: BitSet(), count: roots.count)
        var changed = true
        while changed {
            changed = false
            for id in roots.ids {
                guard let site = roots[id].site else { continue }
                reach.threads[site.instance.index].forEach { creator in
                    var grown = result[creator]
                    grown.insert(id.index)
                    grown.formUnion(result[id.index])
                    if !grown.hasSameMembers(as: result[creator]) {
                        result[creator] = grown
                        changed = true
                    }
                }
            }
        }
        return result
    }

    private mutating func findTogether(
        _ view: ThreadView, _ roots: Arena<ThreadTag, ThreadRoot>, _ reach: ThreadReach
    ) {
        for id in roots.ids {
            if roots[id].isParallelToItself { together[id.index].insert(id.index) }
            guard let site = roots[id].site else {
                if roots[id].kind == .entry {
                    for other in roots.ids { meet(id.index, other.index) }
                }
                continue
            }
            var others = alive(at: site.instance, site.instruction, view)
            let before = alive.entries[site.instance.index] ?? BitSet()
            for other in roots[id].alternatives where !before.contains(other.index) {
                others.remove(other.index)
            }
            others.forEach { meet(id.index, $0) }
            descendants[id.index].forEach { meet(id.index, $0) }
        }
        meetThroughCreators(roots, reach)
    }

    /// A thread that two threads at a time, or one that runs beside itself, create.
    private mutating func meetThroughCreators(
        _ roots: Arena<ThreadTag, ThreadRoot>, _ reach: ThreadReach
    ) {
        var changed = true
        while changed {
            changed = false
            for id in roots.ids {
                guard let site = roots[id].site else { continue }
                var others = BitSet()
                reach.threads[site.instance.index].forEach { creator in
                    others.formUnion(together[creator])
                }
                others.forEach { other in
                    if !together[id.index].contains(other) {
                        meet(id.index, other)
                        changed = true
                    }
                    let creatorMeetsItself = reach.threads[site.instance.index].contains(other)
                    if creatorMeetsItself && !together[id.index].contains(id.index) {
                        meet(id.index, id.index)
                        changed = true
                    }
                }
            }
        }
    }

    private mutating func meet(_ a: Int, _ b: Int) {
        together[a].insert(b)
        together[b].insert(a)
        descendants[a].forEach {
            together[$0].insert(b)
            together[b].insert($0)
        }
        descendants[b].forEach {
            together[$0].insert(a)
            together[a].insert($0)
        }
    }

    /// Threads that may be alive right before an instruction of the thread that created them, with
    /// all that those create.
    func alive(at instance: InstanceID, _ instruction: InstructionID, _ view: ThreadView) -> BitSet
    {
        var result = alive.at(instance, instruction, view)
        for thread in result.members { result.formUnion(descendants[thread]) }
        return result
    }

    /// Whether two instructions, each on one of the given threads, may run at the same time.
    func mayHappenInParallel(
        _ a: ThreadPoint, _ b: ThreadPoint
    ) -> Bool {
        if a.thread == b.thread { return together[a.thread.index].contains(b.thread.index) }
        if descendants[a.thread.index].contains(b.thread.index) {
            return a.alive.contains(b.thread.index)
        }
        if descendants[b.thread.index].contains(a.thread.index) {
            return b.alive.contains(a.thread.index)
        }
        return together[a.thread.index].contains(b.thread.index)
    }
}

/// A point of one thread, with the threads that may be alive there beside it.
struct ThreadPoint {
    var thread: ThreadID
    var alive: BitSet
}
