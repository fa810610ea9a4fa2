import MidasBase
import MidasDictionary
import MidasIR

/// Objects that hold anything that can be called (`std::function`). Such an object is one cell, which
/// points to what it holds: a function, or the copy of a closure that was made when it was wrapped.
extension PointsToSolver {
    /// Wraps what a flow of a constructor or an assignment hands to a callable object; false for all
    /// other flows.
    mutating func wrap(_ flow: Flow, _ number: Int, _ symbol: SymbolID) -> Bool {
        guard flow.target.root == .receiver, case .argument(0) = flow.origin.root,
            flow.origin == Path(.argument(0)), holdsCallable(flow.target, symbol)
        else { return false }
        // The closure's contents come with its copy.
        if flow.target.dereferences > 0 { return true }
        let given = root(.argument(0), number, symbol)
        let isBehind = isReference(.argument(0), number, symbol)
        let object = isBehind ? dereferenced(given) : given
        guard let type = type(of: object), let record = types.record(type) else {
            guard let function = callable(flow.origin, number, symbol) else { return true }
            store(function, to: spot(flow.target, number, symbol))
            return true
        }
        if containers.callables.contains(record.index) { return false }
        let closure = objects.object(.heap(calls[number].site), type: type).id
        let address = address(of: objects.firstCell(closure))
        copy(object, to: .memory(address, type), width: objects.table.width(of: type))
        store(address, to: spot(flow.target, number, symbol))
        return true
    }

    /// The object that a call works on is callable, or a container of such in which it makes one.
    private func holdsCallable(_ target: Path, _ symbol: SymbolID) -> Bool {
        guard let record = program.symbols[symbol].record.id else { return false }
        if target.part == .whole { return containers.callables.contains(record.index) }
        guard target.part == .elements,
            models[symbol]?.traits.contains(.constructsElements) ?? false,
            let element = types.records[record].typeArguments.first.flatMap({ types.record($0) })
        else { return false }
        return containers.callables.contains(element.index)
    }

    /// Calls what a callable object holds; false where the cell holds none.
    mutating func callHeld(_ target: UInt32, _ number: Int) -> Bool {
        let cell = CellID(target)
        guard let record = types.record(objects.leaf(of: cell).type),
            containers.callables.contains(record.index), let held = node(of: cell)
        else { return false }
        graph.add(.callback, on: held, UInt32(number))
        return true
    }
}
