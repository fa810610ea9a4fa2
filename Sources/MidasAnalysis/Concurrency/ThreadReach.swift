import MidasBase
import MidasDictionary
import MidasIR

/// Which calls stay on the caller's thread, which threads run which functions, and what may run
/// more than once.
struct ThreadReach {
    /// For every instance, its calls on the same thread: instruction and callee, in order.
    private(set) var calls: [[(instruction: InstructionID, callee: InstanceID)]]
    /// For every instance, the calls of it on the same thread, in order.
    private(set) var callers: [[CallSite]]
    /// For every instance, the threads that may run it; none where it only runs as the process fails.
    private(set) var threads: [BitSet]
    /// Instances that one thread may run more than once.
    private(set) var isRepeated: [Bool]
    /// For every instance, its blocks that lie on a cycle.
    private var cyclicBlocks: [BitSet]

    init(
        _ view: ThreadView, _ roots: Arena<ThreadTag, ThreadRoot>, _ loops: EventLoops
    ) {
        let count = view.facts.callGraph.instances.count
        calls = Array(repeating: [], count: count)
        callers = Array(repeating: [], count: count)
        threads = Array(repeating: BitSet(), count: count)
        isRepeated = Array(repeating: false, count: count)
        cyclicBlocks = Array(repeating: BitSet(), count: count)
        for instance in view.facts.callGraph.instances.ids { scan(view, instance) }
        addLoops(view, loops)
        for instance in view.facts.callGraph.instances.ids {
            for call in calls[instance.index] {
                callers[call.callee.index].append(
                    CallSite(instance: instance, instruction: call.instruction))
            }
        }
        let failing = FailingEnds(view, callers)
        for root in roots.ids { reach(root, from: roots[root].starts, failing, view) }
        findRepeated(view, roots)
    }

    private mutating func scan(_ view: ThreadView, _ instance: InstanceID) {
        let function = view.function(instance)
        for id in function.instructions.ids where function.instructions[id].opcode == .call {
            for target in view.targets(instance, id) {
                if case .instance(let callee) = target {
                    calls[instance.index].append((id, callee))
                }
            }
            for callback in view.callbacks(instance, id)
            where view.runsDuringCall(callback, instance, id) {
                calls[instance.index].append((id, callback.target))
            }
        }
        let components = StronglyConnectedComponents(of: function.controlFlow)
        for nodes in components.members where nodes.count > 1 {
            for node in nodes { cyclicBlocks[instance.index].insert(Int(node)) }
        }
        for block in function.blocks.ids {
            function.forEachSuccessor(of: block) {
                if $0 == block { cyclicBlocks[instance.index].insert(block.index) }
            }
        }
    }

    /// What is registered with an event library runs in the call of its loop.
    private mutating func addLoops(_ view: ThreadView, _ loops: EventLoops) {
        var added: Set<InstanceID> = []
        for (site, callbacks) in view.sortedCallbacks {
            guard let serving = loops.loops(serving: site) else { continue }
            let handlers = callbacks.filter {
                view.isForLoop($0, site.instance, site.instruction)
            }.map(\.target)
            calls[site.instance.index].removeAll {
                $0.instruction == site.instruction && handlers.contains($0.callee)
            }
            for loop in serving {
                calls[loop.instance.index] += handlers.map { (loop.instruction, $0) }
                added.insert(loop.instance)
            }
        }
        for instance in added {
            calls[instance.index].sort {
                ($0.instruction, $0.callee) < ($1.instruction, $1.callee)
            }
        }
    }

    /// What only runs because the process fails meets nothing that matters any more.
    private mutating func reach(
        _ root: ThreadID, from starts: [InstanceID], _ failing: FailingEnds, _ view: ThreadView
    ) {
        var work = starts
        while let instance = work.popLast() {
            guard threads[instance.index].insert(root.index) else { continue }
            for call in calls[instance.index]
            where !failing.covers(call.instruction, of: call.callee, in: instance, view) {
                work.append(call.callee)
            }
        }
    }

    /// Whether a run of the instance may pass the instruction more than once.
    func isInLoop(_ view: ThreadView, _ instance: InstanceID, _ instruction: InstructionID) -> Bool
    {
        guard !cyclicBlocks[instance.index].isEmpty,
            let block = view.function(instance).block(of: instruction)
        else { return false }
        return cyclicBlocks[instance.index].contains(block.index)
    }

    private mutating func findRepeated(
        _ view: ThreadView, _ roots: Arena<ThreadTag, ThreadRoot>
    ) {
        var callCount = [Int](repeating: 0, count: calls.count)
        var work: [InstanceID] = []
        for root in roots.elements {
            for start in root.starts {
                callCount[start.index] += 1
                if root.isRepeated { work.append(start) }
            }
        }
        for caller in view.facts.callGraph.instances.ids {
            for call in calls[caller.index] {
                callCount[call.callee.index] += 1
                if isInLoop(view, caller, call.instruction) { work.append(call.callee) }
            }
        }
        for (index, count) in callCount.enumerated() where count > 1 {
            work.append(InstanceID(index))
        }
        while let instance = work.popLast() {
            guard !isRepeated[instance.index] else { continue }
            isRepeated[instance.index] = true
            for call in calls[instance.index] { work.append(call.callee) }
        }
    }
}

extension ThreadView {
    /// Whether a function that is handed to a call runs from an event library's loop.
    fileprivate func isForLoop(
        _ callback: CallGraph.Callback, _ instance: InstanceID, _ instruction: InstructionID
    ) -> Bool {
        externalModels(instance, instruction).contains { model in
            Int(callback.model) < model.callbacks.count
                && model.callbacks[Int(callback.model)].moment == .eventLoop
        }
    }

    /// Whether a function that is handed to a call runs before the call returns, or in a dispatch
    /// loop on the same thread; not on a thread of its own or in a signal handler.
    func runsDuringCall(
        _ callback: CallGraph.Callback, _ instance: InstanceID, _ instruction: InstructionID
    ) -> Bool {
        externalModels(instance, instruction).contains { model in
            guard Int(callback.model) < model.callbacks.count else { return true }
            switch model.callbacks[Int(callback.model)].moment {
            case .thread, .signal: return false
            case .during, .later, .processExit, .threadExit, .eventLoop, .fork: return true
            }
        }
    }
}
