import MidasBase
import MidasIR

/// Which virtual functions override which, over the whole program.
struct ClassHierarchy {
    private var overriders: [SymbolID: [SymbolID]] = [:]

    init(_ types: TypeTable) {
        for record in types.records.elements {
            for entry in record.virtualMethods {
                for overridden in entry.overridden {
                    overriders[overridden, default: []].append(entry.method)
                }
            }
        }
    }

    /// The function and everything that overrides it, ascending.
    func targets(of method: SymbolID) -> [SymbolID] {
        var found: Set<SymbolID> = [method]
        var open = [method]
        while let next = open.popLast() {
            for overrider in overriders[next, default: []] where found.insert(overrider).inserted {
                open.append(overrider)
            }
        }
        return found.sorted()
    }
}
