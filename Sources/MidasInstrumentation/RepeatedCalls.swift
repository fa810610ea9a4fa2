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
        var isAnyKnown = false
        while let symbol = pending.popLast() {
            guard let body = program.body(of: symbol) else { continue }
            let function = program.functions[body]
            for id in function.instructions.ids where function.instructions[id].opcode == .call {
                let call = function.calls[CallID(function.instructions[id].extra)]
                guard case .direct(let callee) = call.callee else {
                    if !isAnyKnown {
                        isAnyKnown = true
                        for target in addressTaken where seen.insert(target).inserted {
                            pending.append(target)
                            if program.body(of: target) == nil, !isRepeatable(target) {
                                found.insert(functions.name(target))
                            }
                        }
                    }
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

    /// Functions that a pointer or an object's table may lead to.
    private var addressTaken: [SymbolID] {
        var found: Set<SymbolID> = []
        for function in program.functions.elements {
            for constant in function.constants.elements {
                switch constant {
                case .function(let symbol), .memberFunction(let symbol, _): found.insert(symbol)
                default: break
                }
            }
        }
        for id in program.symbols.ids where program.symbols[id].flags.contains(.isVirtual) {
            found.insert(id)
        }
        return found.sorted()
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
