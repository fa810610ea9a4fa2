import MidasBase
import MidasIR

/// Where a place lies: in cells that are known without points-to, or behind a pointer.
enum Access {
    case cells(Range<UInt32>)
    /// `width` bits at `offset` from what the node points to, read or written as `type`, a part of
    /// the `root` that lies there.
    case pointer(
        NodeID, offset: Bits, width: Bits, type: OptionalID<TypeTag>,
        root: OptionalID<TypeTag> = .none)
    case nowhere
}

extension Function {
    /// The bits of a place, counted from its root; array elements count as the first.
    func extent(of place: PlaceID, in table: LayoutTable) -> (offset: Bits, width: Bits) {
        var offset: Bits = 0
        var width = table.width(of: places[place].type)
        for step in projections(of: place) {
            switch step {
            case .field(let record, let index):
                let fields = table.types.records[record].fields
                guard Int(index) < fields.count else { continue }
                offset += Bits(clamping: fields[Int(index)].bitOffset)
            case .index: break
            case .base(let record, let index):
                let bases = table.types.records[record].bases
                guard Int(index) < bases.count else { continue }
                offset += bits(of: bases[Int(index)].offset)
            case .bytes(let bytes, _): offset += Bits(bytes) * 8
            }
        }
        if case .field(let record, let index)? = projections(of: place).last,
            Int(index) < table.types.records[record].fields.count,
            let bits = table.types.records[record].fields[Int(index)].bitWidth
        {
            width = Bits(bits)
        }
        return (offset, width)
    }
}

extension PointsToSolver {
    mutating func access(_ place: PlaceID, _ function: Function, _ instance: InstanceID) -> Access {
        let (offset, width) = function.extent(of: place, in: objects.table)
        switch function.places[place].root {
        case .local(let local):
            let object = localObject(local, function, instance)
            return part(of: object, offset, width)
        case .global(let symbol):
            let isFunction = program.symbols[symbol].kind == .function
            let object = isFunction ? self.function(symbol) : global(symbol)
            return part(of: object, offset, width)
        case .result:
            let object = resultObject(instance, function.resultType)
            return part(of: object, offset, width)
        case .pointer(let operand):
            guard let node = node(of: operand, function, instance) else { return .nowhere }
            let type = OptionalID(function.places[place].type)
            let root = OptionalID(function.places[place].rootType)
            return .pointer(node, offset: offset, width: width, type: type, root: root)
        }
    }

    private func part(of object: ObjectID, _ offset: Bits, _ width: Bits) -> Access {
        let first = objects.firstCell(object)
        return .cells(objects.cells(from: first, offset: offset, width: width))
    }

    /// A node that has what the place holds.
    mutating func read(_ access: Access) -> NodeID? {
        switch access {
        case .nowhere: return nil
        case .cells(let cells):
            let nodes = cells.compactMap { node(of: CellID($0)) }
            if nodes.count <= 1 { return nodes.first }
            let union = graph.makeNode()
            for node in nodes { graph.addEdge(node, union) }
            return union
        case .pointer:
            let node = graph.makeNode()
            read(access, into: node)
            return node
        }
    }

    mutating func read(_ access: Access, into node: NodeID) {
        switch access {
        case .nowhere: break
        case .cells(let cells):
            for raw in cells {
                if let cell = self.node(of: CellID(raw)) { graph.addEdge(cell, node) }
            }
        case .pointer(let pointer, let offset, let width, let type, let root):
            graph.add(
                .load, on: pointer, node.raw, offset: offset, width: width, type: type, root: root)
        }
    }

    mutating func write(_ node: NodeID, to access: Access) {
        switch access {
        case .nowhere: break
        case .cells(let cells):
            for raw in cells {
                if let cell = self.node(of: CellID(raw)) { graph.addEdge(node, cell) }
            }
        case .pointer(let pointer, let offset, let width, let type, let root):
            graph.add(
                .store, on: pointer, node.raw, offset: offset, width: width, type: type, root: root)
        }
    }

    /// The address of the first cell of a place.
    mutating func address(of access: Access, into node: NodeID) {
        switch access {
        case .nowhere: break
        case .cells(let cells): graph.addTarget(CellID(cells.lowerBound), to: node)
        case .pointer(let pointer, let offset, _, _, let root):
            if offset == 0 {
                graph.addEdge(pointer, node)
            } else {
                graph.add(.shift, on: pointer, node.raw, offset: offset, root: root)
            }
        }
    }

    /// Copies every part of a value of `type` that may hold pointers.
    mutating func copy(_ from: Access, to: Access, type: TypeID) {
        for leaf in objects.table.layout(of: type).leaves where leaf.holdsPointers {
            let origin = narrow(from, to: leaf)
            let target = narrow(to, to: leaf)
            if case .cells(let cells) = origin, cells.count == 1,
                let node = node(of: CellID(cells.lowerBound))
            {
                write(node, to: target)
            } else if let node = read(origin) {
                write(node, to: target)
            }
        }
    }

    func narrow(_ access: Access, to leaf: Leaf) -> Access {
        switch access {
        case .nowhere: return .nowhere
        case .cells(let cells):
            let first = CellID(cells.lowerBound)
            return .cells(objects.cells(from: first, offset: leaf.start, width: leaf.width))
        case .pointer(let node, let offset, _, _, let root):
            return .pointer(
                node, offset: offset + leaf.start, width: leaf.width, type: OptionalID(leaf.type),
                root: root)
        }
    }

    // MARK: Objects of an instance

    mutating func localObject(
        _ local: LocalID, _ function: Function, _ instance: InstanceID
    ) -> ObjectID {
        let known = states[instance.index].localObjects[local.index]
        if known != .max { return ObjectID(known) }
        let type = function.locals[local].type
        let id = objects.append(.local(instance, local), type: type, isSingle: true)
        states[instance.index].localObjects[local.index] = id.raw
        return id
    }

    mutating func resultObject(_ instance: InstanceID, _ type: TypeID) -> ObjectID {
        objects.object(.result(instance), type: type, isSingle: true).id
    }

    mutating func variadicObject(_ instance: InstanceID) -> ObjectID {
        objects.object(.variadic(instance), type: nil).id
    }

    /// The node of an operand; nil where it points to nothing.
    mutating func node(
        of operand: Operand, _ function: Function, _ instance: InstanceID
    ) -> NodeID? {
        switch operand.kind {
        case .none: return nil
        case .value: return valueNode(InstructionID(operand.payload), function, instance)
        case .constant: return node(of: function.constants[ConstantID(operand.payload)])
        case .place:
            return read(access(PlaceID(operand.payload), function, instance))
        }
    }

    private mutating func node(of constant: Constant) -> NodeID? {
        switch constant {
        case .function(let symbol), .memberFunction(let symbol, _):
            return address(ofObject: function(symbol))
        case .global(let symbol): return address(ofObject: global(symbol))
        case .string(_, let type, _): return address(ofObject: literal(of: type))
        case .integer, .floating, .null, .label, .memberOffset, .undefined: return nil
        }
    }

    mutating func valueNode(
        _ id: InstructionID, _ function: Function, _ instance: InstanceID
    ) -> NodeID? {
        let known = states[instance.index].valueNodes[id.index]
        if known != .max { return NodeID(known) }
        guard types.mayBePointer(function.instructions[id].type) else { return nil }
        let node = graph.makeNode()
        states[instance.index].valueNodes[id.index] = node.raw
        return node
    }
}
