import MidasBase
import MidasDictionary
import MidasIR

/// What code may write anywhere in the program, gathered once over all instances: for memory that is
/// certainly never written.
struct WrittenMemory {
    /// By cell: something other than an update of the cell itself writes it.
    private(set) var cells: BitSet
    /// By object: something may write bytes of it that are no member's, or elements of its arrays.
    private(set) var filled: BitSet
    /// Objects that functions without a model are given pointers to.
    private(set) var handedOut: BitSet

    init(_ facts: PointsToFacts) {
        cells = BitSet(capacity: facts.cells.count)
        filled = BitSet(capacity: facts.objects.count)
        handedOut = filled
    }

    mutating func note(
        _ places: ArraySlice<CellID>, fills: Bool, _ facts: PointsToFacts
    ) {
        for cell in places {
            cells.insert(cell.index)
            if fills || facts.cells[cell].isElement {
                filled.insert(facts.cells[cell].object.index)
            }
        }
    }

    /// A text is written to the start of an array.
    mutating func noteText(_ places: [CellID]) {
        for cell in places { cells.insert(cell.index) }
    }

    mutating func handOut(_ cell: CellID, _ facts: PointsToFacts) {
        handedOut.insert(facts.cells[cell].object.index)
    }
}

/// Memory whose bytes nothing has set when they are read or written out: heap objects as `malloc`
/// gives them, local variables without an initialiser. Only what no code of the program may write is
/// here, whatever its order: certain, and far from all.
struct UnwrittenMemory {
    private let written: WrittenMemory
    /// By object: its first bytes are indeterminate, and all that may write them is known.
    private var isFresh: BitSet
    private let isHeap: BitSet

    init(_ context: FlowContext, _ written: WrittenMemory) {
        self.written = written
        let facts = context.facts
        isFresh = BitSet(capacity: facts.objects.count)
        var isHeap = isFresh
        for object in facts.objects.ids {
            switch facts.objects[object].kind {
            case .heap(let site) where Self.isUninitialised(site, context):
                isFresh.insert(object.index)
                isHeap.insert(object.index)
            case .local(let instance, let local):
                let function = context.function(instance)
                if local.raw >= function.parameterCount,
                    function.locals[local].kind == .variable
                {
                    isFresh.insert(object.index)
                }
            default: break
            }
        }
        self.isHeap = isHeap
        if !isFresh.isEmpty { isFresh.subtract(Self.knownOutside(context, written)) }
    }

    private static func isUninitialised(_ site: CallSite, _ context: FlowContext) -> Bool {
        let targets = context.targets(site.instance, site.instruction)
        return !targets.isEmpty
            && targets.allSatisfy { target in
                guard let model = context.model(target) else { return false }
                return model.allocations.count == 1
                    && model.allocations[0].contents == .uninitialised
                    && model.allocations[0].pointer == .result
            }
    }

    /// Objects that code outside the tree may write: what functions without a model are given, what a
    /// library gives its callers, and all that these lead to.
    private static func knownOutside(
        _ context: FlowContext, _ written: WrittenMemory
    ) -> BitSet {
        let facts = context.facts
        var known = written.handedOut
        var open = known.members
        func add(_ cells: some Sequence<CellID>) {
            for cell in cells where known.insert(facts.cells[cell].object.index) {
                open.append(facts.cells[cell].object.index)
            }
        }
        for object in facts.objects.ids {
            switch facts.objects[object].kind {
            case .outside, .unknown, .external, .hidden:
                if known.insert(object.index) { open.append(object.index) }
            case .global(let symbol)
            where context.program.main == nil
                && context.program.symbols[symbol].linkage == .external:
                if known.insert(object.index) { open.append(object.index) }
            default: break
            }
        }
        for entry in context.entries.entries where entry.kind == .library {
            let function = context.function(entry.instance)
            for block in function.blocks.elements {
                guard case .return(let operand) = block.terminator else { continue }
                add(context.pointees(operand, entry.instance, function))
            }
        }
        while let object = open.popLast() {
            let first = facts.objects[ObjectID(object)].firstCell.raw
            for raw in first..<first + facts.objects[ObjectID(object)].cellCount {
                add(facts.sets[facts.cellTargets[CellID(raw)]])
            }
        }
        return known
    }

    /// Whether a cell lies on the heap and nothing ever writes it.
    func isUnwrittenHeap(_ cell: CellID, _ facts: PointsToFacts) -> Bool {
        isHeap.contains(facts.cells[cell].object.index) && isUnwritten(cell, facts)
    }

    func isUnwritten(_ cell: CellID, _ facts: PointsToFacts) -> Bool {
        isFresh.contains(facts.cells[cell].object.index) && !written.cells.contains(cell.index)
    }

    /// Whether bytes go out with an object that nothing has written: a member, padding, or an array
    /// that only ever gets a text.
    /// - Parameter bytes: How many bytes go out from its first.
    func leaksBytes(_ cells: [CellID], bytes: UInt64, _ context: FlowContext) -> Bool {
        let facts = context.facts
        guard let first = cells.first, let object = cells.first.map({ facts.cells[$0].object }),
            isFresh.contains(object.index), facts.objects[object].firstCell == first,
            let type = facts.objects[object].type,
            context.program.types.size(type) != TypeEntry.unknownSize,
            bytes >= context.program.types.size(type),
            cells.allSatisfy({ facts.cells[$0].object == object })
        else { return false }
        if cells.contains(where: { isUnwritten($0, facts) }) { return true }
        if written.filled.contains(object.index) { return false }
        return cells.contains { facts.cells[$0].isElement }
            || context.program.types.hasPadding(type)
    }
}

extension TypeTable {
    /// Whether values of a type have bytes that belong to no member.
    func hasPadding(_ type: TypeID) -> Bool {
        switch self[type] {
        case .array(let element, _): return hasPadding(element)
        case .record(let id):
            let record = records[id]
            guard record.kind != .union, record.isComplete, record.bases.isEmpty,
                !record.isPolymorphic
            else { return false }
            var end: UInt64 = 0
            for field in record.fields {
                if field.bitOffset > end || hasPadding(field.type) { return true }
                let width = field.bitWidth.map { UInt64($0) } ?? size(field.type) &* 8
                end = max(end, field.bitOffset + width)
            }
            return end < record.size * 8
        default: return false
        }
    }
}
