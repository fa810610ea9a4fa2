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
        let isElsewhere = targets.contains {
            program.symbols[$0].record != program.symbols[method].record
        }
        guard targets.count > 1 || isElsewhere,
            let receiver = function.arguments(of: callID).first,
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
        guard let (overrider, receiver) = overrider(of: method, at: target) else {
            for overrider in hierarchy.targets(of: method) {
                link(number, overrider)
                receive(target, overrider, number)
            }
            return
        }
        run(overrider, for: receiver, target, number)
        // While a base is made or destroyed the object is one of the base's class.
        let caller = instances[calls[number].site.instance].function
        for base in underConstruction.classes(in: caller)
        where types.derives(receiver.record, from: base) {
            if let early = hierarchy.overrider(of: method, in: base) {
                run(early, for: receiver, target, number)
            }
        }
    }

    /// The whole object that a virtual call is for.
    private struct WholeObject {
        var record: RecordID
        /// How far into it the receiver points.
        var inside: Bits
    }

    /// Links an overrider and gives it the object: where its class begins in the whole object, which
    /// need not be where the receiver points.
    private mutating func run(
        _ overrider: SymbolID, for receiver: WholeObject, _ target: UInt32, _ number: Int
    ) {
        link(number, overrider)
        var moved = target
        if let declaring = program.symbols[overrider].record.id,
            let offset = types.offset(of: declaring, in: receiver.record),
            offset != receiver.inside
        {
            let cells = objects.cells(
                from: CellID(target), offset: offset - receiver.inside, width: 8)
            if let first = cells.first { moved = first }
        }
        receive(moved, overrider, number)
    }

    /// Gives the function that a virtual call runs for an object this object only.
    private mutating func receive(_ target: UInt32, _ overrider: SymbolID, _ number: Int) {
        guard let body = program.body(of: overrider), !prefersModel(overrider) else { return }
        let callee = instance(of: body, for: number)
        let function = program.functions[body]
        guard function.parameterCount > 0 else { return }
        let parameter = localObject(LocalID(0), function, callee)
        guard let node = node(of: objects.firstCell(parameter)) else { return }
        graph.add(graph.sets.single(target), to: node)
    }

    /// The function that runs for the object at a target, and the object.
    private mutating func overrider(
        of method: SymbolID, at target: UInt32
    ) -> (SymbolID, WholeObject)? {
        guard target & ObjectTable.somewhere == 0 else { return nil }
        let cell = CellID(target)
        let object = objects.objects[objects.cells[cell].object]
        switch object.kind {
        case .local, .global, .heap, .elements, .result: break
        default: return nil
        }
        guard let type = object.type else { return nil }
        let start = objects.leaf(of: cell).start
        for (record, inside) in objects.table.completeRecords(at: start, in: type) {
            if let found = hierarchy.overrider(of: method, in: record) {
                return (found, WholeObject(record: record, inside: inside))
            }
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
