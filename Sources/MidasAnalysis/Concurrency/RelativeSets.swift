import MidasBase
import MidasIR

/// A set that functions change relative to their callers: the effect of every instance, the set at
/// every entry, and the set at every instruction. Fixpoints over the call graph, callees first.
struct RelativeSetAnalysis {
    /// What one instruction of an instance does; `onNonZero` and `onZero` take effect on the edges of
    /// the branch that tests its result.
    struct Step {
        var instruction: InstructionID
        var effect: RelativeSet
        var callees: [InstanceID] = []
        var onNonZero: RelativeSet?
        var onZero: RelativeSet?

        var isTested: Bool { onNonZero != nil || onZero != nil }
    }

    let join: SetJoin
    /// What members are called in a callee: several of a caller's may be one there.
    private let representatives: [Int: Int]
    /// By instance.
    let steps: [[Step]]
    private(set) var effects: [RelativeSet]
    private(set) var entries: [BitSet?]
    /// Effects from an instance's entry to the start of its blocks; nil for instances in which
    /// nothing changes the set.
    private var blockEffects: [[RelativeSet?]?]

    init(
        _ view: ThreadView, join: SetJoin, steps: [[Step]], calls: ThreadReach,
        starts: [InstanceID: BitSet], ignoring ignored: Set<CallEdge> = [],
        representatives: [Int: Int] = [:]
    ) {
        self.representatives = representatives
        self.join = join
        self.steps = steps
        effects = Array(repeating: RelativeSet(), count: steps.count)
        entries = Array(repeating: nil, count: steps.count)
        blockEffects = Array(repeating: nil, count: steps.count)
        computeEffects(view, calls)
        computeEntries(view, calls, starts, ignored)
    }

    // MARK: Effects

    private mutating func computeEffects(_ view: ThreadView, _ calls: ThreadReach) {
        var edges: [(from: UInt32, to: UInt32)] = []
        for caller in steps.indices {
            for call in calls.calls[caller] { edges.append((UInt32(caller), call.callee.raw)) }
        }
        let components = StronglyConnectedComponents(
            of: Graph(nodeCount: steps.count, edges: edges))
        for members in components.members {
            var rounds = 0
            var changed = true
            while changed && rounds < 8 {
                changed = false
                rounds += 1
                for member in members where recompute(Int(member), view) { changed = true }
                if members.count == 1 { break }
            }
        }
    }

    /// Whether the instance's effect changed.
    private mutating func recompute(_ instance: Int, _ view: ThreadView) -> Bool {
        let relevant = steps[instance].contains { step in
            step.effect != RelativeSet() || step.onZero != nil || step.onNonZero != nil
                || step.callees.contains { effects[$0.index] != RelativeSet() }
        }
        guard relevant else { return false }
        let function = view.function(InstanceID(instance))
        let states = blockStates(function, instance)
        blockEffects[instance] = states
        var exit: RelativeSet?
        for block in function.blocks.ids {
            guard case .return = function.blocks[block].terminator else { continue }
            guard var state = states[block.index] else { continue }
            run(&state, function.blocks[block].instructions, instance)
            if exit == nil { exit = state } else { join.join(&exit!, state) }
        }
        let effect = exit ?? RelativeSet()
        defer { effects[instance] = effect }
        return effects[instance] != effect
    }

    private func blockStates(_ function: Function, _ instance: Int) -> [RelativeSet?] {
        var states = [RelativeSet?](repeating: nil, count: function.blocks.count)
        states[0] = RelativeSet()
        var changed = true
        var rounds = 0
        while changed && rounds < 16 {
            changed = false
            rounds += 1
            for block in function.blocks.ids {
                guard var state = states[block.index] else { continue }
                run(&state, function.blocks[block].instructions, instance)
                let branches = branchEffects(function, block, instance)
                function.forEachSuccessor(of: block) { successor in
                    var arriving = state
                    for branch in branches where successor == branch.block {
                        arriving.append(branch.effect, isNested: join == .must)
                    }
                    guard var known = states[successor.index] else {
                        states[successor.index] = arriving
                        changed = true
                        return
                    }
                    join.join(&known, arriving)
                    if known != states[successor.index]! {
                        states[successor.index] = known
                        changed = true
                    }
                }
            }
        }
        return states
    }

    private func run(_ state: inout RelativeSet, _ range: Range<Int>, _ instance: Int) {
        let steps = steps[instance]
        var position = firstStep(steps, from: range.lowerBound)
        while position < steps.count, steps[position].instruction.index < range.upperBound {
            let step = steps[position]
            position += 1
            state.append(effect(of: step), isNested: join == .must)
        }
    }

    func firstStep(_ steps: [Step], from instruction: Int) -> Int {
        var low = 0
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].instruction.index < instruction {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private func effect(of step: Step) -> RelativeSet {
        var effect = step.effect
        guard let first = step.callees.first else { return effect }
        var called = effects[first.index]
        for callee in step.callees.dropFirst() { join.join(&called, effects[callee.index]) }
        effect.append(called, isNested: join == .must)
        return effect
    }

    // MARK: Entries

    private mutating func computeEntries(
        _ view: ThreadView, _ calls: ThreadReach, _ starts: [InstanceID: BitSet],
        _ ignored: Set<CallEdge>
    ) {
        var work: [InstanceID] = []
        for start in starts.keys.sorted() {
            entries[start.index] = starts[start]
            work.append(start)
        }
        var position = 0
        while position < work.count {
            let caller = work[position]
            position += 1
            for call in calls.calls[caller.index] {
                let edge = CallEdge(
                    site: CallSite(instance: caller, instruction: call.instruction),
                    callee: call.callee)
                if ignored.contains(edge) { continue }
                let state = represented(at(caller, call.instruction, view))
                if enter(call.callee, state) { work.append(call.callee) }
            }
        }
    }

    private func represented(_ set: BitSet) -> BitSet {
        guard !representatives.isEmpty else { return set }
        var result = BitSet()
        set.forEach { result.insert(representatives[$0] ?? $0) }
        return result
    }

    private mutating func enter(_ callee: InstanceID, _ state: BitSet) -> Bool {
        guard var known = entries[callee.index] else {
            entries[callee.index] = state
            return true
        }
        switch join {
        case .may: known.formUnion(state)
        case .must: known.formIntersection(state)
        }
        let changed = !known.hasSameMembers(as: entries[callee.index] ?? BitSet())
        entries[callee.index] = known
        return changed
    }

    // MARK: Queries

    /// The set right before an instruction; empty where nothing reaches the instance.
    func at(_ instance: InstanceID, _ instruction: InstructionID, _ view: ThreadView) -> BitSet {
        let entry = entries[instance.index] ?? BitSet()
        guard let states = blockEffects[instance.index] else { return entry }
        let function = view.function(instance)
        guard let block = function.block(of: instruction), var state = states[block.index] else {
            return entry
        }
        run(
            &state, function.blocks[block].instructions.lowerBound..<instruction.index,
            instance.index)
        return state.applied(to: entry)
    }
}

/// One function that one call may run.
struct CallEdge: Hashable {
    var site: CallSite
    var callee: InstanceID
}
