import MidasBase
import MidasIR

/// What a stretch of code does to a set that it is entered with: the set afterwards is
/// `(before - removed) + added`. Relative to the caller in this way, one description of a function
/// serves all its calls (Voung, Jhala, Lerner, "RELAY", FSE 2007).
struct RelativeSet: Equatable {
    var added = BitSet()
    var removed = BitSet()

    mutating func add(_ member: Int) {
        added.insert(member)
        removed.remove(member)
    }

    mutating func remove(_ member: Int) {
        added.remove(member)
        removed.insert(member)
    }

    /// First this, then `next`.
    mutating func append(_ next: RelativeSet) {
        added.subtract(next.removed)
        added.formUnion(next.added)
        removed.subtract(next.added)
        removed.formUnion(next.removed)
    }

    func applied(to before: BitSet) -> BitSet {
        var after = before
        after.subtract(removed)
        after.formUnion(added)
        return after
    }

    static func == (a: Self, b: Self) -> Bool {
        a.added.hasSameMembers(as: b.added) && a.removed.hasSameMembers(as: b.removed)
    }
}

extension BitSet {
    /// Equal members, whatever the capacity.
    func hasSameMembers(as other: BitSet) -> Bool {
        let common = min(words.count, other.words.count)
        return words[..<common] == other.words[..<common]
            && words[common...].allSatisfy { $0 == 0 }
            && other.words[common...].allSatisfy { $0 == 0 }
    }
}

/// How sets are joined where paths meet: what may be in them, or what must be.
enum SetJoin {
    case may, must

    func join(_ a: inout RelativeSet, _ b: RelativeSet) {
        switch self {
        case .may:
            a.added.formUnion(b.added)
            a.removed.formIntersection(b.removed)
        case .must:
            // Added on one path only: not certain, but what the entry held is still held there.
            a.added.formIntersection(b.added)
            a.removed.formUnion(b.removed)
        }
    }
}

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
    }

    let join: SetJoin
    /// By instance.
    private let steps: [[Step]]
    private(set) var effects: [RelativeSet]
    private(set) var entries: [BitSet?]
    /// Effects from an instance's entry to the start of its blocks; nil for instances in which
    /// nothing changes the set.
    private var blockEffects: [[RelativeSet?]?]

    init(
        _ view: ThreadView, join: SetJoin, steps: [[Step]], calls: ThreadReach,
        starts: [InstanceID: BitSet]
    ) {
        self.join = join
        self.steps = steps
        effects = Array(repeating: RelativeSet(), count: steps.count)
        entries = Array(repeating: nil, count: steps.count)
        blockEffects = Array(repeating: nil, count: steps.count)
        computeEffects(view, calls)
        computeEntries(view, calls, starts)
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
                let branch = branchEffects(function, block, instance)
                function.forEachSuccessor(of: block) { successor in
                    var arriving = state
                    if let branch, successor == branch.block { arriving.append(branch.effect) }
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
        for step in steps[instance] where range.contains(step.instruction.index) {
            state.append(effect(of: step))
        }
    }

    private func effect(of step: Step) -> RelativeSet {
        var effect = step.effect
        guard let first = step.callees.first else { return effect }
        var called = effects[first.index]
        for callee in step.callees.dropFirst() { join.join(&called, effects[callee.index]) }
        effect.append(called)
        return effect
    }

    /// The successor that a conditional step's success leads to, with what it does there: the block
    /// ends by testing the step's result, plain, negated or compared with zero.
    private func branchEffects(_ function: Function, _ block: BlockID, _ instance: Int)
        -> (block: BlockID, effect: RelativeSet)?
    {
        guard
            case .branch(let condition, let nonZero, let zero) = function.blocks[block].terminator,
            let value = condition.value
        else { return nil }
        var isInverted = false
        guard let tested = testedCall(function, value, &isInverted) else { return nil }
        guard let step = steps[instance].first(where: { $0.instruction == tested }) else {
            return nil
        }
        if let effect = step.onNonZero { return (isInverted ? zero : nonZero, effect) }
        if let effect = step.onZero { return (isInverted ? nonZero : zero, effect) }
        return nil
    }

    private func testedCall(
        _ function: Function, _ value: InstructionID, _ isInverted: inout Bool
    ) -> InstructionID? {
        var current = value
        while true {
            let instruction = function.instructions[current]
            switch instruction.opcode {
            case .call: return current
            case .cast: break
            case .unary where instruction.detail == UnaryOperator.logicalNot.rawValue:
                isInverted.toggle()
            case .compare where isZero(function, instruction.b):
                if instruction.detail == Comparison.equal.rawValue { isInverted.toggle() }
            default: return nil
            }
            guard let next = instruction.a.value else { return nil }
            current = next
        }
    }

    private func isZero(_ function: Function, _ operand: Operand) -> Bool {
        guard let constant = operand.constant else { return false }
        if case .integer(0, _) = function.constants[constant] { return true }
        return false
    }

    // MARK: Entries

    private mutating func computeEntries(
        _ view: ThreadView, _ calls: ThreadReach, _ starts: [InstanceID: BitSet]
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
                let state = at(caller, call.instruction, view)
                if enter(call.callee, state) { work.append(call.callee) }
            }
        }
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
        guard
            let block = function.blocks.elements.firstIndex(where: {
                $0.instructions.contains(instruction.index)
            }), var state = states[block]
        else { return entry }
        run(
            &state, function.blocks.elements[block].instructions.lowerBound..<instruction.index,
            instance.index)
        return state.applied(to: entry)
    }
}
