import MidasBase
import MidasDictionary
import MidasIR

/// What paths to elements, keys and order lead to at a call. Order has no memory of its own: what is
/// in no fixed order, elements take on by value.
extension BoundCall {
    func elements(
        _ path: Path, _ part: EntryPart, _ spans: inout MemorySpans
    ) -> Spot {
        var lead = Lead()
        var operand: Operand?
        switch path.root {
        case .receiver:
            operand = arguments.first
            operand.map { lead = self.lead(of: $0) }
        case .argument(let index):
            guard let given = argument(index) else { return .nothing }
            operand = given
            lead = self.lead(of: given)
        case .result, .value:
            operand = .value(instruction)
            lead =
                callResult.map { self.lead(of: .place($0)) } ?? self.lead(of: .value(instruction))
        case .arguments, .variadic:
            for given in explicitArguments {
                let more = self.lead(of: given)
                lead.containers += more.containers
                lead.starts += more.starts
                lead.records.merge(more.records) { first, _ in first }
            }
        case .errno: return .errno
        case .state(let id): return .hidden(id)
        }
        var cells = lead.containers.flatMap { held(by: $0, part, &spans) }
        for start in lead.starts {
            let width = lead.records[start].map { spans.width(of: $0) }
            let span =
                width.map { spans.cells(from: start, offset: 0, width: $0) }
                ?? spans.widest(from: start) ?? context.cellsOnward(from: start)
            cells += span.map { CellID($0) }
        }
        let hasData = cells.contains {
            MemoryRoles.isData(context.facts.objects[context.facts.cells[$0].object].kind)
        }
        guard hasData else {
            guard let operand, operand.place == nil else { return .nothing }
            return operand == .value(instruction) ? .result : .operands([operand])
        }
        let isWhole = lead.containers.count == 1 && lead.starts.isEmpty
        return .cells(Array(Set(cells)).sorted(), isWhole: isWhole)
    }

    /// Where elements are: in containers, or from where an array begins or an iterator leads to.
    private struct Lead {
        var containers: [CellID] = []
        var starts: [CellID] = []
        /// Of starts that are records that end where they do (a string): their type.
        var records: [CellID: TypeID] = [:]

        mutating func add(_ cells: [CellID], _ facts: PointsToFacts) {
            containers += cells.filter { facts.elements[$0] != nil }
            starts += cells.filter { facts.elements[$0] == nil }
        }
    }

    private func lead(of operand: Operand) -> Lead {
        var lead = Lead()
        guard let place = operand.place else {
            lead.add(context.pointees(operand, instance, function), context.facts)
            guard let pointee = type(of: operand).flatMap({ context.program.types.element($0) }),
                let record = context.program.types.record(pointee)
            else { return lead }
            if isOneCell(record) {
                for start in lead.starts { lead.records[start] = pointee }
            } else if leadsOn(record) {
                lead.starts = led(from: lead.starts)
            }
            return lead
        }
        var starts: Set<CellID> = []
        for cell in context.cells(place, instance) {
            if context.facts.elements[cell] != nil {
                lead.containers.append(cell)
            } else {
                starts.formUnion(context.facts.sets[context.facts.cellTargets[cell]])
            }
        }
        lead.starts = starts.sorted()
        return lead
    }

    private func role(of record: RecordID) -> TypeModel.Role? {
        let name = context.program.types.records[record].templateName
        return context.dictionary.type(context.program.strings[name])?.role
    }

    /// Whether a record keeps its elements out of sight, as a string does.
    private func isOneCell(_ record: RecordID) -> Bool {
        if context.facts.containers.records.contains(record.index) { return true }
        switch role(of: record) {
        case .iterator, .view, .uniquePointer, .sharedPointer, nil: return false
        default: return true
        }
    }

    /// Whether elements are where a record of the dictionary points to.
    private func leadsOn(_ record: RecordID) -> Bool {
        switch role(of: record) {
        case .iterator, .view, .uniquePointer, .sharedPointer: true
        default: false
        }
    }

    /// What the pointers in records point to; records without any stay.
    private func led(from records: [CellID]) -> [CellID] {
        var found: Set<CellID> = []
        for record in records {
            let inside = context.cellsOnward(from: record).flatMap {
                context.facts.sets[context.facts.cellTargets[CellID($0)]]
            }
            found.formUnion(inside.isEmpty ? [record] : inside)
        }
        return found.sorted()
    }

    /// The cells of what a container holds.
    private func held(
        by cell: CellID, _ part: EntryPart, _ spans: inout MemorySpans
    ) -> [CellID] {
        guard let object = context.facts.elements[cell] else { return [] }
        let known = context.facts.objects[object]
        let all = known.firstCell.raw..<known.firstCell.raw + known.cellCount
        guard part != .whole, let offset = container(in: cell)?.valueOffset else {
            return all.map { CellID($0) }
        }
        let value = spans.cells(from: known.firstCell, offset: offset, width: 8).lowerBound
        let cells = part == .key ? all.lowerBound..<value : value..<all.upperBound
        return cells.map { CellID($0) }
    }

    private func container(in cell: CellID) -> ContainerTypes.Container? {
        context.program.types.record(context.facts.cells[cell].type).flatMap {
            context.facts.containers[$0]
        }
    }

    /// What a path starts from, where that is handed to the call.
    func operand(of root: Path.Root) -> Operand? {
        switch root {
        case .receiver: arguments.first
        case .argument(let index): argument(index)
        default: nil
        }
    }

    /// Whether what a path means is a whole entry of key and value.
    func isEntry(_ path: Path) -> Bool {
        guard case .argument(let index) = path.root, let operand = argument(index) else {
            return false
        }
        let types = context.program.types
        var type = type(of: operand)
        if operand.place == nil { type = type.flatMap { types.element($0) } }
        return context.facts.containers.isEntry(type, types)
    }

    /// The container that a path's root is or refers to.
    func container(at root: Path.Root) -> ContainerTypes.Container? {
        let cells = operand(of: root).map { lead(of: $0).containers } ?? []
        return cells.lazy.compactMap { container(in: $0) }.first
    }
}
