import MidasBase
import MidasDictionary
import MidasIR

extension PointsToSolver {
    /// Where a dictionary path leads at a call of `symbol`.
    ///
    /// - Parameter entries: which part of a container's entries its elements are.
    mutating func spot(
        _ path: Path, _ number: Int, _ symbol: SymbolID, entries: EntryPart = .whole
    ) -> Spot {
        var spot = root(path.root, number, symbol)
        if path.part == .whole, path.dereferences == 0, isReference(path.root, number, symbol) {
            spot = dereferenced(spot)
        }
        if path.dereferences > 0, case .nowhere = spot { return behindDescriptors() }
        for _ in 0..<path.dereferences { spot = dereferenced(spot) }
        if let field = path.field { spot = self.field(field, of: spot) }
        switch path.part {
        case .elements, .order: return elements(of: spot, entries)
        case .keys: return elements(of: spot, .key)
        default: return spot
        }
    }

    /// Whether an argument is passed by reference: then it means what it refers to.
    func isReference(_ root: Path.Root, _ number: Int, _ symbol: SymbolID) -> Bool {
        guard case .argument(let index) = root else { return false }
        let hidden = program.symbols[symbol].flags.contains(.takesThis) ? 1 : 0
        let position = Int(index) + hidden
        guard position < calls[number].arguments.count,
            case .scalar = calls[number].arguments[position]
        else { return false }
        return types.passesReference(program.symbols[symbol].type, Int(index))
    }

    /// What the system keeps for descriptors (the data of `epoll_ctl`): they are numbers, so all have
    /// one memory.
    private mutating func behindDescriptors() -> Spot {
        let object = objects.object(.hidden(.max), type: nil).id
        return .place(.cells(objects.allCells(object)), nil)
    }

    mutating func root(_ root: Path.Root, _ number: Int, _ symbol: SymbolID) -> Spot {
        let call = calls[number]
        let hidden = program.symbols[symbol].flags.contains(.takesThis) ? 1 : 0
        switch root {
        case .result:
            if let result = call.result { return .value(result, call.resultType) }
            return .place(call.resultPlace, call.resultType)
        case .argument(let index): return argument(Int(index) + hidden, call)
        case .receiver:
            guard hidden == 1 || !call.arguments.isEmpty else { return .nowhere }
            return dereferenced(argument(0, call))
        case .arguments: return variadic(from: hidden, call)
        case .variadic: return variadic(from: parameterCount(of: symbol) + hidden, call)
        case .state(let id):
            let object = objects.object(.hidden(id.raw), type: nil).id
            return .place(.cells(objects.allCells(object)), nil)
        case .errno, .value: return .nowhere
        }
    }

    private func argument(_ index: Int, _ call: CallRecord) -> Spot {
        guard index < call.arguments.count else { return .nowhere }
        switch call.arguments[index] {
        case .nothing: return .nowhere
        case .scalar(let node): return .value(node, call.argumentTypes[index])
        case .aggregate(let access, let type): return .place(access, type)
        }
    }

    private func parameterCount(of symbol: SymbolID) -> Int {
        guard case .function(let id) = types[program.symbols[symbol].type] else { return 0 }
        return types.functionTypes[id].parameters.count
    }

    private mutating func variadic(from first: Int, _ call: CallRecord) -> Spot {
        let union = graph.makeNode()
        for index in call.arguments.indices.dropFirst(first) {
            if case .scalar(let node) = call.arguments[index] { graph.addEdge(node, union) }
        }
        return .value(union, nil)
    }

    mutating func dereferenced(_ spot: Spot) -> Spot {
        guard let pointer = value(of: spot) else { return .nowhere }
        return .memory(pointer, pointee(of: spot))
    }

    func pointee(of spot: Spot) -> TypeID? {
        switch spot {
        case .nowhere: nil
        case .value(_, let type), .memory(_, let type), .place(_, let type):
            type.flatMap { types.element($0) }
        }
    }

    private mutating func field(_ field: FieldID, of spot: Spot) -> Spot {
        let name = models.dictionary.fieldName(field)
        switch spot {
        case .memory(let pointer, let type):
            guard let (offset, fieldType) = find(name, in: type) else { return spot }
            let moved = graph.makeNode()
            address(of: .pointer(pointer, offset: offset, width: 8, type: .none), into: moved)
            return .memory(moved, fieldType)
        case .place(.cells(let cells), let type):
            guard let (offset, fieldType) = find(name, in: type) else { return spot }
            let width = objects.table.width(of: fieldType)
            let first = CellID(cells.lowerBound)
            return .place(
                .cells(objects.cells(from: first, offset: offset, width: width)), fieldType)
        case .nowhere, .value, .place: return spot
        }
    }

    /// The offset and type of a member by its name, anonymous members included.
    private func find(_ name: String, in type: TypeID?) -> (Bits, TypeID)? {
        guard let type, let record = types.record(type) else { return nil }
        for field in types.records[record].fields {
            let offset = Bits(clamping: field.bitOffset)
            if program.strings[field.name] == name { return (offset, field.type) }
            guard field.name == StringTable.empty, let inner = find(name, in: field.type) else {
                continue
            }
            return (offset + inner.0, inner.1)
        }
        return nil
    }

    // MARK: Reading and writing spots

    /// The pointers that a spot holds.
    mutating func value(of spot: Spot) -> NodeID? {
        switch spot {
        case .nowhere: return nil
        case .value(let node, _): return node
        case .memory(let pointer, let type):
            return read(access(pointer, type))
        case .place(let access, _): return read(access)
        }
    }

    mutating func store(_ node: NodeID, to spot: Spot) {
        switch spot {
        case .nowhere: break
        case .value(let target, _): graph.addEdge(node, target)
        case .memory(let pointer, let type):
            write(node, to: access(pointer, type))
        case .place(let access, _): write(node, to: access)
        }
    }

    /// A pointer to the spot; nil for what has no address.
    mutating func address(of spot: Spot) -> NodeID? {
        switch spot {
        case .nowhere, .value: return nil
        case .memory(let pointer, _): return pointer
        case .place(.cells(let cells), _): return address(of: CellID(cells.lowerBound))
        case .place(let access, _):
            let node = graph.makeNode()
            address(of: access, into: node)
            return node
        }
    }

    private func access(_ pointer: NodeID, _ type: TypeID?) -> Access {
        let width = type.map { objects.table.width(of: $0) } ?? 64
        return .pointer(pointer, offset: 0, width: width, type: OptionalID(type))
    }
}
