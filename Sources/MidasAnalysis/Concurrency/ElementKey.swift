import MidasBase
import MidasIR

/// An element of a variable that constants choose: `results[0]`. Accesses to other elements of the
/// same array are to other memory, though all elements are one cell.
struct ElementKey: Hashable {
    /// The variable with the steps to its array.
    var array: UInt64
    var index: Int64

    /// Nil where the place is no element of a global variable, or a variable chooses it.
    init?(_ access: MemoryAccess, _ view: ThreadView) {
        guard let place = access.place else { return nil }
        let function = view.function(access.instance)
        guard let (global, projections) = Self.steps(place, function) else { return nil }
        var hash = StableHash()
        hash.combine(global.raw)
        for projection in projections {
            switch projection {
            case .field(let record, let field), .base(let record, let field):
                hash.combine(record.raw)
                hash.combine(field)
            case .index(let index):
                guard let number = function.constantInteger(index) else { return nil }
                array = hash.finish()
                self.index = number
                return
            case .bytes: return nil
            }
        }
        return nil
    }

    /// The variable that a place lies in, with the steps there, also behind an address taken of it.
    private static func steps(_ place: PlaceID, _ function: Function) -> (SymbolID, [Projection])? {
        let own = Array(function.projections(of: place))
        switch function.places[place].root {
        case .global(let symbol): return (symbol, own)
        case .pointer(let pointer):
            guard let address = pointer.value else { return nil }
            let step = function.instructions[address]
            guard step.opcode == .addressOf, let inner = step.place.id,
                let (symbol, projections) = steps(inner, function)
            else { return nil }
            return (symbol, projections + own)
        case .local, .result: return nil
        }
    }

    func isApart(from other: ElementKey) -> Bool { array == other.array && index != other.index }
}
