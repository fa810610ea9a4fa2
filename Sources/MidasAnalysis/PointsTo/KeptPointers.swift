import MidasBase
import MidasIR

/// Values of type `void *` that were kept in memory: loaded from a field, an element or a variable of
/// static storage, in the function itself or in one that it calls and whose result they are.
///
/// Such a pointer was stored as one to some type and comes out as one to it (C 6.3.2.3); a pointer
/// that a parameter brings may be about to be seen as bytes.
struct KeptPointers {
    /// By function, once it was asked for.
    private var known: [FunctionFacts?]
    private let types: TypeTable

    private struct FunctionFacts {
        var values = BitSet()
        var returnsKept = false
    }

    init(types: TypeTable, functionCount: Int) {
        self.types = types
        known = Array(repeating: nil, count: functionCount)
    }

    /// Whether an operand of a function is such a value.
    mutating func isKept(
        _ operand: Operand, in function: FunctionID, _ program: Program
    ) -> Bool {
        guard let value = operand.value else { return false }
        return facts(of: function, program).values.contains(value.index)
    }

    private mutating func facts(of id: FunctionID, _ program: Program) -> FunctionFacts {
        if let facts = known[id.index] { return facts }
        known[id.index] = FunctionFacts()
        let function = program.functions[id]
        guard function.instructions.elements.contains(where: { isOfAnything($0.type) }) else {
            return FunctionFacts()
        }
        var facts = FunctionFacts()
        var variables = candidates(function)
        var changed = true
        while changed {
            facts.values = values(of: function, variables, program)
            changed = drop(&variables, facts.values, function)
        }
        facts.returnsKept = returnsKept(function, facts.values)
        known[id.index] = facts
        return facts
    }

    private func isOfAnything(_ type: TypeID) -> Bool {
        guard case .pointer(let pointee) = types[type] else { return false }
        return types[pointee] == .void
    }

    /// Local variables of the type that are no parameters and whose address is not taken.
    private func candidates(_ function: Function) -> BitSet {
        var variables = BitSet(capacity: function.locals.count)
        for (index, local) in function.locals.elements.enumerated()
        where index >= Int(function.parameterCount) && isOfAnything(local.type) {
            variables.insert(index)
        }
        for step in function.instructions.elements where step.opcode == .addressOf {
            if let local = function.rootLocal(step.place.id) { variables.remove(local.index) }
        }
        return variables
    }

    private mutating func values(
        of function: Function, _ variables: BitSet, _ program: Program
    ) -> BitSet {
        var values = BitSet(capacity: function.instructions.count)
        for id in function.instructions.ids {
            let step = function.instructions[id]
            guard isOfAnything(step.type) else { continue }
            switch step.opcode {
            case .load, .atomicLoad:
                guard let place = step.place.id else { continue }
                let entry = function.places[place]
                if case .local(let local) = entry.root, entry.projections.count == 0 {
                    if !variables.contains(local.index) { continue }
                }
                values.insert(id.index)
            case .cast:
                guard let value = step.a.value, values.contains(value.index) else { continue }
                values.insert(id.index)
            case .call:
                guard case .direct(let symbol) = function.calls[CallID(step.extra)].callee,
                    let body = program.body(of: symbol), facts(of: body, program).returnsKept
                else { continue }
                values.insert(id.index)
            default: continue
            }
        }
        return values
    }

    /// Takes out variables that are given anything else; says whether there were any.
    private func drop(
        _ variables: inout BitSet, _ values: BitSet, _ function: Function
    ) -> Bool {
        var changed = false
        for step in function.instructions.elements {
            switch step.opcode {
            case .store, .atomicStore, .copy, .call, .atomicUpdate, .compareExchange: break
            default: continue
            }
            let place =
                step.opcode == .call
                ? function.calls[CallID(step.extra)].result.id : step.place.id
            guard let local = function.rootLocal(place), variables.contains(local.index) else {
                continue
            }
            if step.opcode == .store, isKeptOrNull(step.a, values, function) { continue }
            variables.remove(local.index)
            changed = true
        }
        return changed
    }

    private func isKeptOrNull(
        _ operand: Operand, _ values: BitSet, _ function: Function
    ) -> Bool {
        if let value = operand.value {
            if values.contains(value.index) { return true }
            let step = function.instructions[value]
            return step.opcode == .cast && isKeptOrNull(step.a, values, function)
                && step.a.value == nil
        }
        switch operand.constant.map({ function.constants[$0] }) {
        case .null, .integer: return true
        default: return false
        }
    }

    private func returnsKept(_ function: Function, _ values: BitSet) -> Bool {
        var isKept = false
        for block in function.blocks.elements {
            guard case .return(let operand) = block.terminator, !operand.isNone else { continue }
            guard isKeptOrNull(operand, values, function) else { return false }
            isKept = isKept || operand.value.map { values.contains($0.index) } ?? false
        }
        return isKept
    }
}
