import MidasBase
import MidasIR

/// Arithmetic on integers that are addresses: what is computed from a pointer cast to an integer, or
/// is cast to a pointer later, in the same function. All other arithmetic, hashes of memory above
/// all, computes no addresses.
struct HiddenPointers {
    private var carriers = BitSet()

    func carry(_ value: InstructionID) -> Bool { carriers.contains(value.index) }

    init(_ function: Function) {
        var into: [InstructionID] = []
        var outOf: [InstructionID] = []
        for id in function.instructions.ids {
            let step = function.instructions[id]
            guard step.opcode == .cast else { continue }
            if step.detail == CastKind.pointerToInteger.rawValue { into.append(id) }
            if step.detail == CastKind.integerToPointer.rawValue, let value = step.a.value {
                outOf.append(value)
            }
        }
        if into.isEmpty && outOf.isEmpty { return }
        spreadBackward(from: outOf, function)
        spreadForward(from: into, function)
    }

    private mutating func spreadBackward(from values: [InstructionID], _ function: Function) {
        var stores: [LocalID: [Operand]] = [:]
        for step in function.instructions.elements where step.opcode == .store {
            guard let local = function.rootLocal(step.place.id) else { continue }
            stores[local, default: []].append(step.a)
        }
        var open = values
        while let value = open.popLast() {
            guard carriers.insert(value.index) else { continue }
            let step = function.instructions[value]
            var origins: [Operand] = []
            switch step.opcode {
            case .binary, .unary, .cast: origins = [step.a, step.b]
            case .load:
                if let local = function.rootLocal(step.place.id) {
                    origins = stores.removeValue(forKey: local) ?? []
                }
            default: break
            }
            open += origins.compactMap(\.value)
        }
    }

    private mutating func spreadForward(from values: [InstructionID], _ function: Function) {
        var derived = BitSet(capacity: function.instructions.count)
        var locals = BitSet(capacity: function.locals.count)
        for value in values { derived.insert(value.index) }
        var changed = true
        while changed {
            changed = false
            for id in function.instructions.ids {
                let step = function.instructions[id]
                let usesDerived = [step.a, step.b].contains { operand in
                    operand.value.map { derived.contains($0.index) } ?? false
                }
                let local = function.rootLocal(step.place.id)
                switch step.opcode {
                case .binary, .unary, .cast:
                    if usesDerived && derived.insert(id.index) { changed = true }
                case .store:
                    if let local, usesDerived, locals.insert(local.index) { changed = true }
                case .load:
                    if let local, locals.contains(local.index), derived.insert(id.index) {
                        changed = true
                    }
                default: break
                }
            }
        }
        carriers.formUnion(derived)
    }
}
