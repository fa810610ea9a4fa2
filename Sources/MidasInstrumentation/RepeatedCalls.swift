import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasIR

/// What of a handler must not be done twice: effects that nothing undoes.
struct RepeatedCalls {
    let program: Program
    let dictionary: NondeterminismDictionary
    let functions: ReplayableFunctions
    /// Functions that call other tiers: their calls end segments.
    let nested: Set<String>

    /// Why the handler may not be run again; nil if it may. O(instructions that can be reached).
    func obstacle(_ handler: SymbolID) -> String? {
        var pending = [handler]
        var seen: Set<SymbolID> = [handler]
        var found: Set<String> = []
        while let symbol = pending.popLast() {
            guard let body = program.body(of: symbol) else { continue }
            let function = program.functions[body]
            for id in function.instructions.ids where function.instructions[id].opcode == .call {
                let call = function.calls[CallID(function.instructions[id].extra)]
                guard case .direct(let callee) = call.callee else {
                    if case .indirect = call.callee { found.insert("what a pointer leads to") }
                    continue
                }
                if program.body(of: callee) != nil {
                    if seen.insert(callee).inserted { pending.append(callee) }
                } else if !functions.isRecorded(id, function), !isRepeatable(callee) {
                    found.insert(functions.name(callee))
                }
            }
        }
        return found.min().map { "calls \($0), whose effect cannot be undone" }
    }

    private func isRepeatable(_ symbol: SymbolID) -> Bool {
        let name = functions.name(symbol)
        if nested.contains(name) || program.symbols[symbol].flags.contains(.isPure) { return true }
        guard let model = dictionary.function(name) else {
            return program.symbols[symbol].flags.contains(.isBuiltin)
        }
        let targets = model.flows.map(\.target) + model.overwrites.map(\.path)
        let keepsState = targets.contains {
            if case .state = $0.root { true } else { false }
        }
        return model.channels.isEmpty && !keepsState
    }
}
