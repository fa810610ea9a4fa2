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

    /// First this, then `next`. With `isNested` what is added and removed again leaves what the entry
    /// held: a lock that the caller has as well, taken a second time, is held after the inner release.
    mutating func append(_ next: RelativeSet, isNested: Bool) {
        var removedNext = next.removed
        if isNested { removedNext.subtract(added) }
        added.subtract(next.removed)
        added.formUnion(next.added)
        removed.subtract(next.added)
        removed.formUnion(removedNext)
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

        var isTested: Bool { onNonZero != nil || onZero != nil }
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

    private func firstStep(_ steps: [Step], from instruction: Int) -> Int {
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

    /// The successor that a conditional step's success leads to, with what it does there: the block
    /// ends by testing the step's result, plain, negated or compared with zero.
    private func branchEffects(_ function: Function, _ block: BlockID, _ instance: Int)
        -> [(block: BlockID, effect: RelativeSet)]
    {
        guard
            case .branch(let condition, let nonZero, let zero) = function.blocks[block].terminator,
            let value = condition.value
        else { return [] }
        var isInverted = false
        guard let step = testedStep(function, value, block, instance, &isInverted) else {
            return []
        }
        var effects: [(block: BlockID, effect: RelativeSet)] = []
        if let effect = step.onNonZero { effects.append((isInverted ? zero : nonZero, effect)) }
        if let effect = step.onZero { effects.append((isInverted ? nonZero : zero, effect)) }
        return effects
    }

    /// The step whose result a branch tests: plain, negated, compared with a constant, or through a
    /// local that was assigned in the same block.
    private func testedStep(
        _ function: Function, _ value: InstructionID, _ block: BlockID, _ instance: Int,
        _ isInverted: inout Bool
    ) -> Step? {
        var current = value
        for _ in 0..<16 {
            let position = firstStep(steps[instance], from: current.index)
            if position < steps[instance].count, steps[instance][position].instruction == current,
                steps[instance][position].isTested
            {
                return steps[instance][position]
            }
            let instruction = function.instructions[current]
            var operand = instruction.a
            switch instruction.opcode {
            case .cast: break
            case .unary where instruction.detail == UnaryOperator.logicalNot.rawValue:
                isInverted.toggle()
            case .compare:
                guard let isZero = isZero(function, instruction.b) else { return nil }
                let isEqual = instruction.detail == Comparison.equal.rawValue
                guard isEqual || instruction.detail == Comparison.notEqual.rawValue else {
                    return nil
                }
                if isEqual == isZero { isInverted.toggle() }
            case .load:
                guard let stored = lastStored(function, instruction.place.id, block, current) else {
                    return nil
                }
                operand = stored
            default: return nil
            }
            guard let next = operand.value else { return nil }
            current = next
        }
        return nil
    }

    /// What a block stored last to a local before an instruction.
    private func lastStored(
        _ function: Function, _ place: PlaceID?, _ block: BlockID, _ use: InstructionID
    ) -> Operand? {
        guard let place, case .local = function.places[place].root,
            function.projections(of: place).isEmpty
        else { return nil }
        let range = function.blocks[block].instructions
        var index = use.index - 1
        while index >= range.lowerBound {
            let step = function.instructions.elements[index]
            if step.opcode == .store, let target = step.place.id,
                function.places[target].root == function.places[place].root
            {
                return function.projections(of: target).isEmpty ? step.a : nil
            }
            index -= 1
        }
        return nil
    }

    private func isZero(_ function: Function, _ operand: Operand) -> Bool? {
        guard let constant = operand.constant else { return nil }
        switch function.constants[constant] {
        case .integer(let bits, _): return bits == 0
        case .null: return true
        default: return nil
        }
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
        guard let block = function.block(of: instruction), var state = states[block.index] else {
            return entry
        }
        run(
            &state, function.blocks[block].instructions.lowerBound..<instruction.index,
            instance.index)
        return state.applied(to: entry)
    }
}
