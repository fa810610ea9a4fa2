import MidasBase
import MidasIR

/// Whether a value or a place of a function is the same whichever thread computes it: made of
/// constants and of variables with static storage, not of parameters or thread-local storage.
struct UniformValues {
    private let view: ThreadView
    private let instance: InstanceID
    private let function: Function
    private let stores: [LocalID: [InstructionID]]

    init(_ view: ThreadView, _ instance: InstanceID) {
        self.view = view
        self.instance = instance
        let function = view.function(instance)
        self.function = function
        var stores: [LocalID: [InstructionID]] = [:]
        for id in function.instructions.ids {
            guard let place = function.instructions[id].place.id,
                case .local(let local) = function.places[place].root
            else { continue }
            switch function.instructions[id].opcode {
            case .load, .storageLive, .storageDead: break
            default: stores[local, default: []].append(id)
            }
        }
        self.stores = stores
    }

    /// Of a write: the value and where it goes.
    func isUniform(_ write: Instruction) -> Bool {
        if write.opcode == .call {
            // `atomic.store(value)` of a library.
            return function.arguments(of: CallID(write.extra)).allSatisfy {
                isUniform($0, depth: 0)
            }
        }
        guard let place = write.place.id else { return false }
        guard isUniform(place, depth: 0) else { return false }
        switch write.opcode {
        case .zero, .initializeBytes: return true
        case .store, .atomicStore: return isUniform(write.a, depth: 0)
        default: return false
        }
    }

    private func isUniform(_ place: PlaceID, depth: Int) -> Bool {
        switch function.places[place].root {
        case .local(let local): guard isUniform(local, depth: depth) else { return false }
        case .global(let symbol):
            if view.program.symbols[symbol].flags.contains(.isThreadLocal) { return false }
        case .pointer(let pointer):
            guard leadsToOne(pointer) || isUniform(pointer, depth: depth + 1) else { return false }
        case .result: return false
        }
        return function.projections(of: place).allSatisfy { projection in
            guard case .index(let index) = projection else { return true }
            return isUniform(index, depth: depth + 1)
        }
    }

    /// The pointer leads to the one object that there is, whoever has it.
    private func leadsToOne(_ pointer: Operand) -> Bool {
        let cells = view.pointees(pointer, instance)
        guard cells.count == 1, let cell = cells.first, !view.facts.cells[cell].isElement else {
            return false
        }
        guard case .global = view.facts.objects[view.facts.cells[cell].object].kind else {
            return false
        }
        return view.facts.objects[view.facts.cells[cell].object].isSingle
    }

    private func isUniform(_ local: LocalID, depth: Int) -> Bool {
        guard local.index >= Int(function.parameterCount), depth < 12 else { return false }
        return stores[local, default: []].allSatisfy { id in
            let step = function.instructions[id]
            switch step.opcode {
            case .store: return refersTo(local, step.a) || isUniform(step.a, depth: depth + 1)
            case .zero, .initializeBytes: return true
            default: return false
            }
        }
    }

    /// `i + 1` stored to `i`: a counter is what it begins with.
    private func refersTo(_ local: LocalID, _ operand: Operand) -> Bool {
        guard let value = operand.value, function.instructions[value].opcode == .binary,
            let load = function.instructions[value].a.value,
            function.instructions[load].opcode == .load,
            let place = function.instructions[load].place.id,
            case .local(local) = function.places[place].root
        else { return false }
        return function.instructions[value].b.constant != nil
    }

    private func isUniform(_ operand: Operand, depth: Int) -> Bool {
        guard depth < 12 else { return false }
        if let place = operand.place { return isUniform(place, depth: depth + 1) }
        guard let value = operand.value else { return true }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast, .unary: return isUniform(instruction.a, depth: depth + 1)
        case .binary, .compare, .pointerAdd, .pointerDifference:
            return isUniform(instruction.a, depth: depth + 1)
                && isUniform(instruction.b, depth: depth + 1)
        case .load, .atomicLoad, .addressOf:
            return instruction.place.id.map { isUniform($0, depth: depth + 1) } ?? false
        case .call:
            return function.arguments(of: CallID(instruction.extra)).allSatisfy {
                isUniform($0, depth: depth + 1)
            }
        default: return false
        }
    }
}
