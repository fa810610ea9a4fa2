import MidasBase
import MidasIR

/// Which instances and blocks run in the start phase and which in requests, by walking calls from
/// `main` up to its request loops, and from all other entries.
struct PhaseWalk {
    private let calls: InstanceCalls
    private let waits: WaitAnalysis
    private let loops: [InstanceID: [(RequestLoop, BitSet)]]
    private let cut: [CallSite: Set<InstanceID>]
    /// Instances from which a request loop is reached by calls.
    private let reachesLoop: Set<InstanceID>
    private(set) var phases: [Phase]
    private(set) var blockPhases: [InstanceID: [Phase]] = [:]

    init(
        _ waits: WaitAnalysis, _ finder: RequestLoopFinder, _ dispatches: [Dispatch],
        alive: Set<InstanceID>
    ) {
        self.waits = waits
        calls = waits.calls
        var loops: [InstanceID: [(RequestLoop, BitSet)]] = [:]
        for (loop, blocks) in zip(finder.found, finder.blocks) {
            loops[loop.instance, default: []].append((loop, blocks))
        }
        self.loops = loops
        var cut: [CallSite: Set<InstanceID>] = [:]
        for dispatch in dispatches { cut[dispatch.site] = Set(dispatch.targets) }
        self.cut = cut
        reachesLoop = alive
        phases = Array(repeating: [], count: calls.instanceCount)
    }

    mutating func walk(from root: InstanceID, _ phase: Phase) {
        var open: [(InstanceID, Phase)] = [(root, phase)]
        while let (instance, phase) = open.popLast() {
            guard !phases[instance.index].isSuperset(of: phase) else { continue }
            phases[instance.index].formUnion(phase)
            let later = phase == .start ? laterBlocks(of: instance) : nil
            note(later, phase, instance)
            for call in calls.calls[instance] {
                let callPhase = later.map { isLater(call, $0) ? .request : phase } ?? phase
                let site = CallSite(instance: instance, instruction: call.instruction)
                let handlers = cut[site] ?? []
                for callee in calls.runDuring(call, instance).reversed()
                where !handlers.contains(callee) {
                    open.append((callee, callPhase))
                }
            }
        }
    }

    /// What runs only once a request loop has begun.
    private struct Later {
        var blocks: BitSet
        /// The first call of the loop in each block that is not later as a whole.
        var from: [BlockID: InstructionID]
    }

    private func isLater(_ call: InstanceCalls.Call, _ later: Later) -> Bool {
        if later.blocks.contains(call.block.index) { return true }
        return later.from[call.block].map { call.instruction > $0 } ?? false
    }

    private func laterBlocks(of instance: InstanceID) -> Later? {
        guard reachesLoop.contains(instance) else { return nil }
        let function = calls.function(instance)
        var open: [BlockID] = []
        var from: [BlockID: InstructionID] = [:]
        for (loop, _) in loops[instance, default: []] {
            if let header = loop.header.id { open.append(header) }
        }
        for call in calls.calls[instance] where runsLoop(call, instance) {
            from[call.block] = min(from[call.block] ?? call.instruction, call.instruction)
            function.forEachSuccessor(of: call.block) { open.append($0) }
        }
        var blocks = BitSet(capacity: function.blocks.count)
        while let block = open.popLast() {
            guard blocks.insert(block.index) else { continue }
            function.forEachSuccessor(of: block) { open.append($0) }
        }
        return Later(blocks: blocks, from: from)
    }

    private func runsLoop(_ call: InstanceCalls.Call, _ instance: InstanceID) -> Bool {
        let site = CallSite(instance: instance, instruction: call.instruction)
        let handlers = cut[site] ?? []
        return waits.dispatches(call)
            || call.callees.contains { reachesLoop.contains($0) && !handlers.contains($0) }
    }

    private mutating func note(_ later: Later?, _ phase: Phase, _ instance: InstanceID) {
        let count = calls.function(instance).blocks.count
        if let later {
            var all = blockPhases[instance] ?? Array(repeating: [], count: count)
            for block in 0..<count {
                all[block].formUnion(later.blocks.contains(block) ? .request : phase)
            }
            blockPhases[instance] = all
            phases[instance.index].formUnion(later.blocks.isEmpty ? [] : .request)
        } else if var all = blockPhases[instance] {
            for block in 0..<count { all[block].formUnion(phase) }
            blockPhases[instance] = all
        }
    }
}
