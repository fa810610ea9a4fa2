import MidasBase
import MidasIR

/// Virtual calls: the classes of the objects that the receiver may point to decide which overriders
/// run. Where no class is known, or the receiver seems to point nowhere, all overriders of the program
/// do (class hierarchy analysis: Dean, Grove and Chambers, ECOOP 1995).
extension PointsToSolver {
    mutating func generateDispatch(
        _ number: Int, _ method: SymbolID, _ function: Function, _ instance: InstanceID,
        _ callID: CallID
    ) {
        let targets = hierarchy.targets(of: method)
        guard targets.count > 1, let receiver = function.arguments(of: callID).first,
            let node = node(of: receiver, function, instance)
        else {
            for target in targets { link(number, target) }
            return
        }
        calls[number].method = OptionalID(method)
        graph.add(.dispatch, on: node, UInt32(number))
    }

    /// One more object of a virtual call.
    mutating func dispatch(_ target: UInt32, _ number: Int) {
        guard let method = calls[number].method.id else { return }
        guard let (overrider, record) = overrider(of: method, at: target) else {
            for target in hierarchy.targets(of: method) { link(number, target) }
            return
        }
        link(number, overrider)
        // While a base is made or destroyed the object is one of the base's class.
        let caller = instances[calls[number].site.instance].function
        for base in underConstruction.classes(in: caller) where types.derives(record, from: base) {
            if let early = hierarchy.overrider(of: method, in: base) { link(number, early) }
        }
    }

    /// The function that runs for the object at a target, and the object's class.
    private mutating func overrider(
        of method: SymbolID, at target: UInt32
    ) -> (SymbolID, RecordID)? {
        guard target & ObjectTable.somewhere == 0 else { return nil }
        let cell = CellID(target)
        let object = objects.objects[objects.cells[cell].object]
        switch object.kind {
        case .local, .global, .heap, .elements, .result: break
        default: return nil
        }
        guard let type = object.type else { return nil }
        let start = objects.leaf(of: cell).start
        for record in objects.table.completeRecords(at: start, in: type) {
            if let found = hierarchy.overrider(of: method, in: record) { return (found, record) }
        }
        return nil
    }

    /// Virtual calls whose receiver seems to point nowhere may run every overrider.
    mutating func linkUnseenDispatches() {
        while true {
            let unseen = calls.indices.filter {
                !calls[$0].method.isNone && calls[$0].targets.isEmpty
            }
            if unseen.isEmpty { return }
            for number in unseen {
                guard let method = calls[number].method.id else { continue }
                for target in hierarchy.targets(of: method) { link(number, target) }
            }
            solve()
        }
    }
}
