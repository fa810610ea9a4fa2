import MidasBase
import MidasDictionary
import MidasIR

/// Where a dictionary path leads at a call.
enum Spot {
    case nowhere
    /// A value.
    case value(NodeID, TypeID?)
    /// What the node points to, as this type where it is known.
    case memory(NodeID, TypeID?)
    case place(Access, TypeID?)
}

extension PointsToSolver {
    mutating func linkExternal(_ number: Int, _ symbol: SymbolID) {
        if let model = models[symbol] {
            apply(model, number, symbol)
        } else {
            applyUnknown(number, symbol)
        }
    }

    // MARK: Known functions

    private mutating func apply(_ model: FunctionModel, _ number: Int, _ symbol: SymbolID) {
        var givesResult = false
        for allocation in model.allocations {
            givesResult = givesResult || allocation.pointer == .result
            apply(allocation, number, symbol)
        }
        for flow in model.flows where flow.kind == .copy && !model.moves(flow) {
            if wrap(flow, number, symbol) { continue }
            givesResult = givesResult || givesPointer(flow)
            apply(flow, number, symbol)
        }
        for reference in model.references {
            givesResult = givesResult || reference.pointer.root == .result
            // References to mapped values, iterators to entries.
            let isValue = calls[number].result != nil
            let target = spot(
                reference.target, number, symbol, entries: isValue ? .value : .whole)
            guard let address = address(of: target) else { continue }
            store(address, to: spot(reference.pointer, number, symbol))
        }
        for (index, callback) in model.callbacks.enumerated() {
            apply(callback, UInt16(index), number, symbol)
        }
        if !givesResult { resultFromOutside(number, symbol) }
    }

    /// Whether a flow moves a pointer of the program to the result; hidden state has none.
    private func givesPointer(_ flow: Flow) -> Bool {
        guard flow.target.root == .result, flow.target.dereferences == 0 else { return false }
        if case .state = flow.origin.root { return false }
        return true
    }

    private mutating func apply(_ allocation: Allocation, _ number: Int, _ symbol: SymbolID) {
        let site = calls[number].site
        let target = spot(allocation.pointer, number, symbol)
        let wanted =
            allocation.pointer == .result
            ? typesOfHeap(site.instruction, site.instance) : [pointee(of: target)]
        let made = allocate(site, as: wanted, size: size(allocation.size, number))
        store(made, to: target)
        // An object that moves when it grows is the same object to the program.
        if allocation.releasesOrigin, let origin = allocation.origin,
            let old = value(of: spot(origin, number, symbol))
        {
            store(old, to: target)
        } else if let origin = allocation.origin {
            copy(
                pointedToBy: spot(origin, number, symbol),
                to: .memory(made, nil), number)
        }
    }

    /// How many bytes a call asks for, where its arguments are constants.
    private func size(_ size: Size, _ number: Int) -> Int64? {
        func argument(_ index: UInt8) -> Int64? {
            Int(index) < calls[number].constants.count ? calls[number].constants[Int(index)] : nil
        }
        switch size {
        case .argument(let index): return argument(index)
        case .product(let a, let b):
            guard let x = argument(a), let y = argument(b) else { return nil }
            let (bytes, isTooLong) = x.multipliedReportingOverflow(by: y)
            return isTooLong ? nil : bytes
        case .result, .resultTimes, .unknown: return nil
        }
    }

    private mutating func copy(pointedToBy origin: Spot, to target: Spot, _ number: Int) {
        guard let pointer = value(of: origin) else { return }
        copy(.memory(pointer, nil), to: target, width: 0)
    }

    private mutating func apply(_ flow: Flow, _ number: Int, _ symbol: SymbolID) {
        let bindsReference =
            flow.target == .result && calls[number].result != nil
            && isReference(flow.origin.root, number, symbol) && flow.origin.part == .whole
        let origin =
            bindsReference
            ? root(flow.origin.root, number, symbol) : spot(flow.origin, number, symbol)
        let isEntry = flow.origin.part == .elements || containers.isEntry(type(of: origin), types)
        let target = spot(flow.target, number, symbol, entries: isEntry ? .whole : .value)
        switch (origin, target) {
        case (.nowhere, _), (_, .nowhere): break
        case (.value, _), (_, .value):
            if let value = value(of: origin) { store(value, to: target) }
        default: copy(origin, to: target, width: width(of: flow, number, origin, target))
        }
    }

    func type(of spot: Spot) -> TypeID? {
        switch spot {
        case .nowhere: nil
        case .value(_, let type), .memory(_, let type), .place(_, let type): type
        }
    }

    /// How many bits a flow between memory moves; 0 where it is not known.
    private func width(of flow: Flow, _ number: Int, _ origin: Spot, _ target: Spot) -> Bits {
        for path in [flow.target, flow.origin] {
            guard case .bytes(.argument(let index)) = path.part,
                Int(index) < calls[number].constants.count,
                let bytes = calls[number].constants[Int(index)], bytes > 0
            else { continue }
            return Bits(bytes) * 8
        }
        for spot in [target, origin] {
            guard case .memory(_, let type?) = spot, types.record(type) != nil,
                types.size(type) != TypeEntry.unknownSize
            else { continue }
            return flow.target.part == .whole ? objects.table.width(of: type) : 0
        }
        return 0
    }

    mutating func copy(_ origin: Spot, to target: Spot, width: Bits) {
        guard let from = address(of: origin), let to = address(of: target) else { return }
        let block = makeBlock(width: width)
        graph.add(.loadBlock, on: from, block)
        graph.add(.storeBlock, on: to, block)
    }

    private mutating func apply(
        _ callback: Callback, _ index: UInt16, _ number: Int, _ symbol: SymbolID
    ) {
        let function = functions(of: callback, number, symbol)
        if function == nil, !callback.isOfType { return }
        let arguments = callback.arguments.map { argument -> NodeID? in
            guard case .path(let path) = argument else { return nil }
            switch path.part {
            case .elements, .keys: return address(of: spot(path, number, symbol))
            default: return value(of: spot(path, number, symbol))
            }
        }
        let objects = callback.arguments.map { argument -> (address: NodeID, type: TypeID)? in
            guard case .path(let path) = argument, path.part == .whole, path.dereferences == 0,
                isReference(path.root, number, symbol)
            else { return nil }
            let spot = spot(path, number, symbol)
            guard let type = type(of: spot), types.record(type) != nil,
                let address = address(of: spot)
            else { return nil }
            return (address, type)
        }
        let hidden = program.symbols[symbol].flags.contains(.takesThis) ? 1 : 0
        let result = callback.result == nil ? nil : graph.makeNode()
        if let result, let path = callback.result {
            store(result, to: spot(path, number, symbol))
        }
        let areElements = callback.arguments.map { argument -> Bool in
            guard case .path(let path) = argument else { return false }
            return path.part == .elements || path.part == .keys
        }
        var record = CallbackRecord(
            call: number, model: index, arguments: arguments, areElements: areElements,
            objects: objects, callback: callback,
            argumentCount: calls[number].arguments.count - hidden, result: result)
        if case .typeArgument(let position) = callback.meaning {
            return runArgument(position, of: spot(callback.function, number, symbol), record)
        }
        guard let function else { return }
        if callback.meaning == .destruction {
            record.ending = type(of: spot(callback.function, number, symbol))
        }
        callbacks.append(record)
        graph.add(.callback, on: function, UInt32(callbacks.count - 1))
    }

    /// What leads to the functions that a callback runs; nil where nothing does.
    private mutating func functions(
        of callback: Callback, _ number: Int, _ symbol: SymbolID
    ) -> NodeID? {
        switch callback.meaning {
        case .callable: callable(callback.function, number, symbol)
        case .destruction: address(of: spot(callback.function, number, symbol))
        case .typeArgument: nil
        }
    }

    /// What a call gives to be called: functions, and objects that can be called.
    mutating func callable(
        _ path: Path, _ number: Int, _ symbol: SymbolID
    ) -> NodeID? {
        guard path.dereferences == 0, path.part == .whole, path.field == nil else {
            return value(of: spot(path, number, symbol))
        }
        let given = root(path.root, number, symbol)
        if case .place(_, let type?) = given, types.record(type) != nil {
            return address(of: given)
        }
        guard let value = value(of: given) else { return nil }
        guard isReference(path.root, number, symbol),
            let inside = self.value(of: dereferenced(given))
        else { return value }
        let union = graph.makeNode()
        graph.addEdge(value, union)
        graph.addEdge(inside, union)
        return union
    }

    // MARK: Unknown functions

    /// Everything that goes in may come out: in the result, in what the arguments point to, in later
    /// calls of the same function. Functions that are given are kept and called with the other
    /// pointers.
    private mutating func applyUnknown(_ number: Int, _ symbol: SymbolID) {
        let flags = program.symbols[symbol].flags
        if flags.contains(.isBuiltin) || flags.contains(.isPure) {
            passThrough(number)
            return
        }
        let object = objects.object(.external(symbol), type: nil).id
        let kept = address(of: objects.firstCell(object))
        guard let inside = node(of: objects.firstCell(object)) else { return }
        graph.addEdge(kept, inside)
        var pointers: [NodeID] = []
        for (argument, type) in zip(calls[number].arguments, calls[number].argumentTypes) {
            guard case .scalar(let node) = argument, type.map(types.isPointerLike) ?? true else {
                continue
            }
            pointers.append(node)
            graph.addEdge(node, inside)
            graph.add(.store, on: node, inside.raw, offset: 0, width: 64)
            graph.add(.load, on: node, inside.raw, offset: 0, width: 64)
        }
        if let result = calls[number].result { graph.addEdge(inside, result) }
        write(inside, to: calls[number].resultPlace)
        for (index, function) in pointers.enumerated() {
            var others = pointers
            others.remove(at: index)
            keep(function, with: others, number)
        }
    }

    /// A function that keeps and writes nothing: what goes in may come out in the result.
    private mutating func passThrough(_ number: Int) {
        guard let result = calls[number].result, types.isPointerLike(calls[number].resultType)
        else { return }
        for argument in calls[number].arguments {
            if case .scalar(let node) = argument { graph.addEdge(node, result) }
        }
    }

    private mutating func keep(_ function: NodeID, with others: [NodeID], _ number: Int) {
        let data = graph.makeNode()
        for other in others { graph.addEdge(other, data) }
        let record = CallbackRecord(
            call: number, model: CallGraph.Callback.unknownModel,
            arguments: Array(repeating: data, count: 16), result: nil)
        callbacks.append(record)
        graph.add(.callback, on: function, UInt32(callbacks.count - 1))
    }

    /// A pointer result that nothing describes points to something outside.
    private mutating func resultFromOutside(_ number: Int, _ symbol: SymbolID) {
        guard let result = calls[number].result, types.isPointerLike(calls[number].resultType)
        else { return }
        let type = types.element(calls[number].resultType)
        let object = objects.object(.external(symbol), type: type).id
        graph.addTarget(objects.firstCell(object), to: result)
    }
}

extension FunctionModel {
    /// Whether a flow takes the contents of an object along that moves when it grows: it is the same
    /// object to the program, and the pointer to where it was stands for it.
    func moves(_ flow: Flow) -> Bool {
        allocations.contains { allocation in
            allocation.releasesOrigin && allocation.origin?.root == flow.origin.root
                && allocation.pointer.root == flow.target.root
                && flow.origin.dereferences == 1 && flow.target.dereferences == 1
        }
    }
}

extension Callback {
    /// Whether the type alone says what is called.
    fileprivate var isOfType: Bool {
        if case .typeArgument = meaning { true } else { false }
    }
}
