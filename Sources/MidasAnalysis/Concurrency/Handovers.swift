import MidasBase
import MidasIR

/// Objects that the rounds of a creating loop fill and hand to a thread each: until then they are
/// the creator's alone.
struct Handovers {
    private struct Handover {
        var thread: ThreadID
        var part: Part
        /// Instructions of the loop that come before the creating call of their round.
        var before: BitSet
    }

    /// What tells the objects apart.
    private enum Part: Hashable {
        /// `array[i]`, by the local `i`.
        case element(LocalID)
        /// What a local points to that is set to a fresh object in every round.
        case fresh(LocalID)
    }

    private let view: ThreadView
    private var found: [InstanceID: [Handover]] = [:]

    init(_ view: ThreadView) { self.view = view }

    /// Notes what the call at `site` hands to a thread.
    mutating func add(_ thread: ThreadID, _ site: CallSite, _ operand: Operand) {
        let function = view.function(site.instance)
        let rounds = RoundValues(view, site.instance)
        guard let part = part(behind: operand, function, rounds),
            let before = Self.before(site.instruction, part, function)
        else { return }
        found[site.instance, default: []].append(
            Handover(thread: thread, part: part, before: before))
    }

    /// The thread that an access' object is about to be handed to.
    func thread(of access: MemoryAccess) -> ThreadID? {
        guard let handovers = found[access.instance], let place = access.place else { return nil }
        let function = view.function(access.instance)
        let rounds = RoundValues(view, access.instance)
        for handover in handovers where handover.before.contains(access.instruction.index) {
            if part(of: place, function, rounds) == handover.part { return handover.thread }
        }
        return nil
    }

    // MARK: Parts

    /// The part that a pointer leads to.
    private func part(behind operand: Operand, _ function: Function, _ rounds: RoundValues)
        -> Part?
    {
        guard let value = operand.value else { return nil }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return part(behind: instruction.a, function, rounds)
        case .addressOf:
            return instruction.place.id.flatMap { part(of: $0, function, rounds) }
        case .pointerAdd: return counter(instruction.b, function, rounds).map { .element($0) }
        case .load:
            guard let place = instruction.place.id, let local = rounds.plainLocal(place) else {
                return nil
            }
            if rounds.isFreshLocal(local) { return .fresh(local) }
            return aliasPart(local, function, rounds)
        default: return nil
        }
    }

    /// `struct job *job = &jobs[i];`: a local that is set once a round.
    private func aliasPart(_ local: LocalID, _ function: Function, _ rounds: RoundValues) -> Part? {
        let stored = function.instructions.elements.filter {
            $0.opcode == .store && $0.place.id.flatMap { rounds.plainLocal($0) } == local
        }
        guard stored.count == 1, let address = stored[0].a.value else { return nil }
        switch function.instructions[address].opcode {
        case .addressOf, .pointerAdd, .cast: return part(behind: stored[0].a, function, rounds)
        default: return nil
        }
    }

    private func part(of place: PlaceID, _ function: Function, _ rounds: RoundValues) -> Part? {
        for projection in function.projections(of: place) {
            guard case .index(let index) = projection else { continue }
            return counter(index, function, rounds).map { .element($0) }
        }
        guard case .pointer(let pointer) = function.places[place].root else { return nil }
        return part(behind: pointer, function, rounds)
    }

    private func counter(_ operand: Operand, _ function: Function, _ rounds: RoundValues)
        -> LocalID?
    {
        guard let value = operand.value else { return nil }
        let instruction = function.instructions[value]
        if instruction.opcode == .cast { return counter(instruction.a, function, rounds) }
        guard instruction.opcode == .load, let place = instruction.place.id,
            rounds.isCounter(place)
        else { return nil }
        return rounds.plainLocal(place)
    }

    // MARK: Rounds

    /// Instructions of the innermost loop around a call that the call does not lead to before the
    /// part's local is set anew.
    private static func before(_ site: InstructionID, _ part: Part, _ function: Function)
        -> BitSet?
    {
        guard let block = function.block(of: site)?.index,
            let loop = function.naturalLoops.last(where: { $0.blocks.contains(block) })
        else { return nil }
        let local =
            switch part {
            case .element(let local), .fresh(let local): local
            }
        let after = reached(from: site, untilSet: local, loop, function)
        var before = BitSet(capacity: function.instructions.count)
        loop.blocks.forEach { inside in
            for index in function.blocks[BlockID(inside)].instructions
            where !after.contains(index) { before.insert(index) }
        }
        return before
    }

    private static func reached(
        from site: InstructionID, untilSet local: LocalID, _ loop: NaturalLoop,
        _ function: Function
    ) -> BitSet {
        var reached = BitSet(capacity: function.instructions.count)
        var seen = BitSet(capacity: function.blocks.count)
        guard let first = function.block(of: site) else { return reached }
        var work: [(BlockID, Int)] = [(first, site.index + 1)]
        while let (block, start) = work.popLast() {
            var isSet = false
            let range = function.blocks[block].instructions
            for index in max(start, range.lowerBound)..<max(range.upperBound, start) {
                if isStore(function.instructions.elements[index], to: local, function) {
                    isSet = true
                    break
                }
                reached.insert(index)
            }
            if isSet { continue }
            function.forEachSuccessor(of: block) { next in
                guard loop.blocks.contains(next.index), seen.insert(next.index) else { return }
                work.append((next, function.blocks[next].instructions.lowerBound))
            }
        }
        return reached
    }

    private static func isStore(_ step: Instruction, to local: LocalID, _ function: Function)
        -> Bool
    {
        guard step.opcode == .store, let place = step.place.id,
            case .local(local) = function.places[place].root
        else { return false }
        return function.projections(of: place).isEmpty
    }
}
