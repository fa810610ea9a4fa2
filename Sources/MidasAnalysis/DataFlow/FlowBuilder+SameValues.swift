import MidasBase
import MidasDictionary
import MidasIR

/// Which expressions that stand twice in a function mean one value.
extension FlowBuilder {
    /// Whether two operands are one value, are read from one place, or come from two calls of an
    /// accessor with the same arguments.
    func isSame(_ a: Operand, _ b: Operand, _ function: Function) -> Bool {
        if a == b || canonical(content(of: a)) == canonical(content(of: b)) { return true }
        guard let first = a.value.map({ function.instructions[$0] }),
            let second = b.value.map({ function.instructions[$0] })
        else { return false }
        if first.opcode == .cast { return isSame(first.a, b, function) }
        if second.opcode == .cast { return isSame(a, second.a, function) }
        guard first.opcode == second.opcode else { return false }
        switch first.opcode {
        case .load, .addressOf: return isSamePlace(first.place.id, second.place.id, function)
        case .call: return isSameAccess(CallID(first.extra), CallID(second.extra), function)
        default: return false
        }
    }

    private func isSamePlace(_ p: PlaceID?, _ q: PlaceID?, _ function: Function) -> Bool {
        guard let p, let q,
            context.cells(p, work.instance) == context.cells(q, work.instance)
        else { return false }
        guard case .pointer(let from) = function.places[p].root,
            case .pointer(let other) = function.places[q].root
        else { return p == q }
        return isSame(from, other, function)
    }

    private func isSameAccess(_ a: CallID, _ b: CallID, _ function: Function) -> Bool {
        guard case .direct(let symbol) = function.calls[a].callee,
            case .direct(symbol) = function.calls[b].callee, isAccessor(symbol, depth: 0)
        else { return false }
        let (first, second) = (function.arguments(of: a), function.arguments(of: b))
        return first.count == second.count
            && zip(first, second).allSatisfy { isSame($0, $1, function) }
    }

    /// Whether a function does nothing but read: it gives the same where nothing was written.
    private func isAccessor(_ symbol: SymbolID, depth: Int) -> Bool {
        if let model = context.models[symbol] { return model.onlyReads }
        guard let body = context.program.body(of: symbol) else { return false }
        let function = context.program.functions[body]
        guard depth < Self.accessorDepth, function.instructions.count <= Self.accessorSize else {
            return false
        }
        return function.instructions.elements.allSatisfy { step in
            switch step.opcode {
            case .load, .addressOf, .cast, .compare, .binary, .unary, .pointerAdd,
                .storageLive, .storageDead:
                return true
            case .store: return function.rootLocal(step.place.id) != nil
            case .call:
                guard case .direct(let callee) = function.calls[CallID(step.extra)].callee else {
                    return false
                }
                return isAccessor(callee, depth: depth + 1)
            default: return false
            }
        }
    }

    private static let accessorDepth = 4
    private static let accessorSize = 40
}

extension FunctionModel {
    /// Whether the result is all that a call gives, and only what its arguments lead to decides it.
    fileprivate var onlyReads: Bool {
        if traits.contains(.const) || traits.contains(.pure) { return outputs.isEmpty }
        let isSilent =
            outputs.isEmpty && overwrites.isEmpty && synchronisations.isEmpty && callbacks.isEmpty
            && allocations.isEmpty && releases.isEmpty && channels.isEmpty && waits.isEmpty
            && orderRemovals.isEmpty && format == nil
        return isSilent && !(flows.isEmpty && references.isEmpty)
            && references.allSatisfy { $0.pointer.root == .result }
            && flows.allSatisfy { flow in
                if case .state = flow.origin.root { return false }
                return flow.target.root == .result && flow.target.dereferences == 0
            }
    }
}
