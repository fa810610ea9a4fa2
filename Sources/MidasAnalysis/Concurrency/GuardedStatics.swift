import MidasBase
import MidasIR

/// Variables with static storage in functions, which the first thread that comes there initialises
/// while the others wait (C++ [stmt.dcl]).
struct GuardedStatics {
    struct Guarded {
        /// Where it is asked whether the variable is initialised: not zero means that it is not, and
        /// that this thread shall do it.
        var tests: [CallSite] = []
        /// Where it then is.
        var sets: [CallSite] = []
    }

    /// In order of the variables.
    let found: [Guarded]

    /// O(instructions).
    init(_ view: ThreadView, _ reach: ThreadReach) {
        var known: [SymbolID: Guarded] = [:]
        for instance in view.facts.callGraph.instances.ids
        where !reach.threads[instance.index].isEmpty {
            let function = view.function(instance)
            for id in function.instructions.ids {
                let step = function.instructions[id]
                guard step.opcode == .guardAcquire || step.opcode == .guardRelease,
                    let place = step.place.id,
                    case .global(let symbol) = function.places[place].root,
                    !view.program.symbols[symbol].flags.contains(.isThreadLocal)
                else { continue }
                let site = CallSite(instance: instance, instruction: id)
                if step.opcode == .guardAcquire {
                    known[symbol, default: Guarded()].tests.append(site)
                } else {
                    known[symbol, default: Guarded()].sets.append(site)
                }
            }
        }
        found = known.keys.sorted().compactMap { known[$0] }.filter { !$0.sets.isEmpty }
    }
}
