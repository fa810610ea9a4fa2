import MidasBase
import MidasDictionary
import MidasIR

/// Which records are containers of the dictionary, and what they hold.
///
/// How a library lays a container out is its own affair: to the analysis a container is one cell
/// (its size, its structure), and what it holds is an object of its own, which `ContainerTypes` gives
/// the type. So the fields of elements are told apart, and one container's from another's.
struct ContainerTypes: Sendable {
    struct Container: Sendable {
        /// What iterators lead to; nil where the program has no such type.
        var entry: TypeID?
        /// Where the value begins in an entry of key and value; nil where entries are plain elements.
        var valueOffset: Bits?
        var key: TypeID?
        var model: TypeModel
    }

    private var byRecord: [RecordID: Container] = [:]
    /// Records that are one cell.
    private(set) var records = BitSet()
    /// Records that hold anything callable, one cell each as well.
    private(set) var callables = BitSet()
    /// Records of two arguments that hold two values: entries of maps.
    private var pairs = BitSet()

    init() {}

    init(_ program: Program, _ dictionary: NondeterminismDictionary) {
        var pairOf: [[TypeID]: RecordID] = [:]
        var models: [(RecordID, TypeModel)] = []
        for id in program.types.records.ids {
            let record = program.types.records[id]
            guard record.isComplete, !record.typeArguments.isEmpty else { continue }
            if record.typeArguments.count == 2, record.fields.count == 2,
                record.fields.map(\.type) == record.typeArguments
            {
                pairs.insert(id.index)
                pairOf[record.typeArguments] = pairOf[record.typeArguments] ?? id
            }
            guard let model = dictionary.type(program.strings[record.templateName]) else {
                continue
            }
            if model.role == .container { models.append((id, model)) }
            if model.role == .callable {
                callables.insert(id.index)
                records.insert(id.index)
            }
        }
        for (id, model) in models {
            byRecord[id] = Self.container(id, model, program.types, pairOf)
            records.insert(id.index)
        }
    }

    private static func container(
        _ id: RecordID, _ model: TypeModel, _ types: TypeTable, _ pairOf: [[TypeID]: RecordID]
    ) -> Container {
        let arguments = types.records[id].typeArguments
        func argument(_ index: UInt8?) -> TypeID? {
            index.flatMap { Int($0) < arguments.count ? arguments[Int($0)] : nil }
        }
        let key = argument(model.key)
        let element = argument(model.element)
        var container = Container(entry: element ?? key, key: key, model: model)
        guard let key, let element, model.key != model.element else { return container }
        container.entry = nil
        if let pair = pairOf[[key, element]] {
            container.entry = types.find(.record(pair))
            container.valueOffset = Bits(clamping: types.records[pair].fields[1].bitOffset)
        }
        return container
    }

    subscript(record: RecordID) -> Container? { byRecord[record] }

    /// Whether values of a type are whole entries of key and value.
    func isEntry(_ type: TypeID?, _ types: TypeTable) -> Bool {
        guard let type, let record = types.record(type) else { return false }
        return pairs.contains(record.index)
    }
}

/// Which part of a container's entries is meant.
enum EntryPart: UInt8 {
    case whole, key, value
}

extension PointsToSolver {
    /// What a container, a range or an array holds.
    mutating func elements(of spot: Spot, _ part: EntryPart) -> Spot {
        let pointer: NodeID
        switch spot {
        case .nowhere: return .nowhere
        case .value(let node, _), .memory(let node, _): pointer = node
        case .place(_, let type):
            guard let type, container(type) != nil, let address = address(of: spot) else {
                // An iterator, a list of initial values: a pointer is in it.
                return value(of: spot).map { .memory($0, nil) } ?? .nowhere
            }
            pointer = address
        }
        let node = graph.makeNode()
        graph.add(.elements, on: pointer, node.raw, offset: Bits(part.rawValue))
        return .memory(node, nil)
    }

    func container(_ type: TypeID) -> ContainerTypes.Container? {
        types.record(type).flatMap { containers[$0] }
    }

    /// Copies what the containers in a value of `type` hold.
    mutating func copyElements(_ from: Access, to: Access, type: TypeID) {
        for leaf in objects.table.layout(of: type).leaves where container(leaf.type) != nil {
            let origin = elements(of: .place(narrow(from, to: leaf), leaf.type), .whole)
            let target = elements(of: .place(narrow(to, to: leaf), leaf.type), .whole)
            copy(origin, to: target, width: 0)
        }
    }

    /// `node` ⊇ what the containers among the targets hold; other targets are elements themselves.
    mutating func elements(_ constraint: Constraint, _ targets: [UInt32]) {
        let part = EntryPart(rawValue: UInt8(constraint.offset)) ?? .whole
        var reached: [UInt32] = []
        for raw in targets {
            let cell = CellID(raw & ~ObjectTable.somewhere)
            guard let container = container(objects.leaf(of: cell).type) else {
                reached.append(raw)
                continue
            }
            let object = elementsObject(of: cell, container)
            let first = objects.firstCell(object)
            if part == .value, let offset = container.valueOffset {
                reached.append(objects.cells(from: first, offset: offset, width: 8).lowerBound)
            } else {
                reached.append(first.raw)
            }
        }
        reached.sort()
        var unique: [UInt32] = []
        for raw in reached where unique.last != raw { unique.append(raw) }
        graph.add(graph.sets.intern(unique), to: NodeID(constraint.node))
    }

    /// What the container in a cell holds. A container of its own kind in it holds the same: the
    /// children of a tree's children.
    mutating func elementsObject(
        of cell: CellID, _ container: ContainerTypes.Container
    ) -> ObjectID {
        if let known = elementObjects[cell] { return known }
        var outer = objects.cells[cell].object
        while case .elements(let holder) = objects.objects[outer].kind {
            if objects.leaf(of: holder).type == objects.leaf(of: cell).type {
                elementObjects[cell] = outer
                return outer
            }
            outer = objects.cells[holder].object
        }
        let holder = objects.objects[objects.cells[cell].object]
        let isSingle = holder.isSingle && !objects.cells[cell].isElement
        let made = objects.object(.elements(cell), type: container.entry, isSingle: isSingle).id
        elementObjects[cell] = made
        return made
    }
}
