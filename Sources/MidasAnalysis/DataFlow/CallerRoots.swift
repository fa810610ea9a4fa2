import MidasBase
import MidasIR

/// Whether parameters of a function have a common origin in all its callers: a hash and the key that it
/// was made of, handed on side by side.
final class CallerRoots {
    private let program: Program
    private var roots: [FunctionID: ValueRoots] = [:]
    private var callers: [FunctionID: [(FunctionID, CallID)]] = [:]

    init(_ program: Program) {
        self.program = program
        for id in program.functions.ids {
            let function = program.functions[id]
            for step in function.instructions.elements where step.opcode == .call {
                guard case .direct(let symbol) = function.calls[CallID(step.extra)].callee,
                    let body = program.symbols[symbol].body.id
                else { continue }
                callers[body, default: []].append((id, CallID(step.extra)))
            }
        }
    }

    func roots(_ id: FunctionID) -> ValueRoots {
        if let known = roots[id] { return known }
        let found = ValueRoots(program.functions[id])
        roots[id] = found
        return found
    }

    func finder(_ id: FunctionID) -> SearchLoopFinder {
        SearchLoopFinder(
            program.functions[id], program.types, roots(id),
            isExternal: { [program] in program.symbols[$0].body.isNone },
            linked: { [self] in areLinked($0, $1, in: id, depth: 0) })
    }

    private func areLinked(
        _ a: Set<LocalID>, _ b: Set<LocalID>, in id: FunctionID, depth: Int
    ) -> Bool {
        if !a.isDisjoint(with: b) { return true }
        guard depth < 3, !a.isEmpty, !b.isEmpty, let sites = callers[id] else { return false }
        return sites.allSatisfy { caller, call in
            let arguments = program.functions[caller].arguments(of: call)
            let known = roots(caller)
            func origins(_ parameters: Set<LocalID>) -> Set<ValueRoots.Root> {
                parameters.reduce(into: []) { all, parameter in
                    guard parameter.index < arguments.count else { return }
                    all.formUnion(
                        known.attached(arguments[arguments.startIndex + parameter.index]))
                }
            }
            let (first, second) = (origins(a), origins(b))
            if !first.isDisjoint(with: second) { return true }
            let count = program.functions[caller].parameterCount
            func parameters(_ roots: Set<ValueRoots.Root>) -> Set<LocalID> {
                var found: Set<LocalID> = []
                for case .local(let local) in roots where local.raw < count { found.insert(local) }
                return found
            }
            return areLinked(parameters(first), parameters(second), in: caller, depth: depth + 1)
        }
    }
}
