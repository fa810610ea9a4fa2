import MidasBase
import MidasIR

/// What an access means, as far as threads meet in it, of which points-to has lost sight: a pointer
/// that seems to lead into many objects leads into few. A member is that member and not what lies at
/// the same offset of other records; bytes are those of buffers and of memory without type, as long as
/// there are some. What may lead to few objects keeps all of them.
struct WideAccesses {
    /// An access of more objects than this is a wide one.
    static let objectLimit = 8

    let view: ThreadView

    /// The cells of an access that are meant. O(cells).
    func meant(_ access: MemoryAccess) -> ArraySlice<CellID> {
        guard isWide(access.cells) else { return access.cells }
        let fits = test(access)
        let meant = access.cells.filter(fits)
        return meant.isEmpty ? access.cells : meant[...]
    }

    private func isWide(_ cells: ArraySlice<CellID>) -> Bool {
        guard cells.count > Self.objectLimit else { return false }
        var count = 0
        var last: ObjectID?
        for cell in cells where view.facts.cells[cell].object != last {
            last = view.facts.cells[cell].object
            count += 1
        }
        return count > Self.objectLimit
    }

    private func test(_ access: MemoryAccess) -> (CellID) -> Bool {
        guard let place = access.place else { return isBytes }
        let function = view.function(access.instance)
        for projection in function.projections(of: place).reversed() {
            guard case .field(let record, let field) = projection else { continue }
            return { cell in
                let known = view.facts.cells[cell]
                return known.record == OptionalID(record) && known.field == field
                    || isUntyped(known.type)
            }
        }
        let type = function.places[place].type
        if view.program.types.isByte(type) { return isBytes }
        return { cell in
            let known = view.facts.cells[cell].type
            return known == type || isUntyped(known)
        }
    }

    private func isBytes(_ cell: CellID) -> Bool {
        let known = view.facts.cells[cell]
        return isUntyped(known.type) || known.isElement && view.program.types.isByte(known.type)
    }

    private func isUntyped(_ type: TypeID) -> Bool { view.program.types[type] == .void }
}
