import MidasBase
import MidasFindings
import MidasIR

/// The persistent states of a program: variables, fields at their declaration, and outputs, each
/// with the cells or the node that its class depends on.
struct StateCatalog {
    struct Entry {
        var name: String
        var kind: StateFinding.Kind
        var channel: StateFinding.Channel?
        var type: String
        var location: Location
        var cells: [CellID] = []
        /// Of an output: what is written.
        var nodes: [FlowNodeID] = []
    }

    private(set) var entries: [Entry] = []
    private let context: FlowContext
    private let places: CodePlaces
    private var fieldEntries: [FieldKey: Int] = [:]

    private struct FieldKey: Hashable {
        var record: RecordID
        var field: UInt32
    }

    init(_ flow: FlowAssembly, _ places: CodePlaces, _ spans: inout MemorySpans) {
        context = places.context
        self.places = places
        addVariables()
        for object in context.facts.objects.ids where context.entries.isPersistent(object) {
            addFields(of: object, &spans)
        }
        coverPointees()
        addOutputs(flow)
    }

    // MARK: Variables

    private mutating func addVariables() {
        for object in context.facts.objects.ids {
            let known = context.facts.objects[object]
            let cells = (known.firstCell.raw..<known.firstCell.raw + known.cellCount)
                .map { CellID($0) }
            switch known.kind {
            case .global(let id):
                let symbol = context.program.symbols[id]
                guard isInTree(symbol.position) else { continue }
                entries.append(
                    Entry(
                        name: context.program.strings[symbol.qualifiedName], kind: .variable,
                        type: context.program.strings[symbol.typeSpelling],
                        location: places.location(symbol.position), cells: cells))
            case .local(let instance, let id) where context.entries.isPersistent(object):
                let local = context.function(instance).locals[id]
                guard isInTree(local.position), local.kind != .temporary else { continue }
                let name = context.program.strings[local.name]
                entries.append(
                    Entry(
                        name: "\(places.functionName(instance)).\(name)", kind: .variable,
                        type: context.program.strings[local.typeSpelling],
                        location: places.location(local.position), cells: cells))
            default: continue
            }
        }
    }

    private func isInTree(_ position: SourcePosition) -> Bool {
        !position.isNone && !context.program.files[position.file].isSystem
    }

    // MARK: Fields

    private mutating func addFields(of object: ObjectID, _ spans: inout MemorySpans) {
        let known = context.facts.objects[object]
        guard let type = known.type, known.cellCount > 0 else { return }
        addFields(of: type, at: 0, from: known.firstCell, &spans, depth: 0)
    }

    private mutating func addFields(
        of type: TypeID, at offset: Bits, from first: CellID, _ spans: inout MemorySpans,
        depth: Int
    ) {
        let types = context.program.types
        switch types[type] {
        case .array(let element, _), .incompleteArray(let element), .atomic(let element):
            addFields(of: element, at: offset, from: first, &spans, depth: depth + 1)
        case .record(let id):
            let record = types.records[id]
            guard depth < 64 else { return }
            if let stored = types.storedType(of: id) {
                return addFields(of: stored, at: offset, from: first, &spans, depth: depth + 1)
            }
            for base in record.bases {
                guard let type = types.find(.record(base.record)) else { continue }
                let start = offset + Bits(clamping: base.offset) * 8
                addFields(of: type, at: start, from: first, &spans, depth: depth + 1)
            }
            for (index, field) in record.fields.enumerated() {
                let start = offset + Bits(clamping: field.bitOffset)
                let width = field.bitWidth.map { Bits($0) } ?? spans.width(of: field.type)
                let cells = spans.cells(from: first, offset: start, width: width)
                note(field, FieldKey(record: id, field: UInt32(index)), record, cells)
                if record.kind != .union {
                    addFields(of: field.type, at: start, from: first, &spans, depth: depth + 1)
                }
            }
        default: break
        }
    }

    private mutating func note(
        _ field: Field, _ key: FieldKey, _ record: Record, _ cells: Range<UInt32>
    ) {
        guard field.name != StringTable.empty, isInTree(field.position) else { return }
        let members = cells.map { CellID($0) }
        if let known = fieldEntries[key] {
            entries[known].cells += members
            return
        }
        fieldEntries[key] = entries.count
        let owner = context.program.strings[record.name]
        let name = context.program.strings[field.name]
        entries.append(
            Entry(
                name: owner.isEmpty ? name : "\(owner)::\(name)", kind: .field,
                type: context.program.strings[field.typeSpelling],
                location: places.location(field.position), cells: members))
    }

    // MARK: Pointees

    /// The label of a pointer covers what it points to where that has no declaration of its own.
    /// O(members of the different sets + states × undeclared cells and sets behind each).
    private mutating func coverPointees() {
        let facts = context.facts
        let isDeclared = facts.cells.ids.map { self.isDeclared($0) }
        var undeclared = [[UInt32]?](repeating: nil, count: facts.sets.slices.count)
        var seenBy = [Int](repeating: -1, count: facts.cells.count)
        var setSeenBy = [Int](repeating: -1, count: facts.sets.slices.count)
        for index in entries.indices {
            var seen: [CellID] = []
            for cell in entries[index].cells where seenBy[cell.index] != index {
                seenBy[cell.index] = index
                seen.append(cell)
            }
            var position = 0
            while position < seen.count {
                let targets = facts.cellTargets[seen[position]]
                position += 1
                if setSeenBy[targets.index] == index { continue }
                setSeenBy[targets.index] = index
                let behind =
                    undeclared[targets.index] ?? undeclaredCells(behind: targets, isDeclared)
                undeclared[targets.index] = behind
                for raw in behind where seenBy[Int(raw)] != index {
                    seenBy[Int(raw)] = index
                    seen.append(CellID(raw))
                }
            }
            entries[index].cells = seen.sorted()
        }
    }

    /// What the pointers of a set lead to that has no declaration, ascending.
    private func undeclaredCells(behind targets: CellSetID, _ isDeclared: [Bool]) -> [UInt32] {
        var found = BitSet()
        for pointee in context.facts.sets[targets] {
            for raw in context.cellsOnward(from: pointee) where !isDeclared[Int(raw)] {
                found.insert(Int(raw))
            }
        }
        return found.members.map { UInt32($0) }
    }

    /// Whether a cell is part of a variable, or of a field that the tree declares.
    private func isDeclared(_ cell: CellID) -> Bool {
        let known = context.facts.cells[cell]
        switch context.facts.objects[known.object].kind {
        case .heap, .external, .elements: break
        default: return true
        }
        guard let record = known.record.id else { return false }
        let fields = context.program.types.records[record].fields
        return Int(known.field) < fields.count && isInTree(fields[Int(known.field)].position)
    }

    // MARK: Outputs

    private mutating func addOutputs(_ flow: FlowAssembly) {
        var known: [OutputKey: Int] = [:]
        for site in flow.outputs {
            let location = places.location(site.instance, site.instruction)
            guard !location.file.isEmpty else { continue }
            let key = OutputKey(location: location, isLog: site.isLog)
            if let index = known[key] {
                entries[index].nodes.append(site.node)
                continue
            }
            known[key] = entries.count
            entries.append(
                Entry(
                    name: places.name(site.symbol), kind: .output,
                    channel: site.isLog ? .log : .data, type: "output", location: location,
                    nodes: [site.node]))
        }
    }

    private struct OutputKey: Hashable {
        var location: Location
        var isLog: Bool
    }
}
