import MidasBase
import MidasDictionary
import MidasIR

/// Functions that give up at once where others wait: `bool pop(T &item)` returns false if there is
/// nothing. Where every caller does nothing then but call again, the test inside only decides how long
/// the caller waits.
struct TriedCalls {
    private let view: ThreadView
    private let reach: ThreadReach

    /// Blocks that a way back to a call may pass, at most.
    private static let limit = 12

    init(_ view: ThreadView, _ reach: ThreadReach) {
        self.view = view
        self.reach = reach
    }

    /// The read's value only decides whether its function gives up, and that is tried again.
    /// O(instructions of the function and its callers).
    func isWaiting(_ access: MemoryAccess) -> Bool {
        let callers = reach.callers[access.instance.index]
        guard !callers.isEmpty, callers.count <= 16 else { return false }
        let function = view.function(access.instance)
        guard let tests = function.tests(of: access.instruction), !tests.isEmpty else {
            return false
        }
        return tests.allSatisfy { test in
            guard case .branch(_, let first, let second) = function.blocks[test].terminator else {
                return false
            }
            let results = [first, second].compactMap {
                givenUp(from: $0, access.instance, function)
            }
            return results.contains { result in
                callers.allSatisfy { isRetried($0, where: result, depth: 0) }
            }
        }
    }

    /// The literal that a function returns on a way on which it changes nothing.
    private func givenUp(from start: BlockID, _ instance: InstanceID, _ function: Function)
        -> Int64?
    {
        var block = start
        for _ in 0..<Self.limit {
            let steps = function.blocks[block].instructions
            guard steps.allSatisfy({ isIdle(InstructionID($0), instance, function) }) else {
                return nil
            }
            switch function.blocks[block].terminator {
            case .jump(let next): block = next
            case .return(let value): return value.constant == nil ? nil : literal(value, function)
            default: return nil
            }
        }
        return nil
    }

    private func literal(_ operand: Operand, _ function: Function) -> Int64? {
        function.constantInteger(operand)
    }

    // MARK: Trying again

    /// Where the call gives the literal, the caller does nothing but call again, or gives up itself.
    private func isRetried(_ call: CallSite, where result: Int64, depth: Int) -> Bool {
        guard depth < 3 else { return false }
        let function = view.function(call.instance)
        guard function.instructions[call.instruction].opcode == .call,
            let home = function.block(of: call.instruction)
        else { return false }
        let known = KnownResult(function: function, call: call.instruction, result: result)
        var block = home
        var next = call.instruction.index + 1
        for _ in 0..<Self.limit {
            for index in next..<max(next, function.blocks[block].instructions.upperBound)
            where !known.isCarried(InstructionID(index))
                && !isIdle(InstructionID(index), call.instance, function)
            {
                return false
            }
            switch function.blocks[block].terminator {
            case .jump(let target): block = target
            case .return(let value):
                return known.value(value) == result && isAlwaysRetried(call.instance, result, depth)
            case .branch(let condition, let nonZero, let zero):
                guard let value = known.value(condition) else { return false }
                let arm = value != 0 ? nonZero : zero
                if comesBack(from: arm, to: home, call, function) { return true }
                return givenUp(from: arm, call.instance, function).map {
                    isAlwaysRetried(call.instance, $0, depth)
                } ?? false
            default: return false
            }
            next = function.blocks[block].instructions.lowerBound
        }
        return false
    }

    private func isAlwaysRetried(_ instance: InstanceID, _ result: Int64, _ depth: Int) -> Bool {
        let callers = reach.callers[instance.index]
        return !callers.isEmpty && callers.count <= 16
            && callers.allSatisfy { isRetried($0, where: result, depth: depth + 1) }
    }

    /// From an arm back to the call nothing is changed that lives on from round to round.
    private func comesBack(
        from arm: BlockID, to home: BlockID, _ call: CallSite, _ function: Function
    ) -> Bool {
        guard
            function.blocks[home].instructions.allSatisfy({
                $0 >= call.instruction.index
                    || isIdle(InstructionID($0), call.instance, function)
            })
        else { return false }
        var work = [arm]
        var seen: Set<BlockID> = []
        var comesBack = false
        while let block = work.popLast() {
            if block == home {
                comesBack = true
                continue
            }
            guard seen.insert(block).inserted else { continue }
            let steps = function.blocks[block].instructions
            guard seen.count < Self.limit,
                steps.allSatisfy({ isIdle(InstructionID($0), call.instance, function) })
            else { return false }
            switch function.blocks[block].terminator {
            case .jump(let next): work.append(next)
            case .branch(_, let first, let second):
                // What decides here decided the same before.
                let back = [first, second].filter { function.leads($0, to: home, within: 32) }
                guard !back.isEmpty else { return false }
                work += back
            default: return false
            }
        }
        return comesBack
    }

    /// The instruction changes nothing that outlives it: it computes, waits, yields or lets a lock go.
    private func isIdle(_ id: InstructionID, _ instance: InstanceID, _ function: Function) -> Bool {
        let step = function.instructions[id]
        switch step.opcode {
        case .load, .atomicLoad, .cast, .unary, .binary, .compare, .addressOf, .pointerAdd,
            .pointerDifference, .storageLive, .storageDead:
            return true
        case .store, .zero, .initializeBytes:
            guard let place = step.place.id, case .local(let local) = function.places[place].root
            else { return false }
            return function.isMadeAnew(local, beside: id)
        case .call:
            let models = view.externalModels(instance, id)
            return !models.isEmpty && models.count == view.targets(instance, id).count
                && models.allSatisfy { $0.channels.isEmpty && $0.callbacks.isEmpty }
        default: return false
        }
    }
}

/// What follows in a function from what one of its calls gave.
private struct KnownResult {
    let function: Function
    let call: InstructionID
    let result: Int64

    func value(_ operand: Operand) -> Int64? { value(operand, depth: 0) }

    /// The store keeps the result in a local, to be tested.
    func isCarried(_ id: InstructionID) -> Bool {
        let step = function.instructions[id]
        guard step.opcode == .store, let place = step.place.id,
            case .local = function.places[place].root
        else { return false }
        return value(step.a) != nil
    }

    private func value(_ operand: Operand, depth: Int) -> Int64? {
        guard depth < 8, let id = operand.value else { return function.constantInteger(operand) }
        if id == call { return result }
        let step = function.instructions[id]
        switch step.opcode {
        case .cast: return value(step.a, depth: depth + 1)
        case .unary where step.detail == UnaryOperator.logicalNot.rawValue:
            return value(step.a, depth: depth + 1).map { $0 == 0 ? 1 : 0 }
        case .compare:
            guard let left = value(step.a, depth: depth + 1),
                let right = value(step.b, depth: depth + 1),
                let comparison = Comparison(rawValue: step.detail)
            else { return nil }
            return comparison.holds(left, right) ? 1 : 0
        case .load:
            guard let place = step.place.id, let stored = function.lastStore(to: place, before: id)
            else { return nil }
            return value(stored, depth: depth + 1)
        default: return nil
        }
    }
}

extension Comparison {
    fileprivate func holds(_ left: Int64, _ right: Int64) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

extension Function {
    /// The branches that a value decides; nil where it serves anything else.
    fileprivate func tests(of value: InstructionID) -> [BlockID]? {
        var derived = BitSet()
        var locals: Set<LocalID> = []
        derived.insert(value.index)
        func depends(_ operand: Operand) -> Bool {
            operand.value.map { derived.contains($0.index) } ?? false
        }
        for id in instructions.ids where id > value {
            let step = instructions[id]
            if step.place.id.map({ names($0, depends) }) ?? false { return nil }
            switch step.opcode {
            case .cast, .unary, .binary, .compare:
                if depends(step.a) || depends(step.b) { derived.insert(id.index) }
            case .store:
                guard depends(step.a), let place = step.place.id else { continue }
                guard case .local(let local) = places[place].root, onlyStore(to: place) == step.a
                else { return nil }
                locals.insert(local)
            case .load:
                guard let place = step.place.id, case .local(let local) = places[place].root,
                    locals.contains(local)
                else { continue }
                derived.insert(id.index)
            case .call:
                if arguments(of: CallID(step.extra)).contains(where: depends) { return nil }
            default: if depends(step.a) || depends(step.b) { return nil }
            }
        }
        var tests: [BlockID] = []
        for block in blocks.ids {
            switch blocks[block].terminator {
            case .branch(let condition, _, _): if depends(condition) { tests.append(block) }
            case .switch(let operand, _, _), .indirectJump(let operand, _), .return(let operand),
                .throw(let operand), .resume(let operand):
                if depends(operand) { return nil }
            case .jump, .unreachable: continue
            }
        }
        return tests
    }

    /// Whether a place lies behind, or at an index of, what `depends` tells.
    private func names(_ place: PlaceID, _ depends: (Operand) -> Bool) -> Bool {
        if case .pointer(let pointer) = places[place].root, depends(pointer) { return true }
        return projections(of: place).contains {
            guard case .index(let index) = $0 else { return false }
            return depends(index)
        }
    }

    /// What a plain local was set to last, in the same block or by its only store.
    fileprivate func lastStore(to place: PlaceID, before id: InstructionID) -> Operand? {
        guard projections(of: place).isEmpty, case .local(let local) = places[place].root,
            let home = block(of: id)
        else { return nil }
        var found: Operand?
        for index in blocks[home].instructions where index < id.index {
            let step = instructions.elements[index]
            guard let target = step.place.id, places[target].root == .local(local) else { continue }
            if step.opcode == .store { found = step.a }
            if step.opcode == .addressOf { return nil }
        }
        return found ?? onlyStore(to: place)
    }

    /// A local that begins anew each time control comes to the instruction: its life begins in the
    /// instruction's block or it is a temporary that is only stored to there.
    fileprivate func isMadeAnew(_ local: LocalID, beside id: InstructionID) -> Bool {
        guard let home = block(of: id) else { return false }
        let isDeclared = blocks[home].instructions.contains { index in
            let step = instructions.elements[index]
            return step.opcode == .storageLive && index < id.index
                && step.place.id.map { places[$0].root == .local(local) } ?? false
        }
        return isDeclared || locals[local].kind == .temporary
    }

    fileprivate func leads(_ start: BlockID, to goal: BlockID, within limit: Int) -> Bool {
        var work = [start]
        var seen: Set<BlockID> = []
        while let block = work.popLast() {
            if block == goal { return true }
            guard seen.insert(block).inserted, seen.count < limit else { continue }
            forEachSuccessor(of: block) { work.append($0) }
        }
        return false
    }
}
