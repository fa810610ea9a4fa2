import MidasBase
import MidasIR

/// What lies behind a record in the same allocation: the object behind a header, the bytes behind a
/// node. It is an object of its own, from which a negative offset leads back.
struct AllocationTails {
    /// By object with a header: what lies behind.
    var behind: [ObjectID: ObjectID] = [:]
    /// The other way round.
    var header: [ObjectID: ObjectID] = [:]
}

extension PointsToSolver {
    /// Where `(void *)(header + 1)` leads; nil where that is no allocation of a known type.
    mutating func tail(of object: ObjectID) -> CellID? {
        guard case .heap = objects.objects[object].kind, objects.objects[object].type != nil else {
            return nil
        }
        if let known = tails.behind[object] { return objects.firstCell(known) }
        let tail = objects.append(objects.objects[object].kind, type: nil)
        tails.behind[object] = tail
        tails.header[tail] = object
        return objects.firstCell(tail)
    }

    /// Where a pointer in what lies behind a header comes to when it is moved back.
    func header(before cell: CellID, _ offset: Bits) -> CellID? {
        guard offset < 0 else { return nil }
        return tails.header[objects.cells[cell].object].map { objects.firstCell($0) }
    }
}
