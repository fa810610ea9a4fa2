import MidasBase
import MidasIR

/// Which virtual functions override which, over the whole program.
struct ClassHierarchy {
    private var overriders: [SymbolID: [SymbolID]] = [:]
    /// Pure virtual functions without a body: no object has one of them.
    private var abstract: Set<SymbolID> = []
    private let types: TypeTable

    init(_ program: Program) {
        types = program.types
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

    /// The function that a virtual call of `method` runs in an object of a class; nil where the class
    /// does not say: it does not derive from the method's, is abstract, or has it from several bases.
    func overrider(of method: SymbolID, in record: RecordID) -> SymbolID? {
        let family = Set(targets(of: method)).union([method])
        let found = overriders(in: record, family)
        guard found.count == 1, let only = found.first, !abstract.contains(only) else { return nil }
        return only
    }

    /// The nearest declarations above a class that belong to a family of overriders.
    private func overriders(in record: RecordID, _ family: Set<SymbolID>) -> Set<SymbolID> {
        let declared = types.records[record].virtualMethods.map(\.method).filter(family.contains)
        if !declared.isEmpty { return Set(declared) }
        var found: Set<SymbolID> = []
        for base in types.records[record].bases {
            found.formUnion(overriders(in: base.record, family))
        }
        return found
    }
}
