import MidasAnalysis
import MidasBase
import MidasIR

extension Program {
    /// Whether objects of a type hold addresses, which mean nothing in another process.
    func holdsPointers(_ type: TypeID, depth: Int = 0) -> Bool {
        if types.isPointerLike(type) { return true }
        guard depth < 32 else { return true }
        if let record = types.record(type) {
            let known = types.records[record]
            if known.isPolymorphic { return true }
            return known.fields.contains { holdsPointers($0.type, depth: depth + 1) }
                || known.bases.contains { base in
                    types.find(.record(base.record)).map {
                        holdsPointers($0, depth: depth + 1)
                    } ?? true
                }
        }
        return types.element(type).map { holdsPointers($0, depth: depth + 1) } ?? false
    }
}
