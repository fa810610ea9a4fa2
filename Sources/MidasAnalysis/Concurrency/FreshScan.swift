import MidasBase
import MidasDictionary
import MidasIR

/// Of one function: which locals hold fresh objects, and from where on others may know them.
struct FreshScan {
    private let view: ThreadView
    private let instance: InstanceID
    private let function: Function
    /// What holds a fresh object: a local, or the call that gave it.
    private enum Holder: Hashable {
        case local(LocalID)
        case call(InstructionID)
    }
    /// By holder: instructions before which the address may have got elsewhere.
    private var escaped: [Holder: BitSet] = [:]

    init(_ view: ThreadView, _ instance: InstanceID, parameters: Set<LocalID>) {
        self.view = view
        self.instance = instance
        function = view.function(instance)
        let holders = holders(parameters)
        for holder in holders { escaped[holder] = BitSet(capacity: function.instructions.count) }
        guard !holders.isEmpty else { return }
        for id in function.instructions.ids {
            for holder in givenAway(by: id) where escaped[holder] != nil {
                spread(holder, after: id)
            }
        }
    }

    var isEmpty: Bool { escaped.isEmpty }

    private func holders(_ parameters: Set<LocalID>) -> Set<Holder> {
        let rounds = RoundValues(view, instance)
        var found: Set<Holder> = []
        var stored: [LocalID: [Operand]] = [:]
        for id in function.instructions.ids {
            let step = function.instructions[id]
            if step.opcode == .call, rounds.isFresh(id) { found.insert(.call(id)) }
            guard let place = step.place.id, let local = rounds.plainLocal(place) else { continue }
            switch step.opcode {
            case .store: stored[local, default: []].append(step.a)
            case .load, .storageLive, .storageDead: break
            default: stored[local, default: []].append(step.b)
            }
        }
        for (local, values) in stored where local.index >= Int(function.parameterCount) {
            let real = values.filter { !isNull($0) }
            if !real.isEmpty, real.allSatisfy({ comesFresh($0, found) }) {
                found.insert(.local(local))
            }
        }
        for parameter in parameters where stored[parameter] == nil {
            found.insert(.local(parameter))
        }
        return found
    }

    private func isNull(_ operand: Operand) -> Bool {
        guard let constant = operand.constant else { return false }
        if case .null = function.constants[constant] { return true }
        return false
    }

    private func comesFresh(_ operand: Operand, _ calls: Set<Holder>) -> Bool {
        guard let value = operand.value else { return false }
        let step = function.instructions[value]
        if step.opcode == .cast { return comesFresh(step.a, calls) }
        return calls.contains(.call(value))
    }

    // MARK: Escapes

    /// What a value leads into: the fresh object itself or a part of it.
    private func holder(_ operand: Operand, depth: Int = 0) -> Holder? {
        guard depth < 8, let value = operand.value else { return nil }
        if escaped[.call(value)] != nil { return .call(value) }
        let step = function.instructions[value]
        switch step.opcode {
        case .cast, .pointerAdd: return holder(step.a, depth: depth + 1)
        case .addressOf:
            guard let place = step.place.id,
                case .pointer(let pointer) = function.places[place].root
            else { return nil }
            return holder(pointer, depth: depth + 1)
        case .load:
            guard let place = step.place.id, function.projections(of: place).isEmpty,
                case .local(let local) = function.places[place].root,
                escaped[.local(local)] != nil
            else { return nil }
            return .local(local)
        default: return nil
        }
    }

    /// The objects whose address an instruction puts where others may find it.
    private func givenAway(by id: InstructionID) -> [Holder] {
        let step = function.instructions[id]
        switch step.opcode {
        case .store:
            guard let held = holder(step.a) else { return [] }
            if let place = step.place.id, function.projections(of: place).isEmpty,
                case .local(let local) = function.places[place].root, escaped[.local(local)] != nil
            {
                // It is the local's own from here on; what the call gave is not used otherwise.
                return []
            }
            return [held]
        case .call:
            let call = CallID(step.extra)
            return function.arguments(of: call).enumerated().compactMap { position, operand in
                keeps(id, position) ? holder(operand) : nil
            }
        case .load, .cast, .addressOf, .pointerAdd, .compare, .unary, .storageLive, .storageDead:
            return []
        default: return [step.a, step.b].compactMap { holder($0) }
        }
    }

    /// Whether a call may keep the address that it is given, or hand it on.
    private func keeps(_ id: InstructionID, _ position: Int) -> Bool {
        let targets = view.targets(instance, id)
        return targets.isEmpty
            || targets.contains { target in
                switch target {
                case .external(let symbol):
                    guard let model = view.models[symbol] else { return true }
                    return !model.callbacks.isEmpty || keeps(model, position)
                case .instance(let callee):
                    return KeptParameters.keeps(LocalID(position), callee, view)
                }
            }
    }

    /// A library keeps an address if it flows somewhere but into the result or what it points to.
    private func keeps(_ model: FunctionModel, _ position: Int) -> Bool {
        model.flows.contains { flow in
            flow.origin.dereferences == 0 && flow.origin.part == .whole && flow.kind == .copy
                && flow.target.root != .result
        }
            || model.references.contains { $0.pointer.root != .result }
    }

    /// Everything that comes after an instruction, until the local is set anew.
    private mutating func spread(_ holder: Holder, after id: InstructionID) {
        guard let first = function.block(of: id), var reached = escaped[holder] else { return }
        var seen = BitSet(capacity: function.blocks.count)
        var work: [(BlockID, Int)] = [(first, id.index + 1)]
        while let (block, start) = work.popLast() {
            let range = function.blocks[block].instructions
            var isRenewed = false
            for index in max(start, range.lowerBound)..<max(range.upperBound, start) {
                if renews(InstructionID(index), holder) {
                    isRenewed = true
                    break
                }
                reached.insert(index)
            }
            if isRenewed { continue }
            function.forEachSuccessor(of: block) { next in
                if seen.insert(next.index) {
                    work.append((next, function.blocks[next].instructions.lowerBound))
                }
            }
        }
        escaped[holder] = reached
    }

    private func renews(_ id: InstructionID, _ holder: Holder) -> Bool {
        switch holder {
        case .call(let call): return id == call
        case .local(let local):
            let step = function.instructions[id]
            guard step.opcode == .store, let place = step.place.id,
                function.projections(of: place).isEmpty
            else { return false }
            return function.places[place].root == .local(local)
        }
    }

    // MARK: Questions

    func isPrivate(_ operand: Operand, at id: InstructionID) -> Bool {
        guard let held = holder(operand), let reached = escaped[held] else { return false }
        return !reached.contains(id.index)
    }

    func isPrivate(_ access: MemoryAccess) -> Bool {
        if let place = access.place {
            guard case .pointer(let pointer) = function.places[place].root else { return false }
            return isPrivate(pointer, at: access.instruction)
        }
        let step = function.instructions[access.instruction]
        guard step.opcode == .call else { return false }
        // What a library fills: an argument that leads to these cells and to nothing else.
        return function.arguments(of: CallID(step.extra)).contains { operand in
            isPrivate(operand, at: access.instruction)
                && view.pointees(operand, instance).elementsEqual(access.cells)
        }
    }
}
