import MidasBase
import MidasIR

/// Values that differ each time that control comes to an instruction: objects that were made since, and
/// counters that go on in every round of the one loop that there is.
struct UniqueValues {
    let view: ThreadView
    let reach: ThreadReach

    /// The call that has made the object which a pointer leads to, once for each time that control
    /// comes to the instruction.
    func maker(of pointer: Operand, at site: CallSite, depth: Int = 0) -> CallSite? {
        let function = view.function(site.instance)
        guard depth < 4, let value = function.behindLocals(pointer) else { return nil }
        if let parameter = function.parameter(value) {
            guard !reach.isInLoop(view, site.instance, site.instruction),
                let (caller, argument) = onlyCall(site.instance, parameter)
            else { return nil }
            return maker(of: argument, at: caller, depth: depth + 1)
        }
        guard function.instructions[value].opcode == .call else { return nil }
        let call = CallSite(instance: site.instance, instruction: value)
        let isNew = view.targets(call.instance, value).allSatisfy { target in
            if case .external = target { return true }
            return false
        }
        let cells = view.facts.sets[view.facts.valueTargets[call.instance][value.index]]
        guard isNew, !cells.isEmpty,
            cells.allSatisfy({
                view.facts.objects[view.facts.cells[$0].object].kind == .heap(call)
            }), function.isOncePerRound(value, before: site.instruction)
        else { return nil }
        return call
    }

    /// The number is another one each time.
    func isUnique(_ number: Operand, at site: CallSite, depth: Int = 0) -> Bool {
        let function = view.function(site.instance)
        guard depth < 4, let value = function.behindLocals(number) else { return false }
        if let parameter = function.parameter(value) {
            guard !reach.isInLoop(view, site.instance, site.instruction),
                let (caller, argument) = onlyCall(site.instance, parameter)
            else { return false }
            return isUnique(argument, at: caller, depth: depth + 1)
        }
        guard !reach.isRepeated[site.instance.index],
            let place = function.instructions[value].place.id,
            case .local(let local) = function.places[place].root,
            let (begin, next) = function.counterStores(local)
        else { return false }
        return !reach.isInLoop(view, site.instance, begin)
            && function.isPassedInEveryRound(next, around: site.instruction)
    }

    /// The one call of a function, with what it gives a parameter.
    private func onlyCall(_ instance: InstanceID, _ parameter: Int) -> (CallSite, Operand)? {
        let callers = reach.callers[instance.index]
        guard callers.count == 1, let caller = callers.first,
            let argument = view.function(caller.instance).argument(
                parameter, of: caller.instruction)
        else { return nil }
        return (caller, argument)
    }
}

extension Function {
    func behindCasts(_ operand: Operand) -> InstructionID? {
        var operand = operand
        while let value = operand.value {
            guard instructions[value].opcode == .cast else { return value }
            operand = instructions[value].a
        }
        return nil
    }

    /// Past conversions and locals that are set once.
    fileprivate func behindLocals(_ operand: Operand) -> InstructionID? {
        var operand = operand
        for _ in 0..<8 {
            guard let value = behindCasts(operand) else { return nil }
            guard instructions[value].opcode == .load,
                let stored = instructions[value].place.id.flatMap({ onlyStore(to: $0) })
            else { return value }
            operand = stored
        }
        return nil
    }

    func isNothing(_ operand: Operand) -> Bool {
        operand.kind == .none || operand.constant != nil && constantInteger(operand) == 0
    }

    /// The parameter that a value is, where nothing is stored to it.
    fileprivate func parameter(_ value: InstructionID) -> Int? {
        guard instructions[value].opcode == .load, let place = instructions[value].place.id,
            projections(of: place).isEmpty, case .local(let local) = places[place].root,
            local.index < Int(parameterCount)
        else { return nil }
        let isKept = instructions.elements.allSatisfy { step in
            step.opcode == .load || step.opcode == .storageLive || step.opcode == .storageDead
                || step.place.id.map { places[$0].root != .local(local) } ?? true
        }
        return isKept ? local.index : nil
    }

    func argument(_ index: Int, of call: InstructionID) -> Operand? {
        guard instructions[call].opcode == .call else { return nil }
        let all = arguments(of: CallID(instructions[call].extra))
        let position = all.startIndex + index
        return position < all.endIndex ? all[position] : nil
    }

    /// The innermost loop around an instruction.
    private func loop(around id: InstructionID) -> NaturalLoop? {
        guard let block = block(of: id) else { return nil }
        return naturalLoops.last { $0.blocks.contains(block.index) }
    }

    /// Both lie in the same loop, or in none, and the first comes before the second.
    fileprivate func isOncePerRound(_ first: InstructionID, before second: InstructionID) -> Bool {
        guard let one = block(of: first), let other = block(of: second),
            loop(around: first)?.header == loop(around: second)?.header
        else { return false }
        if one == other { return first < second }
        return Dominators(of: controlFlow, root: 0).dominates(one.index, other.index)
    }

    /// Where a counter begins, and where it goes on.
    fileprivate func counterStores(_ local: LocalID) -> (InstructionID, InstructionID)? {
        var begin: InstructionID?
        var next: InstructionID?
        for id in instructions.ids {
            let step = instructions[id]
            guard let place = step.place.id, places[place].root == .local(local) else { continue }
            switch step.opcode {
            case .load, .storageLive, .storageDead: continue
            case .store where isStep(step.a, of: local) && next == nil: next = id
            case .store where begin == nil: begin = id
            default: return nil
            }
        }
        guard let begin, let next else { return nil }
        return (begin, next)
    }

    /// `local + n`.
    private func isStep(_ operand: Operand, of local: LocalID) -> Bool {
        guard let value = behindCasts(operand), instructions[value].opcode == .binary,
            instructions[value].detail == BinaryOperator.add.rawValue,
            let load = behindCasts(instructions[value].a), instructions[load].opcode == .load,
            let place = instructions[load].place.id, places[place].root == .local(local),
            projections(of: place).isEmpty
        else { return false }
        return constantInteger(instructions[value].b).map { $0 > 0 } ?? false
    }

    /// Every round of the innermost loop around an instruction passes the other one.
    fileprivate func isPassedInEveryRound(_ other: InstructionID, around id: InstructionID) -> Bool
    {
        guard let loop = loop(around: id), let block = block(of: other),
            loop.blocks.contains(block.index)
        else { return false }
        let dominators = Dominators(of: controlFlow, root: 0)
        return loop.latches.allSatisfy { dominators.dominates(block.index, $0.index) }
    }
}
