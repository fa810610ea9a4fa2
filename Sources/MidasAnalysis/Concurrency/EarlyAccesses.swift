import MidasBase
import MidasIR

/// Accesses that no other thread can meet: initialisers of variables, and what the first thread does
/// while it is the only one.
struct EarlyAccesses {
    private var numbers: BitSet

    init(
        _ view: ThreadView, _ table: AccessTable, _ reach: ThreadReach,
        _ roots: Arena<ThreadTag, ThreadRoot>, _ lifetimes: ThreadLifetimes
    ) {
        numbers = BitSet(capacity: table.accesses.count)
        for (number, access) in table.accesses.enumerated() {
            let symbol = view.function(access.instance).symbol
            if view.program.symbols[symbol].kind == .variable {
                numbers.insert(number)
                continue
            }
            let threads = reach.threads[access.instance.index].members
            guard threads.count == 1, let thread = threads.first,
                roots[ThreadID(thread)].kind == .main,
                lifetimes.alive(at: access.instance, access.instruction, view).isEmpty
            else { continue }
            numbers.insert(number)
        }
    }

    func contains(_ number: Int) -> Bool { numbers.contains(number) }
}
