import MidasBase
import MidasIR

/// Which virtual functions override which, over the whole program.
struct ClassHierarchy {
    private var overriders: [SymbolID: [SymbolID]] = [:]
    /// Pure virtual functions without a body: no object has one of them.
    private var abstract: Set<SymbolID> = []

    init(_ program: Program) {
        for id in program.symbols.ids
        where program.symbols[id].flags.contains(.isAbstract) && program.symbols[id].body.isNone {
            abstract.insert(id)
        }
        for record in program.types.records.elements {
            for entry in record.virtualMethods {
                for overridden in entry.overridden {
                    overriders[overridden, default: []].append(entry.method)
                }
            }
        }
    }

    /// The function and everything that overrides it, ascending; of what is abstract only the
    /// overriders, if the program has any.
    func targets(of method: SymbolID) -> [SymbolID] {
        var found: Set<SymbolID> = [method]
        var open = [method]
        while let next = open.popLast() {
            for overrider in overriders[next, default: []] where found.insert(overrider).inserted {
                open.append(overrider)
            }
        }
        let concrete = found.subtracting(abstract)
        return (concrete.isEmpty ? [method] : concrete).sorted()
    }
}
